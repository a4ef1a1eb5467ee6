package dev.tidemill.node.plan;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.definitions.release.DefinitionFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Definitions in a folder of their own while they are looked at. Owned by one call. */
public final class StagedDefinitions implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StagedDefinitions.class);

    private final Path folder;

    private StagedDefinitions(Path folder) {
        this.folder = requireNonNull(folder, "folder");
    }

    /**
     * Writes files into a new folder, which nobody needs after a crash.
     *
     * @param temporary where the folder is made
     * @throws TidemillException IO_FAILED
     */
    public static StagedDefinitions write(DefinitionFiles files, Path temporary) {
        try {
            StagedDefinitions staged =
                    new StagedDefinitions(Files.createTempDirectory(temporary, "plan-"));
            try {
                files.write(staged.folder);
                return staged;
            } catch (IOException e) {
                staged.close();
                throw e;
            } catch (InvalidPathException e) {
                staged.close();
                throw new TidemillException(
                                ErrorCode.INVALID_REQUEST,
                                "this machine has no file of the name " + e.getInput(),
                                e)
                        .withHint("start the server with a UTF-8 locale, or rename the file");
            }
        } catch (IOException e) {
            throw new TidemillException(
                    ErrorCode.IO_FAILED, "the definitions cannot be looked at: " + e, e);
        }
    }

    public Path folder() {
        return folder;
    }

    @Override
    public void close() {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            LOG.warn("{} stays until the next start: {}", folder, e.toString());
        }
    }
}
