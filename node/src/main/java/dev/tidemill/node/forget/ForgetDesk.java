package dev.tidemill.node.forget;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.journal.Journal;
import dev.tidemill.node.backup.KnownBackups;
import dev.tidemill.node.backup.TakenBackup;
import dev.tidemill.node.ingest.SystemTables;
import dev.tidemill.node.record.ErasureEntry;
import dev.tidemill.node.tick.PublishedTick;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
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
 * the receipt that the tick wrote says that something is left to do, and it is tried again until
 * nothing is.
 *
 * <p>What was on its way when a person was erased, as a row that somebody read before and writes
 * behind, brings them back. So all rows are looked through at the end, and the person is erased in
 * another round while they are found, at most {@link #ROUNDS_MAX} times.
 *
 * <p>Safe for all threads.
 */
public final class ForgetDesk implements AutoCloseable {
    /** So long a caller waits for what is done beside the ticks; it goes on without them. */
    public static final Duration COMPLETE_MAX = Duration.ofMinutes(10);

    /** So often a person is erased at most for one request, while rows of theirs arrive. */
    public static final int ROUNDS_MAX = 5;

    /** Between two tries to go on with what is not complete. */
    static final Duration RESUME_PAUSE = Duration.ofMinutes(1);

    /** So long one such try waits, since nobody else is erased meanwhile. */
    static final Duration RESUME_MAX = Duration.ofMinutes(1);

    /** The longest value that can identify a person, in characters. */
    public static final int SUBJECT_CHARS_MAX = 1000;

    private static final Logger LOG = LoggerFactory.getLogger(ForgetDesk.class);
    private static final Duration LOOK_PAUSE = Duration.ofMillis(100);

    /** The tick of a checkpoint is known a moment before what it has of the history. */
    private static final int LOOKS_GONE = 2;

    /** So many looks pass before another checkpoint is asked for. */
    private static final int LOOKS_PER_PAGE = 10;

    private final ForgetDoor door;
    private final Journal journal;
    private final ReceiptStore receipts;
    private final ReentrantLock turn = new ReentrantLock();
    private final Duration resumePause;
    private volatile boolean closed;
    private @Nullable Thread resuming;

    public ForgetDesk(ForgetDoor door, Journal journal, ReceiptStore receipts) {
        this(door, journal, receipts, RESUME_PAUSE);
    }

    ForgetDesk(ForgetDoor door, Journal journal, ReceiptStore receipts, Duration resumePause) {
        this.resumePause = requireNonNull(resumePause, "resumePause");
        this.door = requireNonNull(door, "door");
        this.journal = requireNonNull(journal, "journal");
        this.receipts = requireNonNull(receipts, "receipts");
    }

    /**
     * Goes on with what a crash, a stop or a wait that took too long broke off, now and once in a
     * while. Called once, when the mill runs.
     */
    public void start() {
        resuming = Thread.ofVirtual().name("tidemill-forget").start(this::resumeAll);
    }

    private void resumeAll() {
        try {
            while (!closed) {
                for (ErasureReceipt receipt : incomplete()) {
                    resume(receipt.id());
                }
                Thread.sleep(resumePause);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The oldest first. */
    private List<ErasureReceipt> incomplete() {
        try {
            return receipts.receipts().reversed().stream()
                    .filter(receipt -> !receipt.isComplete())
                    .toList();
        } catch (TidemillException e) {
            LOG.warn("erasures that are not complete wait: {}", e.message());
            return List.of();
        }
    }

    private void resume(String id) throws InterruptedException {
        turn.lockInterruptibly();
        try {
            ErasureReceipt begun = receipts.find(id).orElseThrow();
            if (begun.isComplete()) {
                return;
            }
            SubjectColumns columns = columns(null);
            Subject subject = new Subject.Hashed(begun.salt(), begun.subjectHash());
            ErasureReceipt receipt = noted(begun, columns, List.of(subject));
            awaitGone(receipt, System.nanoTime() + RESUME_MAX.toNanos());
            complete(receipt, scan(subject, columns), List.of(subject));
            LOG.info("the erasure {} of tick {} is complete", id, receipt.tick());
        } catch (RuntimeException e) {
            if (!closed) {
                LOG.warn("the erasure {} is not complete yet, and is tried again", id, e);
            }
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
        List<SubjectForm> forms = forms(request.subject(), request.kind());
        if (!turn.tryLock()) {
            throw new TidemillException(ErrorCode.NOT_READY, "another erasure is under way")
                    .withHint("wait for it and ask again");
        }
        try {
            return forget(request, forms);
        } finally {
            turn.unlock();
        }
    }

    private ErasureReceipt forget(Request request, List<SubjectForm> forms)
            throws InterruptedException {
        String id = UUID.randomUUID().toString();
        String salt = Subject.freshSalt();
        long end = System.nanoTime() + COMPLETE_MAX.toNanos();
        Set<SubjectForm> all = new LinkedHashSet<>(forms);
        for (int round = 1; ; round++) {
            all.addAll(others(request.subject(), request.kind()));
            List<Subject> subjects = subjects(all);
            ErasureReceipt receipt = erased(id, salt, request.by(), all);
            receipt = noted(receipt, forms.getFirst().columns(), subjects);
            awaitGone(receipt, end);
            List<ErasureReceipt.Found> found = scan(all);
            if (round == ROUNDS_MAX || !isErasable(found, all)) {
                return complete(receipt, found, subjects);
            }
        }
    }

    private static List<Subject> subjects(Collection<SubjectForm> forms) {
        return forms.stream()
                .map(SubjectForm::value)
                .distinct()
                .<Subject>map(Subject.Named::new)
                .toList();
    }

    /** Erases once, by each of the values; the tick that does it writes the receipt. */
    private ErasureReceipt erased(String id, String salt, String by, Collection<SubjectForm> forms)
            throws InterruptedException {
        long tick =
                door.erase(
                        forms.stream()
                                .map(
                                        form ->
                                                new ErasureEntry(
                                                        id,
                                                        by,
                                                        salt,
                                                        form.value(),
                                                        form.columns().cells(),
                                                        form.columns().notices()))
                                .toList());
        return receipts.find(id)
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "no receipt of the erasure in tick " + tick));
    }

    /** Whether another round would take out what was found: live tables follow by themselves. */
    private static boolean isErasable(
            List<ErasureReceipt.Found> found, Collection<SubjectForm> forms) {
        Set<String> inputs = new HashSet<>();
        forms.forEach(form -> form.columns().cells().forEach(cell -> inputs.add(cell.table())));
        return found.stream()
                .anyMatch(
                        each ->
                                switch (each.place()) {
                                    case "quarantine",
                                            "outbox",
                                            "attempts",
                                            "controls",
                                            "samples" ->
                                            true;
                                    case "rows" -> inputs.contains(each.table());
                                    default -> false;
                                });
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
        Set<SubjectForm> all = new LinkedHashSet<>(forms(subject, kind));
        all.addAll(others(subject, kind));
        return scan(all);
    }

    /** What tables that list people say are other values of the same person, as of now. */
    private List<SubjectForm> others(String subject, @Nullable String kind) {
        List<SubjectForm> others = new ArrayList<>();
        try (PublishedTick published = door.pin()) {
            for (SubjectRegister register : SubjectRegister.of(door.project(), kind)) {
                if (!published.snapshot().tables().contains(register.table())) {
                    continue;
                }
                SubjectColumns columns = columns(register.kind());
                for (String value :
                        register.others(published.snapshot().table(register.table()), subject)) {
                    others.addAll(SubjectForm.of(value, columns, door.definitions().inputs()));
                }
            }
        }
        return others;
    }

    private List<SubjectForm> forms(String subject, @Nullable String kind) {
        if (subject.isEmpty() || subject.length() > SUBJECT_CHARS_MAX) {
            throw new TidemillException(
                    ErrorCode.INVALID_REQUEST,
                    "a subject has 1 to " + SUBJECT_CHARS_MAX + " characters");
        }
        SubjectColumns columns = columns(kind);
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
        List<SubjectForm> forms = SubjectForm.of(subject, columns, door.definitions().inputs());
        if (forms.isEmpty()) {
            throw new TidemillException(
                            ErrorCode.INVALID_REQUEST,
                            "no column that identifies people can have this value")
                    .withHint("their types are in the contracts");
        }
        return forms;
    }

    private SubjectColumns columns(@Nullable String kind) {
        return SubjectColumns.of(
                door.project(),
                door.catalog(),
                door.definitions().definitions().recordings(),
                kind);
    }

    /** On disk with what it reaches as known by now. */
    private ErasureReceipt noted(
            ErasureReceipt begun, SubjectColumns columns, List<Subject> subjects) {
        ErasureReceipt receipt = begun.reaching(columns.reach(), remains(begun, subjects));
        receipts.write(receipt);
        return receipt;
    }

    /** A backup that was begun before this may have files of before. */
    private ErasureReceipt complete(
            ErasureReceipt receipt, List<ErasureReceipt.Found> found, List<Subject> subjects) {
        ErasureReceipt done =
                receipt.reaching(receipt.lineage(), remains(receipt, subjects))
                        .completed(found, Instant.now());
        receipts.write(done);
        return done;
    }

    private List<ErasureReceipt.Remains> remains(ErasureReceipt receipt, List<Subject> subjects) {
        List<ErasureReceipt.Remains> remains = new ArrayList<>();
        KnownBackups backups = door.backups();
        // All of them: files of before are on the disk until the erasure is complete.
        for (TakenBackup backup : backups.taken()) {
            remains.add(backup(backup.path(), backup.time().toString()));
        }
        if (backups.underWay() != null) {
            remains.add(backup(backups.underWay() + ", which is being taken", null));
        }
        if (backups.unreadable() > 0) {
            remains.add(
                    backup(
                            "unknown: the log of backups has lines that cannot be read, "
                                    + backups.unreadable(),
                            null));
        }
        remains.addAll(new NamingReleases(door.releases()).of(subjects));
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

    private static ErasureReceipt.Remains backup(String where, @Nullable String time) {
        return new ErasureReceipt.Remains("backup", where, time);
    }

    /** Until no start can go back to a tick that has the rows. */
    private void awaitGone(ErasureReceipt receipt, long end) throws InterruptedException {
        int gone = 0;
        for (int look = 0; ; look++) {
            gone = isGone(receipt) ? gone + 1 : 0;
            if (gone == LOOKS_GONE) {
                return;
            }
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
            if (gone == 0 && look % LOOKS_PER_PAGE == 0) {
                door.turnPage();
            }
            Thread.sleep(LOOK_PAUSE);
        }
    }

    /**
     * Of the history only what was written anew is looked at: a table without a row of the person
     * keeps what it has.
     */
    private boolean isGone(ErasureReceipt receipt) {
        long first = journal.stats().firstTick();
        if (door.checkpointTick() < receipt.tick() || (first != 0 && first <= receipt.tick())) {
            return false;
        }
        Set<String> tables = new HashSet<>(receipt.rebuilt());
        receipt.tables().stream()
                .filter(table -> table.rows() > 0)
                .forEach(table -> tables.add(table.table()));
        Set<String> current = door.historyOfCheckpoint();
        return door.historyOnDisk().stream()
                .allMatch(store -> current.contains(store) || !tables.contains(table(store)));
    }

    /** The history calls a table by its name, what it is made of, and the tick since which. */
    private static String table(String store) {
        int at = store.lastIndexOf('@');
        String name = at < 0 ? store : store.substring(0, at);
        int plan = name.indexOf(':');
        return plan < 0 ? name : name.substring(0, plan);
    }

    private List<ErasureReceipt.Found> scan(Collection<SubjectForm> forms) {
        return forms.stream()
                .flatMap(form -> scan(new Subject.Named(form.value()), form.columns()).stream())
                .distinct()
                .toList();
    }

    private List<ErasureReceipt.Found> scan(Subject subject, SubjectColumns columns) {
        SubjectScan scan =
                new SubjectScan(subject, columns, door.definitions().definitions().actions());
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
