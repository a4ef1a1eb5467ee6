package dev.tidemill.node.backup;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * Copies files into a folder, digests what it reads, and has each on disk when it returns. One
 * thread.
 */
final class FileCopier {
    private static final int BUFFER_BYTES = 1 << 20;

    /**
     * The disk is told to write after so many bytes, so that the fsync of a tick does not have to
     * wait for all that was copied.
     */
    private static final long FORCE_BYTES = 16L << 20;

    private final Path folder;
    private final CopyMeter meter;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);

    FileCopier(Path folder, CopyMeter meter) {
        this.folder = folder;
        this.meter = meter;
    }

    /** Copies a whole file that does not change meanwhile. */
    BackupFile copy(Path from, String path) throws IOException {
        return copy(from, Files.size(from), path);
    }

    /**
     * Copies the first bytes of a file.
     *
     * @throws IOException when it has fewer
     */
    BackupFile copy(Path from, long bytes, String path) throws IOException {
        try (FileChannel source = FileChannel.open(from, StandardOpenOption.READ)) {
            return copy(source, bytes, path);
        }
    }

    /** Copies the first bytes of a file and leaves it open. */
    BackupFile copy(FileChannel source, long bytes, String path) throws IOException {
        Path to = folder.resolve(path);
        Files.createDirectories(requireNonNull(to.getParent()));
        MessageDigest digest = Digests.sha256();
        try (FileChannel target =
                FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            long unforced = 0;
            for (long at = 0; at < bytes; ) {
                buffer.clear().limit((int) Math.min(BUFFER_BYTES, bytes - at));
                int read = source.read(buffer, at);
                if (read < 0) {
                    throw new IOException(path + " ends at " + at + ", not at " + bytes);
                }
                at += read;
                digest.update(buffer.flip());
                unforced += write(target);
                if (unforced >= FORCE_BYTES) {
                    target.force(false);
                    unforced = 0;
                }
                meter.copied(read);
            }
            target.force(true);
        }
        return new BackupFile(path, bytes, HexFormat.of().formatHex(digest.digest()));
    }

    private long write(FileChannel target) throws IOException {
        buffer.rewind();
        long written = 0;
        while (buffer.hasRemaining()) {
            written += target.write(buffer);
        }
        return written;
    }
}
