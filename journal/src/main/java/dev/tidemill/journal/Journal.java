package dev.tidemill.journal;

import static java.util.Objects.requireNonNull;

import dev.tidemill.journal.io.DirectoryStorage;
import dev.tidemill.journal.io.SegmentStorage;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A durable log of opaque records, grouped into sealed ticks. What {@link #commit} returned for is
 * on disk and is replayed, in the same ticks, across any number of crashes.
 *
 * <p>Invariants: the records of a tick and its seal lie in one segment; a commit is written only
 * after the one before it is durable; the sequence numbers of all frames are consecutive.
 *
 * <p>Threads: {@link #commit} and {@link #close} belong to one thread, which must not be
 * interrupted; everything else may be called by any thread. One process at a time may have the
 * directory open: its owner holds the lock.
 */
public final class Journal implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

    private final SegmentStorage storage;
    private final JournalOptions options;
    private final @Nullable TailCut tailCut;
    private final Object segmentsLock = new Object();

    /** Oldest first; guarded by {@code segmentsLock}, as is every change of the next three. */
    private final List<ClosedSegment> closed;

    private ActiveSegment active;
    private long lastTick;
    private long lastSequence;
    private volatile JournalStats stats;
    private volatile boolean rollAsked;
    private volatile @Nullable JournalFailedException failure;

    Journal(SegmentStorage storage, JournalOptions options, JournalOpening opening) {
        this.storage = requireNonNull(storage, "storage");
        this.options = requireNonNull(options, "options");
        this.closed = new ArrayList<>(opening.closed());
        this.active = opening.active();
        this.tailCut = opening.cut();
        this.lastTick = opening.lastTick();
        this.lastSequence = opening.lastSequence();
        this.stats = measure();
    }

    /** Opens the journal in a directory, which is created when missing, and cuts a torn tail. */
    public static Journal open(Path directory, JournalOptions options) throws IOException {
        return open(new DirectoryStorage(directory), options);
    }

    public static Journal open(SegmentStorage storage, JournalOptions options) throws IOException {
        var journal = new Journal(storage, options, JournalOpening.of(storage));
        journal.tailCut()
                .ifPresent(
                        cut ->
                                LOG.warn(
                                        "cut {} unacknowledged bytes of {} at {}: {}",
                                        cut.bytes(),
                                        cut.file(),
                                        cut.position(),
                                        cut.reason()));
        return journal;
    }

    /** What was removed at opening: bytes written by a process that died before its fsync. */
    public Optional<TailCut> tailCut() {
        return Optional.ofNullable(tailCut);
    }

    /** The largest payload of one record. */
    public int maxRecordBytes() {
        return options.maxRecordBytes();
    }

    public JournalStats stats() {
        return stats;
    }

    /**
     * Writes the records and the seal in one gather and makes them durable with one fsync.
     *
     * @throws JournalFullException nothing was kept; a later commit may work
     * @throws JournalFailedException the journal accepts nothing more; the process must stop
     * @throws IllegalArgumentException a record is too large, or the tick does not follow the last
     */
    public CommitReceipt commit(List<JournalRecord> records, Seal seal) {
        refuseAfterFailure();
        if (seal.tick() <= lastTick) {
            throw new IllegalArgumentException(
                    "tick " + seal.tick() + " after tick " + lastTick + " was sealed");
        }
        Commit commit = Commit.encode(records, seal, lastSequence + 1, options.maxRecordBytes());
        rollWhenFull(commit.bytes());
        long started = System.nanoTime();
        write(commit);
        long written = System.nanoTime();
        force();
        long forced = System.nanoTime();
        publish(commit);
        return new CommitReceipt(
                commit.tick(),
                commit.firstSequence(),
                commit.lastSequence(),
                commit.bytes(),
                written - started,
                forced - written);
    }

    /**
     * Delivers the ticks after this one that were sealed when the call began.
     *
     * @throws JournalCorruptException a needed record is damaged, or was dropped
     */
    public void replay(long afterTick, ReplayHandler handler) throws IOException {
        JournalReplay replay;
        synchronized (segmentsLock) {
            replay =
                    new JournalReplay(
                            storage, List.copyOf(closed), active.header(), active.position());
        }
        replay.run(afterTick, handler);
    }

    /** Deletes the segments all of whose ticks are at or before this one; never the last one. */
    public void dropBefore(long tick) throws IOException {
        synchronized (segmentsLock) {
            boolean dropped = false;
            // Oldest first: what remains after a crash is still one unbroken run of records.
            while (!closed.isEmpty() && closed.getFirst().lastTick() <= tick) {
                storage.delete(closed.getFirst().fileName());
                closed.removeFirst();
                dropped = true;
            }
            if (dropped) {
                storage.force();
                stats = measure();
            }
        }
    }

    /**
     * What is acknowledged now, by files. They stay until {@link #dropBefore} deletes them, so a
     * caller that keeps others from calling it has the time to link or copy them.
     */
    public SealedParts sealedParts() {
        synchronized (segmentsLock) {
            List<SealedPart> parts = new ArrayList<>();
            for (ClosedSegment segment : closed) {
                parts.add(new SealedPart(segment.fileName(), segment.bytes()));
            }
            parts.add(new SealedPart(active.header().fileName(), active.position()));
            return new SealedParts(lastTick, parts);
        }
    }

    @Override
    public void close() throws IOException {
        active.close();
    }

    private void refuseAfterFailure() {
        JournalFailedException failed = failure;
        if (failed != null) {
            throw new JournalFailedException("the journal failed before", failed);
        }
    }

    /**
     * Has the next commit begin a new segment, so that {@link #dropBefore} can delete all that was
     * committed until then. Any thread.
     */
    public void rollAtNextCommit() {
        rollAsked = true;
    }

    private void rollWhenFull(long nextBytes) {
        boolean full = active.position() + nextBytes > options.segmentBytes();
        if (!active.hasRecords() || !(full || rollAsked)) {
            return;
        }
        rollAsked = false;
        try {
            active.finish();
            replaceActive(
                    ActiveSegment.create(storage, new SegmentHeader(lastSequence + 1, lastTick)));
        } catch (ForceFailedException e) {
            throw fail("the fsync of a new segment failed", e);
        } catch (IOException e) {
            throw refusal(e, nextBytes);
        }
    }

    private void replaceActive(ActiveSegment next) throws IOException {
        ActiveSegment full = active;
        synchronized (segmentsLock) {
            closed.add(new ClosedSegment(full.header(), lastTick, full.position()));
            active = next;
        }
        full.close();
    }

    private void write(Commit commit) {
        try {
            active.append(commit.frames(), options.preallocateBytes());
        } catch (IOException e) {
            takeBack(e);
            throw refusal(e, commit.bytes());
        } catch (RuntimeException | Error e) {
            takeBack(e);
            throw e;
        }
    }

    private void takeBack(Throwable cause) {
        try {
            active.rollback();
        } catch (IOException e) {
            e.addSuppressed(cause);
            throw fail("a failed write could not be taken back", e);
        }
    }

    private void force() {
        try {
            active.force();
        } catch (IOException | RuntimeException | Error e) {
            throw fail("the fsync of a commit failed", e);
        }
    }

    private JournalException refusal(IOException cause, long bytes) {
        return isDiskFull(cause, bytes)
                ? new JournalFullException(bytes, cause)
                : fail("writing failed", cause);
    }

    private JournalFailedException fail(String message, Throwable cause) {
        var failed = new JournalFailedException(message, cause);
        failure = failed;
        return failed;
    }

    /** The message is the system's and may be translated; then the free space has to tell. */
    private boolean isDiskFull(IOException cause, long bytes) {
        String message = String.valueOf(cause.getMessage());
        if (message.contains("No space left") || message.contains("quota exceeded")) {
            return true;
        }
        try {
            return storage.usableBytes() < bytes;
        } catch (IOException e) {
            cause.addSuppressed(e);
            return false;
        }
    }

    private void publish(Commit commit) {
        synchronized (segmentsLock) {
            active.seal();
            lastTick = commit.tick();
            lastSequence = commit.lastSequence();
            stats = measure();
        }
    }

    private JournalStats measure() {
        long bytes = active.position();
        for (ClosedSegment segment : closed) {
            bytes += segment.bytes();
        }
        SegmentHeader oldest = closed.isEmpty() ? active.header() : closed.getFirst().header();
        long firstTick = lastTick > oldest.precedingTick() ? oldest.precedingTick() + 1 : 0;
        return new JournalStats(bytes, closed.size() + 1, firstTick, lastTick, lastSequence);
    }
}
