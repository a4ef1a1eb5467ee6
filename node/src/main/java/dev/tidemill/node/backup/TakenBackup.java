package dev.tidemill.node.backup;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * A backup that was taken.
 *
 * @param tick the last tick in it
 * @param path the folder that it was taken into
 */
public record TakenBackup(Instant time, long tick, String path) {
    public TakenBackup {
        requireNonNull(time, "time");
        requireNonNull(path, "path");
    }

    String line() {
        return time + " " + tick + " " + path;
    }

    static TakenBackup parse(String line) {
        String[] parts = line.split(" ", 3);
        if (parts.length < 3) {
            throw new IllegalArgumentException("no backup: " + line);
        }
        return new TakenBackup(Instant.parse(parts[0]), Long.parseLong(parts[1]), parts[2]);
    }
}
