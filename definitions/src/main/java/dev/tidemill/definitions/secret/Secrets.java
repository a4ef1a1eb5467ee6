package dev.tidemill.definitions.secret;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The secrets of a project: one file each, named as the secret is, in the project's folder {@code
 * secrets} or in the one that the environment variable {@code TIDEMILL_SECRETS} names. Read anew at
 * each look, so that a changed secret is taken when the project is read again.
 *
 * @param folder need not exist
 */
public record Secrets(Path folder) {
    /** Names the folder of the secrets when it is not the project's own. */
    public static final String VARIABLE = "TIDEMILL_SECRETS";

    public static final String FOLDER = "secrets";

    /** The most bytes of one secret. */
    static final long BYTES_MAX = 64 << 10;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");

    public Secrets {
        requireNonNull(folder, "folder");
    }

    public static Secrets of(Path project, Map<String, String> environment) {
        String named = environment.get(VARIABLE);
        return new Secrets(
                named == null || named.isBlank() ? project.resolve(FOLDER) : Path.of(named));
    }

    /**
     * The secret of this name, without the line's end that editors put behind it; empty when there
     * is none that can be read.
     */
    public Optional<Secret> find(String name) {
        Path file = folder.resolve(NAME.matcher(name).matches() ? name : ".");
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > BYTES_MAX) {
                return Optional.empty();
            }
            return Optional.of(Secret.of(Files.readString(file).stripTrailing()));
        } catch (IOException e) {
            // What is wrong with the file is told as if there were none; its content is not.
            return Optional.empty();
        }
    }

    /** Where a person would put this secret. */
    String hint(String name) {
        return "put it into the file " + folder.resolve(name) + ", which git must not know";
    }
}
