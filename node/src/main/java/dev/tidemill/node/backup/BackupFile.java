package dev.tidemill.node.backup;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;

/**
 * A file of a backup.
 *
 * @param path where it is in the backup and in the data folder, with slashes
 * @param sha256 the digest of its bytes, in hexadecimal
 */
public record BackupFile(String path, long bytes, String sha256) {
    /** Nothing outside of the folder, and nothing that a data folder does not have. */
    private static final Pattern PATHS =
            Pattern.compile(
                    "VERSION|history\\.duckdb(\\.wal)?"
                            + "|(journal|checkpoints|functions|releases)/[A-Za-z0-9_-][A-Za-z0-9._-]*");

    private static final Pattern DIGESTS = Pattern.compile("[0-9a-f]{64}");

    public BackupFile {
        requireNonNull(path, "path");
        requireNonNull(sha256, "sha256");
        if (!PATHS.matcher(path).matches() || !DIGESTS.matcher(sha256).matches() || bytes < 0) {
            throw new IllegalArgumentException(path + ", " + bytes + " bytes, " + sha256);
        }
    }
}
