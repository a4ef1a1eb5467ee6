package dev.tidemill.node.forget;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.journal.Journal;
import dev.tidemill.node.ingest.SystemTables;
import dev.tidemill.node.read.KeyText;
import dev.tidemill.node.record.ErasureEntry;
import dev.tidemill.node.tick.PublishedTick;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Erases people, one at a time: has the erasure journalled, and then waits until no checkpoint, no
 * segment of the journal and no run of the history has the rows. A crash in between costs nothing:
 * the receipt that the tick wrote says that something is left to do, and the next start does it.
 *
 * <p>Safe for all threads.
 */
public final class ForgetDesk implements AutoCloseable {
    /** So long a caller waits for what is done beside the ticks; it goes on at the next start. */
    public static final Duration COMPLETE_MAX = Duration.ofMinutes(10);

    /** The longest value that can identify a person, in characters. */
    public static final int SUBJECT_CHARS_MAX = 1000;

    private static final Logger LOG = LoggerFactory.getLogger(ForgetDesk.class);
    private static final Duration LOOK_PAUSE = Duration.ofMillis(100);

    /** So many looks pass before another checkpoint is asked for. */
    private static final int LOOKS_PER_PAGE = 10;

    private final ForgetDoor door;
    private final Journal journal;
    private final ReceiptStore receipts;
    private final ReentrantLock turn = new ReentrantLock();
    private volatile boolean closed;
    private @Nullable Thread resuming;

    public ForgetDesk(ForgetDoor door, Journal journal, ReceiptStore receipts) {
        this.door = requireNonNull(door, "door");
        this.journal = requireNonNull(journal, "journal");
        this.receipts = requireNonNull(receipts, "receipts");
    }

    /** Goes on with what a crash or a stop broke off. Called once, when the mill runs. */
    public void start() {
        List<ErasureReceipt> left =
                receipts.receipts().stream().filter(receipt -> !receipt.isComplete()).toList();
        if (!left.isEmpty()) {
            resuming =
                    Thread.ofVirtual()
                            .name("tidemill-forget")
                            .start(() -> left.reversed().forEach(this::resume));
        }
    }

    private void resume(ErasureReceipt receipt) {
        turn.lock();
        try {
            ErasureReceipt done =
                    complete(
                            receipt,
                            new Subject.Hashed(receipt.salt(), receipt.subjectHash()),
                            SubjectColumns.of(door.project(), door.catalog(), null));
            LOG.info("the erasure {} of tick {} is complete", done.id(), done.tick());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TidemillException e) {
            LOG.warn("the erasure {} is not complete yet: {}", receipt.id(), e.message());
        } finally {
            turn.unlock();
        }
    }

    /**
     * Whom to erase.
     *
     * @param subject their value in the columns that identify people
     * @param kind of person, as contracts name it; null for all kinds
     * @param by who asks for it
     */
    public record Request(String subject, @Nullable String kind, String by) {
        public Request {
            requireNonNull(subject, "subject");
            requireNonNull(by, "by");
        }
    }

    /**
     * Erases a person. Asked again, it erases what has come since.
     *
     * @return the receipt, complete
     * @throws TidemillException INVALID_REQUEST when no contract says which column identifies such
     *     people; NOT_READY when another erasure is under way, or when this one takes long: it then
     *     goes on by itself or at the next start
     */
    public ErasureReceipt forget(Request request) throws InterruptedException {
        SubjectColumns columns = columns(request.subject(), request.kind());
        if (!turn.tryLock()) {
            throw new TidemillException(ErrorCode.NOT_READY, "another erasure is under way")
                    .withHint("wait for it and ask again");
        }
        try {
            ErasureEntry entry =
                    new ErasureEntry(
                            UUID.randomUUID().toString(),
                            request.by(),
                            Subject.freshSalt(),
                            request.subject(),
                            columns.cells(),
                            columns.notices());
            long tick = door.erase(entry);
            ErasureReceipt receipt =
                    receipts.find(entry.id())
                            .orElseThrow(
                                    () ->
                                            new IllegalStateException(
                                                    "no receipt of the erasure in tick " + tick));
            return complete(receipt, new Subject.Named(request.subject()), columns);
        } finally {
            turn.unlock();
        }
    }

    /** All receipts, the newest first. */
    public List<ErasureReceipt> receipts() {
        return receipts.receipts();
    }

    /**
     * Where a person is now: in rows of the newest tick, in memory or in the history, and in the
     * journal. Empty when they are nowhere that the mill can look at.
     *
     * @throws TidemillException INVALID_REQUEST as {@link #forget}
     */
    public List<ErasureReceipt.Found> check(String subject, @Nullable String kind) {
        return scan(new Subject.Named(subject), columns(subject, kind));
    }

