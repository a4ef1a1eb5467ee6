package dev.tidemill.node.backup;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a data folder knows of its backups.
 *
 * @param taken oldest first; some may be gone by now
 * @param underWay where one is being taken; null when none is
 * @param unreadable lines of the log that say nothing any more: as many backups may be anywhere
 */
public record KnownBackups(List<TakenBackup> taken, @Nullable Path underWay, int unreadable) {
    public KnownBackups {
        taken = List.copyOf(taken);
    }
}
