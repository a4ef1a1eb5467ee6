package dev.tidemill.definitions;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * The bounds a project sets on exports, which have no limit of rows or bytes.
 *
 * @param timeout an export is cancelled after this time, its waiting and its reader's included
 * @param disk what the files of all exports that are written before they are sent may take
 */
public record ExportBounds(Duration timeout, long disk) {
    public static final ExportBounds DEFAULT = new ExportBounds(Duration.ofHours(1), 16L << 30);

    public ExportBounds {
        requireNonNull(timeout, "timeout");
        if (!timeout.isPositive() || disk < 0) {
            throw new IllegalArgumentException(timeout + ", " + disk);
        }
    }
}
