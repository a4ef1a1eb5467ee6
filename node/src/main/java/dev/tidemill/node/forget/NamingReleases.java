package dev.tidemill.node.forget;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.definitions.release.DefinitionFiles;
import dev.tidemill.node.plan.Release;
import dev.tidemill.node.plan.ReleaseStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which of the definitions that are kept name a person: a test that was recorded has rows of
 * theirs. Nothing takes them out, since a release is known by its bytes and may be gone back to.
 * Safe for all threads.
 */
final class NamingReleases {
    /** What a receipt calls them. */
    static final String KIND = "releases";

    private static final Logger LOG = LoggerFactory.getLogger(NamingReleases.class);

    private final ReleaseStore releases;

    NamingReleases(ReleaseStore releases) {
        this.releases = requireNonNull(releases, "releases");
    }

    /**
     * What names a person of these values, the oldest first. When one is known by a hash alone no
     * text can be searched for it, and it is said that any may.
     */
    List<ErasureReceipt.Remains> of(Collection<Subject> values) {
        Map<String, Release> kept = new LinkedHashMap<>();
        releases.releases().forEach(release -> kept.put(release.hash(), release));
        if (kept.isEmpty()) {
            return List.of();
        }
        if (values.stream().anyMatch(Subject.Hashed.class::isInstance)) {
            String where = "any of %d, whose tests may have rows of theirs".formatted(kept.size());
            return List.of(new ErasureReceipt.Remains(KIND, where, null));
        }
        List<ErasureReceipt.Remains> naming = new ArrayList<>();
        for (Release release : kept.values()) {
            List<String> files = files(release, values);
            if (!files.isEmpty()) {
                naming.add(
                        new ErasureReceipt.Remains(
                                KIND,
                                release.hash() + ": " + String.join(", ", files),
                                release.time().toString()));
            }
        }
        return naming;
    }

    private List<String> files(Release release, Collection<Subject> values) {
        List<String> naming = new ArrayList<>();
        try {
            DefinitionFiles files = releases.read(release.hash()).withoutJars();
            for (String path : files.paths()) {
                String text = new String(files.bytes(path), UTF_8);
                if (values.stream().anyMatch(value -> names(value, path, text))) {
                    naming.add(path);
                }
            }
        } catch (TidemillException e) {
            LOG.warn("the release {} cannot be searched: {}", release.hash(), e.message());
            naming.add("which cannot be read");
        }
        return naming;
    }

    /** Numbers are looked for in tests alone: elsewhere they are bounds and limits. */
    private static boolean names(Subject value, String path, String text) {
        boolean isNumber = value instanceof Subject.Named named && Subject.isNumber(named.value());
        return (!isNumber || DefinitionFiles.isTest(path)) && value.isIn(text);
    }
}
