package dev.tidemill.node.plan;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.definitions.release.DefinitionFiles;
import java.nio.file.Path;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of the definitions that a mill runs. Jars are left out: the mill keeps them anyway.
 *
 * @param hash of all files; empty when they are more than can be kept
 * @param untested the same without the tests
 */
public record RunningFiles(DefinitionFiles texts, String hash, String untested) {
    private static final Logger LOG = LoggerFactory.getLogger(RunningFiles.class);

    public RunningFiles {
        requireNonNull(texts, "texts");
        requireNonNull(hash, "hash");
        requireNonNull(untested, "untested");
    }

    public static RunningFiles of(DefinitionFiles files) {
        return new RunningFiles(files.withoutJars(), files.hash(), files.withoutTests().hash());
    }

    /** Those of a folder that was just read as a project. */
    public static RunningFiles read(Path folder) {
        try {
            return of(DefinitionFiles.read(folder));
        } catch (TidemillException e) {
            LOG.warn("nothing can be applied to these definitions: {}", e.message());
            return new RunningFiles(DefinitionFiles.of(Map.of()), "", "");
        }
    }
}
