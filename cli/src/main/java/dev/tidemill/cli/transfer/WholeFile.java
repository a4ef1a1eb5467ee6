package dev.tidemill.cli.transfer;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file that has its name only when it is whole and on disk: until then it is {@code
 * NAME.partial}. A file of that name is replaced at once. Owned by one thread.
 */
public final class WholeFile implements AutoCloseable {
    private final Path target;
    private final Path partial;
    private final FileChannel channel;
    private boolean finished;

    private WholeFile(Path target, Path partial, FileChannel channel) {
        this.target = target;
        this.partial = partial;
        this.channel = channel;
    }

    /**
     * Begins the file.
     *
     * @throws TidemillException INVALID_ARGUMENT when it cannot stand there, IO_FAILED
     */
    public static WholeFile create(Path file) {
        Path target = file.toAbsolutePath();
        if (Files.exists(target) && !Files.isRegularFile(target)) {
            throw new TidemillException(
                            ErrorCode.INVALID_ARGUMENT, file + " is there and is no plain file")
                    .withHint("name a file, or - for standard output");
        }
        Path partial = target.resolveSibling(target.getFileName() + ".partial");
        try {
            FileChannel channel =
                    FileChannel.open(partial, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                requireAlone(channel, file);
                channel.truncate(0);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
            // When the process is told to end; what a kill leaves, the next export replaces.
            partial.toFile().deleteOnExit();
            return new WholeFile(target, partial, channel);
        } catch (IOException e) {
            throw failed("the file " + partial + " cannot be made", e);
        }
    }

    /** The lock goes with the channel, or with the process. */
    private static void requireAlone(FileChannel channel, Path file) throws IOException {
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            throw new TidemillException(
                    ErrorCode.INVALID_ARGUMENT, "another export writes " + file + " now");
        }
    }

    private static TidemillException failed(String fact, IOException e) {
        boolean full = String.valueOf(e.getMessage()).contains("No space left");
        return new TidemillException(full ? ErrorCode.DISK_FULL : ErrorCode.IO_FAILED, fact, e)
                .withDetail(e.toString());
    }

    /** Where its bytes go; an IOException of it may be given to {@link #failed}. */
    public OutputStream out() {
        return Channels.newOutputStream(channel);
    }

    /** What a failure to write means to the user. */
    public TidemillException failed(IOException e) {
        return failed("the file " + partial + " cannot be written", e);
    }

    /** Forces the file to disk and gives it its name; answers with its size in bytes. */
    public long finish() {
        try {
            long size = channel.size();
            channel.force(true);
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
            finished = true;
            forceFolder();
            return size;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** The name is on disk then, too; some systems do not let a folder be opened. */
    private void forceFolder() {
        Path folder = target.getParent();
        if (folder == null) {
            return;
        }
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        } catch (IOException e) {
            // The file itself is whole and on disk.
        }
    }

    /** Removes what is not finished. */
    @Override
    public void close() {
        try {
            channel.close();
            if (!finished) {
                Files.deleteIfExists(partial);
            }
        } catch (IOException e) {
            throw failed("the file " + partial + " cannot be removed", e);
        }
    }
}
