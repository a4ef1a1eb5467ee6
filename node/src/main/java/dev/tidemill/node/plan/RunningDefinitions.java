package dev.tidemill.node.plan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.tidemill.definitions.Project;
import dev.tidemill.node.definition.DefinitionsInForce;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a mill runs at one moment, as plans compare with it.
 *
 * @param files the hash of the files that the project was read from
 * @param tests the texts of the project's tests, by their paths
 * @param rows of each table
 * @param cut tables of which rows were dropped, since their time was up
 * @param stateBytes of each live table, some seconds ago
 * @param localUrl what stands before an action's url that is only a path; null without a server
 */
public record RunningDefinitions(
        Project project,
        String files,
        Map<String, String> tests,
        DefinitionsInForce.View view,
        Map<String, Long> rows,
        Set<String> cut,
        Map<String, Long> stateBytes,
        @Nullable String localUrl) {
    // Spelled out, since a compact constructor's parameters lose their annotations.
    public RunningDefinitions(
            Project project,
            String files,
            Map<String, String> tests,
            DefinitionsInForce.View view,
            Map<String, Long> rows,
            Set<String> cut,
            Map<String, Long> stateBytes,
            @Nullable String localUrl) {
        this.project = requireNonNull(project, "project");
        this.files = requireNonNull(files, "files");
        this.tests = Map.copyOf(tests);
        this.view = requireNonNull(view, "view");
        this.rows = Map.copyOf(rows);
        this.cut = Set.copyOf(cut);
        this.stateBytes = Map.copyOf(stateBytes);
        this.localUrl = localUrl;
    }

    /**
     * Another one when anything is defined otherwise, by files or statements, or when a live table
     * was suspended or runs again: 32 hexadecimal digits. Rows and previews do not count.
     */
    public String fingerprint() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(files.getBytes(UTF_8));
            digest.update(view.definitions().withoutPreviews().encode());
            Set<String> suspended = new TreeSet<>(view.suspended().keySet());
            suspended.removeAll(view.definitions().previewNames());
            for (String name : suspended) {
                digest.update(name.getBytes(UTF_8));
                digest.update((byte) 0);
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