    private SubjectColumns columns(String subject, @Nullable String kind) {
        if (subject.isEmpty() || subject.length() > SUBJECT_CHARS_MAX) {
            throw new TidemillException(
                    ErrorCode.INVALID_REQUEST,
                    "a subject has 1 to " + SUBJECT_CHARS_MAX + " characters");
        }
        SubjectColumns columns = SubjectColumns.of(door.project(), door.catalog(), kind);
        if (columns.cells().isEmpty()) {
            Set<String> kinds = SubjectColumns.kinds(door.project());
            throw new TidemillException(
                            ErrorCode.INVALID_REQUEST,
                            kind == null || kinds.isEmpty()
                                    ? "no contract says which column identifies people"
                                    : "no contract names a " + kind)
                    .withHint(
                            kinds.isEmpty()
                                    ? "add {property: subject, value: customer} to the"
                                            + " customProperties of a column"
                                    : "contracts name " + String.join(", ", kinds));
        }
        requireFits(subject, columns);
        return columns;
    }

    private void requireFits(String subject, SubjectColumns columns) {
        var inputs = door.definitions().inputs();
        TidemillException misfit = null;
        for (ErasureEntry.Cell cell : columns.cells()) {
            var table = inputs.get(cell.table());
            int at = table == null ? -1 : table.schema().indexOf(cell.column());
            if (table == null || at < 0) {
                continue;
            }
            try {
                requireNonNull(KeyText.value(table.schema().type(at), subject));
                return;
            } catch (TidemillException e) {
                misfit = e;
            }
        }
        if (misfit != null) {
            throw misfit;
        }
    }

    private ErasureReceipt complete(ErasureReceipt begun, Subject subject, SubjectColumns columns)
            throws InterruptedException {
        ErasureReceipt receipt = begun.reaching(columns.reach(), remains(begun));
        receipts.write(receipt);
        awaitGone(receipt, columns);
        ErasureReceipt done = receipt.completed(scan(subject, columns), Instant.now());
        receipts.write(done);
        return done;
    }

    private List<ErasureReceipt.Remains> remains(ErasureReceipt receipt) {
        List<ErasureReceipt.Remains> remains = new ArrayList<>();
        door.backups().stream()
                .filter(backup -> backup.tick() < receipt.tick())
                .forEach(
                        backup ->
                                remains.add(
                                        new ErasureReceipt.Remains(
                                                "backup",
                                                backup.path(),
                                                backup.time().toString())));
        for (ErasureReceipt.TableRows table : receipt.tables()) {
            if (table.table().equals(SystemTables.OUTBOX.name()) && table.rows() > 0) {
                remains.add(
                        new ErasureReceipt.Remains(
                                "notices",
                                table.rows() + " that actions may have sent to their receivers",
                                null));
            }
        }
        remains.add(
                new ErasureReceipt.Remains(
                        "answers", "exports, answers and changes that were sent before", null));
        return remains;
    }

    /** Until no start can go back to a tick that has the rows. */
    private void awaitGone(ErasureReceipt receipt, SubjectColumns columns)
            throws InterruptedException {
        long end = System.nanoTime() + COMPLETE_MAX.toNanos();
        for (int look = 0; !isGone(receipt, columns); look++) {
            if (closed) {
                throw new TidemillException(ErrorCode.SHUTTING_DOWN, "the mill is shutting down")
                        .withHint("the rows are gone; the next start drops what the disk has");
            }
            if (System.nanoTime() - end > 0) {
                throw new TidemillException(
                                ErrorCode.NOT_READY,
                                "the rows are gone, and older checkpoints or runs are not yet")
                        .withHint("see the receipt %s later".formatted(receipt.id()));
            }
            if (look % LOOKS_PER_PAGE == 0) {
                door.turnPage();
            }
            Thread.sleep(LOOK_PAUSE);
        }
    }

    private boolean isGone(ErasureReceipt receipt, SubjectColumns columns) {
        long first = journal.stats().firstTick();
        if (door.checkpointTick() < receipt.tick() || (first != 0 && first <= receipt.tick())) {
            return false;
        }
        Set<String> tables = new HashSet<>(receipt.rebuilt());
        columns.cells().forEach(cell -> tables.add(cell.table()));
        return door.historyOnDisk().stream()
                .noneMatch(store -> isFormer(store, tables, receipt.tick()));
    }

    /** The history calls a table by its name, what it is made of, and the tick since which. */
    private static boolean isFormer(String store, Set<String> tables, long tick) {
        int at = store.lastIndexOf('@');
        String name = at < 0 ? store : store.substring(0, at);
        int plan = name.indexOf(':');
        return at >= 0
                && tables.contains(plan < 0 ? name : name.substring(0, plan))
                && Long.parseLong(store, at + 1, store.length(), 10) < tick;
    }

    private List<ErasureReceipt.Found> scan(Subject subject, SubjectColumns columns) {
        SubjectScan scan = new SubjectScan(subject, columns);
        try (PublishedTick published = door.pin()) {
            scan.rows(published.snapshot());
        }
        try {
            scan.journal(journal, door.definitions().inputs());
        } catch (IOException e) {
            throw new TidemillException(
                    ErrorCode.IO_FAILED, "the journal cannot be looked through: " + e, e);
        }
        return scan.found();
    }

    /** Lets go of what is under way; the next start goes on with it. */
    @Override
    public void close() {
        closed = true;
        Thread running = resuming;
        if (running != null) {
            running.interrupt();
        }
    }
}
