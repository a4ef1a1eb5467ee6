package dev.tidemill.node.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
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
                    (endsInALine() ? "" : "\n") + backup.line() + "\n",
                    UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND,
                    StandardOpenOption.SYNC);
        } catch (IOException e) {
            LOG.warn("the backup {} is not written down in {}: {}", backup.path(), file, e);
        }
    }

    /** A crash may have torn the last line; the next one is not to be lost with it. */
    private boolean endsInALine() throws IOException {
        if (!Files.exists(file)) {
            return true;
        }
        byte[] bytes = Files.readAllBytes(file);
        return bytes.length == 0 || bytes[bytes.length - 1] == '\n';
    }

    /**
     * All of them. A line that makes no sense, as a crash may leave it, is passed over and counted;
     * throws IO_FAILED when the file cannot be read.
     *
     * @param underWay where one is being taken; null when none is
     */
    synchronized KnownBackups known(@Nullable Path underWay) {
        List<TakenBackup> taken = new ArrayList<>();
        int unreadable = 0;
        for (String line : lines()) {
            try {
                taken.add(TakenBackup.parse(line));
            } catch (IllegalArgumentException | DateTimeException e) {
                unreadable++;
                LOG.warn("{} has a line that is no backup: {}", file, e.getMessage());
            }
        }
        return new KnownBackups(taken, underWay, unreadable);
    }

    /** Bytes that are no text are read as such, for the same reason. */
    private List<String> lines() {
        try {
            return Files.exists(file)
                    ? new String(Files.readAllBytes(file), UTF_8)
                            .lines()
                            .filter(line -> !line.isBlank())
                            .toList()
                    : List.of();
        } catch (IOException e) {
            throw new TidemillException(ErrorCode.IO_FAILED, file + " cannot be read: " + e, e);
        }
    }
}
