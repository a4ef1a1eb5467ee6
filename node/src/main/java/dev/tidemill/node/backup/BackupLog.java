package dev.tidemill.node.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The backups that were taken of a data folder, a line each. That one is not written down does not
 * make it worth less, so a failure to do so is logged only. Safe for all threads.
 */
final class BackupLog {
    private static final Logger LOG = LoggerFactory.getLogger(BackupLog.class);

    private final Path file;

    BackupLog(Path file) {
        this.file = requireNonNull(file, "file");
    }

    synchronized void note(TakenBackup backup) {
        try {
            Files.writeString(
                    file,
                    backup.line() + "\n",
                    UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND,
                    StandardOpenOption.SYNC);
        } catch (IOException e) {
            LOG.warn("the backup {} is not written down in {}: {}", backup.path(), file, e);
        }
    }

    /** All of them, oldest first; throws IO_FAILED. */
    synchronized List<TakenBackup> backups() {
        try {
            return Files.exists(file)
                    ? Files.readAllLines(file, UTF_8).stream().map(TakenBackup::parse).toList()
                    : List.of();
        } catch (IOException | RuntimeException e) {
            throw new TidemillException(ErrorCode.IO_FAILED, file + " cannot be read: " + e, e);
        }
    }
}
