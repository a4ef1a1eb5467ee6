package dev.tidemill.node.backup;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.data.DataDirectory;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder that is filled under another name, with {@code .partial} at its end, and gets its own by
 * one rename when all that is in it is on disk. Whoever fills it holds its lock, so that what a
 * killed process left is known from what another one fills now.
 */
final class UnfinishedFolder implements AutoCloseable {
    private static final String SUFFIX = ".partial";
    private static final String LOCK = "LOCK";

    private final Path target;
    private final Path partial;
    private final FileChannel lockChannel;
    private boolean finished;

    private UnfinishedFolder(Path target, Path partial, FileChannel lockChannel) {
        this.target = target;
        this.partial = partial;
        this.lockChannel = lockChannel;
    }

    /**
     * Begins a folder; what a process that was killed has left of it is removed.
     *
     * @param mayBeEmpty whether the folder may be there already when nothing is in it
     * @throws TidemillException FOLDER_EXISTS; NOT_FOUND when the folder above is missing
     */
    static UnfinishedFolder begin(Path target, boolean mayBeEmpty) throws IOException {
        Path absolute = target.toAbsolutePath().normalize();
        Path above = absolute.getParent();
        if (above == null || !Files.isDirectory(above)) {
            throw new TidemillException(
                            ErrorCode.NOT_FOUND, "the folder above " + absolute + " is missing")
                    .withHint("make it, or see that its disk is mounted");
        }
        refuseExisting(absolute, mayBeEmpty);
        Path partial = above.resolve(absolute.getFileName() + SUFFIX);
        if (Files.exists(partial)) {
            removeLeftover(partial);
        }
        Files.createDirectory(partial);
        FileChannel channel =
                FileChannel.open(
                        partial.resolve(LOCK),
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.WRITE);
        if (lock(channel) == null) {
            channel.close();
            throw busy(partial);
        }
        return new UnfinishedFolder(absolute, partial, channel);
    }

    private static void refuseExisting(Path target, boolean mayBeEmpty) throws IOException {
        if (!Files.exists(target) || (mayBeEmpty && isEmptyFolder(target))) {
            return;
        }
        String what = target + (mayBeEmpty ? " is there and not empty" : " is there already");
        throw new TidemillException(ErrorCode.FOLDER_EXISTS, what)
                .withHint("name another folder; nothing is written over");
    }

    private static boolean isEmptyFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    private static void removeLeftover(Path partial) throws IOException {
        Path lockFile = partial.resolve(LOCK);
        if (!isEmptyFolder(partial) && !Files.exists(lockFile)) {
            throw new TidemillException(
                            ErrorCode.FOLDER_EXISTS, partial + " is there and no rest of a copy")
                    .withHint("move it away, or name another folder");
        }
        if (Files.exists(lockFile)) {
            try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE)) {
                if (lock(channel) == null) {
                    throw busy(partial);
                }
            }
        }
        delete(partial);
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static TidemillException busy(Path partial) {
        return new TidemillException(
                        ErrorCode.FOLDER_EXISTS, "another process fills " + partial + " now")
                .withHint("name another folder, or wait for it");
    }

    /** Where to put what belongs into the folder. */
    Path path() {
        return partial;
    }

    /** Forces the folders to disk and gives this one its name. The files must be forced already. */
    void finish(boolean mayBeEmpty) throws IOException {
        for (Path folder : folders()) {
            DataDirectory.forceDirectory(folder);
        }
        refuseExisting(target, mayBeEmpty);
        Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
        finished = true;
        DataDirectory.forceDirectory(requireNonNull(target.getParent()));
    }

    private List<Path> folders() throws IOException {
        try (Stream<Path> files = Files.walk(partial)) {
            return files.filter(Files::isDirectory).toList();
        }
    }

    /** Removes what was not finished. */
    @Override
    public void close() throws IOException {
        try {
            if (!finished) {
                delete(partial);
            }
        } finally {
            lockChannel.close();
        }
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
