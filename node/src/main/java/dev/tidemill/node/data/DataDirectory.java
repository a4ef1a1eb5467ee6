package dev.tidemill.node.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A mill's folder on disk, held by one process at a time.
 *
 * <pre>
 * VERSION       the layout's version
 * LOCK          locked while a process has the folder open
 * journal/      segments
 * checkpoints/  pages and manifests
 * functions/    jars that definitions name
 * access/       users, tokens, and what digests are made with; for the owner's eyes
 * audit/        who did what
 * releases/     definitions that were applied, those before them, and what was applied when
 * erasures/     receipts of people who were erased
 * BACKUPS       backups that were taken, a line each
 * history.duckdb  rows of append-only tables that have left memory
 * tmp/          swept at every start
 * </pre>
 */
public final class DataDirectory implements AutoCloseable {
    /** The layout that this program reads and writes. */
    public static final String VERSION = "3";

    private final Path root;
    private final FileChannel lockChannel;
    private final FileLock lock;

    private DataDirectory(Path root, FileChannel lockChannel, FileLock lock) {
        this.root = root;
        this.lockChannel = lockChannel;
        this.lock = lock;
    }

    /**
     * Opens the folder, which is created when missing.
     *
     * @throws TidemillException DATA_DIRECTORY_LOCKED, DATA_DIRECTORY_VERSION
     */
    public static DataDirectory open(Path root) {
        try {
            Files.createDirectories(root);
            FileChannel channel =
                    FileChannel.open(
                            root.resolve("LOCK"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                throw locked(root);
            }
            DataDirectory directory = new DataDirectory(root, channel, lock);
            directory.checkVersion();
            directory.sweepTemporary();
            Files.createDirectories(directory.journal());
            Files.createDirectories(directory.checkpoints());
            forceDirectory(root);
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException("the data folder " + root + " cannot be opened", e);
        }
    }

    /**
     * Refuses a folder that is no mill's, before one is made of it.
     *
     * @throws TidemillException NOT_FOUND
     */
    public static void requireExisting(Path root) {
        if (!Files.exists(root.resolve("VERSION"))) {
            throw new TidemillException(
                            ErrorCode.NOT_FOUND, root + " is no data folder: it has no VERSION")
                    .withHint("a project's data are in .tidemill/data, or where --data said");
        }
    }

    /**
     * Refuses a folder that a process has open; one that is missing is not.
     *
     * @throws TidemillException DATA_DIRECTORY_LOCKED
     */
    public static void refuseOpen(Path root) {
        readLock(root).close();
    }

    /** Keeps a mill from opening a folder, without changing it. */
    public interface ReadLock extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Keeps mills from opening a folder while it is read; several may read it.
     *
     * @throws TidemillException DATA_DIRECTORY_LOCKED when a process has it open
     */
    public static ReadLock readLock(Path root) {
        Path file = root.resolve("LOCK");
        if (!Files.exists(file)) {
            return () -> {};
        }
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
            if (isLocked(channel)) {
                channel.close();
                throw locked(root);
            }
            return () -> {
                try {
                    channel.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            };
        } catch (IOException e) {
            throw new UncheckedIOException("the data folder " + root + " cannot be read", e);
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock(0, Long.MAX_VALUE, true) == null;
        } catch (OverlappingFileLockException e) {
            return true; // this very process has it open
        }
    }

    private static TidemillException locked(Path root) {
        return new TidemillException(
                        ErrorCode.DATA_DIRECTORY_LOCKED, "another process has " + root + " open")
                .withHint("stop that mill, or give this one another --data folder");
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // this very process has it open
        }
    }

    private void checkVersion() throws IOException {
        Path file = root.resolve("VERSION");
        if (!Files.exists(file)) {
            DurableFile.replace(file, (VERSION + "\n").getBytes(UTF_8));
            return;
        }
        String found = Files.readString(file, UTF_8).strip();
        if (found.isEmpty() && !Files.exists(journal())) {
            DurableFile.replace(
                    file,
                    (VERSION + "\n")
                            .getBytes(UTF_8)); // a start that was killed before it wrote anything
            return;
        }
        if (!found.equals(VERSION)) {
            close();
            throw new TidemillException(
                            ErrorCode.DATA_DIRECTORY_VERSION,
                            root + " has layout version " + found + ", not " + VERSION)
                    .withHint("open it with the release that wrote it");
        }
    }

    /** What was made in a folder outlives a power loss only when the folder is forced too. */
    public static void forceDirectory(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** DuckDB leaves its library in the temporary folder whenever the process is killed. */
    private void sweepTemporary() throws IOException {
        Path temporary = temporary();
        if (Files.isDirectory(temporary)) {
            try (Stream<Path> files = Files.walk(temporary)) {
                for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
        Files.createDirectories(temporary);
    }

    public Path root() {
        return root;
    }

    /** The file that says the layout's version. */
    public Path version() {
        return root.resolve("VERSION");
    }

    public Path journal() {
        return root.resolve("journal");
    }

    public Path checkpoints() {
        return root.resolve("checkpoints");
    }

    /** The jars of functions that definitions in the journal and checkpoints name. */
    public Path functions() {
        return root.resolve("functions");
    }

    /** The files of definitions that were applied, and of those before them. */
    public Path releases() {
        return releasesIn(root);
    }

    /** The same of a folder that is not open. */
    public static Path releasesIn(Path root) {
        return root.resolve("releases");
    }

    /** The accounts, and what else only the folder's owner may read. */
    public Path access() {
        return accessIn(root);
    }

    /** The same of a folder that is not open. */
    public static Path accessIn(Path root) {
        return root.resolve("access");
    }

    /** Who did what. */
    public Path audit() {
        return root.resolve("audit");
    }

    /** Who made which table by a statement. */
    public Path creators() {
        return root.resolve("creators");
    }

    /** Receipts of people who were erased. */
    public Path erasures() {
        return root.resolve("erasures");
    }

    /** The backups that were taken of this folder. */
    public Path backups() {
        return root.resolve("BACKUPS");
    }

    /** Rows of append-only tables that have left memory. */
    public Path history() {
        return root.resolve("history.duckdb");
    }

    public Path temporary() {
        return temporaryIn(root);
    }

    /** The same of a folder that is not open. */
    public static Path temporaryIn(Path root) {
        return root.resolve("tmp");
    }

    @Override
    public void close() {
        try {
            if (lockChannel.isOpen()) {
                lock.release();
                lockChannel.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
