package dev.tidemill.node.backup;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.journal.Journal;
import dev.tidemill.node.checkpoint.Checkpointer;
import dev.tidemill.node.data.DataDirectory;
import dev.tidemill.node.history.HistoryKeeper;
import dev.tidemill.node.plan.ReleaseStore;
import dev.tidemill.store.HistoryStore;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a backup of a mill that runs, one at a time.
 *
 * <p>Ticks, checkpoints and readers go on. Files that never change once written are given a second
 * name between two checkpoints and copied at leisure. The history's file does change, so it is
 * copied in its writer's turn: rows that would move meanwhile wait in memory. It may hold runs that
 * the checkpoint does not have yet, which a recovery removes; it holds all that the checkpoint has,
 * since nothing is removed from it until the copy is made.
 *
 * <p>Safe for all threads.
 */
public final class BackupDesk implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BackupDesk.class);

    private final DataDirectory data;
    private final Journal journal;
    private final Checkpointer checkpointer;
    private final HistoryKeeper history;
    private final ReleaseStore releases;
    private final ReentrantLock turn = new ReentrantLock();
    private final AtomicReference<@Nullable Progress> current = new AtomicReference<>();
    private final BackupLog log;
    private volatile boolean closed;

    /**
     * Kept open from the first backup on: closing any channel on the file would release the lock by
     * which DuckDB keeps other processes from it. Guarded by the turn.
     */
    private @Nullable FileChannel historyChannel;

    public BackupDesk(
            DataDirectory data,
            Journal journal,
            Checkpointer checkpointer,
            HistoryKeeper history,
            ReleaseStore releases) {
        this.data = data;
        this.releases = releases;
        this.journal = journal;
        this.checkpointer = checkpointer;
        this.history = history;
        this.log = new BackupLog(data.backups());
    }

    /** The backups that were taken of this folder, and the one that is being taken. */
    public KnownBackups known() {
        // In this order: one that ends meanwhile is in the log.
        Progress progress = current.get();
        return log.known(progress == null ? null : progress.target());
    }

    /** A backup that is being taken. */
    public record Progress(Path target, CopyMeter meter) {}

    /** The backup that is being taken; null when none is. */
    public @Nullable Progress current() {
        return current.get();
    }

    /**
     * Takes a backup into a new folder, which appears when it is whole.
     *
     * @throws TidemillException FOLDER_EXISTS, DISK_FULL, NOT_READY when another one is being
     *     taken; nothing stands in the folder's place then
     */
    public BackupManifest take(Path target) {
        refuseInside(target);
        if (!turn.tryLock()) {
            throw new TidemillException(ErrorCode.NOT_READY, "another backup is being taken")
                    .withHint("wait for it and ask again");
        }
        Progress progress = new Progress(target, new CopyMeter());
        try {
            current.set(progress);
            if (closed) {
                progress.meter().cancel();
            }
            long started = System.nanoTime();
            BackupManifest manifest = takeInTurn(target, progress.meter());
            log.note(new TakenBackup(manifest.time(), manifest.tick(), target.toString()));
            LOG.info(
                    "backup of tick {} in {}: {} bytes in {} ms",
                    manifest.tick(),
                    target,
                    manifest.bytes(),
                    (System.nanoTime() - started) / 1_000_000);
            return manifest;
        } catch (IOException e) {
            throw BackupWriter.failed(target, e);
        } finally {
            current.set(null);
            turn.unlock();
        }
    }

    /** A copy in the folder that it is made of would be swept with it, or copied the next time. */
    private void refuseInside(Path target) {
        Path root = data.root().toAbsolutePath().normalize();
        if (target.toAbsolutePath().normalize().startsWith(root)) {
            throw new TidemillException(
                            ErrorCode.INVALID_ARGUMENT, target + " is inside the data folder")
                    .withHint("name a folder elsewhere, on another disk if you can");
        }
    }

    private BackupManifest takeInTurn(Path target, CopyMeter meter) throws IOException {
        meter.copied(0);
        Path links = data.temporary().resolve("backup");
        try (UnfinishedFolder folder = UnfinishedFolder.begin(target, false)) {
            removeLinks(links);
            BackupWriter writer = new BackupWriter(folder.path(), meter);
            LinkedFiles linked = linkAndCopyHistory(links, writer, meter);
            writer.checkpoint(linked.checkpoint());
            writer.journal(linked.folder(), linked.journal());
            writer.functions(data.functions());
            writer.releases(linked.releases());
            BackupManifest manifest =
                    writer.finish(
                            data.version(),
                            linked.journal().lastTick(),
                            linked.checkpointTick(),
                            linked.marks(),
                            data.temporary());
            meter.copied(0);
            folder.finish(false);
            return manifest;
        } finally {
            removeLinks(links);
        }
    }

    private LinkedFiles linkAndCopyHistory(Path links, BackupWriter writer, CopyMeter meter)
            throws IOException {
        Path file = data.history();
        FileChannel open = historyChannel();
        try (HistoryKeeper.Hold _ = history.hold()) {
            LinkedFiles linked = link(links);
            long bytes = linked.bytes();
            for (Path each : HistoryStore.files(file)) {
                bytes += Files.size(each);
            }
            meter.expect(bytes);
            writer.requireRoom(bytes);
            history.readAtRest(file, files -> writer.history(files, file, open));
            return linked;
        }
    }

    private LinkedFiles link(Path links) throws IOException {
        AtomicReference<@Nullable LinkedFiles> linked = new AtomicReference<>();
        checkpointer.betweenCheckpoints(
                () ->
                        linked.set(
                                LinkedFiles.into(
                                        links,
                                        data.checkpoints(),
                                        data.journal(),
                                        journal::sealedParts,
                                        history.checkpointed(),
                                        releases)));
        return requireNonNull(linked.get());
    }

    private FileChannel historyChannel() throws IOException {
        FileChannel open = historyChannel;
        if (open == null) {
            open = FileChannel.open(data.history(), StandardOpenOption.READ);
            historyChannel = open;
        }
        return open;
    }

    private static void removeLinks(Path links) throws IOException {
        if (Files.exists(links)) {
            UnfinishedFolder.delete(links);
        }
    }

    /** Gives up the backup that is being taken and waits until nothing is left of it. */
    @Override
    public void close() {
        closed = true;
        Progress progress = current.get();
        if (progress != null) {
            progress.meter().cancel();
        }
        turn.lock();
        try {
            if (historyChannel != null) {
                historyChannel.close();
            }
        } catch (IOException e) {
            LOG.warn("closing: {}", e.getMessage());
        } finally {
            turn.unlock();
        }
    }
}
