package dev.tidemill.node.tick;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.journal.CommitReceipt;
import dev.tidemill.journal.Journal;
import dev.tidemill.journal.JournalFullException;
import dev.tidemill.journal.JournalRecord;
import dev.tidemill.journal.Seal;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Seals ticks: takes what waits, writes it and the seal with one fsync, tells the senders their
 * tick, and hands the tick to the engine. While one tick is computed, the next gathers here, so
 * ticks grow with the load by themselves.
 *
 * <p>Invariants: an entry is acknowledged only after the fsync that holds its seal; ticks are
 * consecutive; a commit that found no space is as if it had never been tried.
 *
 * <p>Runs on a thread of its own, the only one that writes the journal.
 */
public final class Committer implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Committer.class);

    /** Between two looks whether the engine still takes ticks. */
    private static final long HAND_MILLIS = 50;

    private final AdmissionQueue queue;
    private final Journal journal;
    private final TickClock clock;
    private final TickLimits limits;
    private final AdmissionGate gate;
    private final BlockingQueue<SealedTick> sealedTicks;
    private final BooleanSupplier wantsIdleTicks;
    private final BooleanSupplier hasFailed;
    private final Consumer<Throwable> fatal;
    private final long recordBytesMax;
    private long lastTick;

    /**
     * @param hasFailed whether another thread of the mill has ended by a fault: nothing more is
     *     sealed then
     * @param fatal told when this thread does
     */
    public Committer(
            AdmissionQueue queue,
            Journal journal,
            TickClock clock,
            TickLimits limits,
            AdmissionGate gate,
            BlockingQueue<SealedTick> sealedTicks,
            BooleanSupplier wantsIdleTicks,
            BooleanSupplier hasFailed,
            Consumer<Throwable> fatal,
            long lastTick) {
        this.queue = queue;
        this.journal = journal;
        this.clock = clock;
        this.limits = limits;
        this.gate = gate;
        this.sealedTicks = sealedTicks;
        this.wantsIdleTicks = wantsIdleTicks;
        this.hasFailed = hasFailed;
        this.fatal = fatal;
        this.recordBytesMax = journal.maxRecordBytes();
        this.lastTick = lastTick;
    }

    @Override
    public void run() {
        try {
            while (!queue.isDrained() && !hasFailed.getAsBoolean()) {
                List<Admission> admissions = queue.take(limits.rowsMax(), limits.idleMillis());
                boolean idle = admissions.isEmpty();
                if (idle && !isTickWanted()) {
                    continue;
                }
                if (idle && queue.isDrained()) {
                    return;
                }
                commit(admissions);
            }
        } catch (Throwable e) { // an interrupt too: nobody may send one
            queue.close(StopReason.of(e));
            fatal.accept(e);
        } finally {
            queue.failRest();
        }
    }

    /** Whether something may change though nothing came. */
    private boolean isTickWanted() {
        return (clock.runsByItself() && wantsIdleTicks.getAsBoolean()) || gate.wantsTick();
    }

    /** Whoever waits for its entry hears of it, whatever happens. */
    private void commit(List<Admission> arrived) throws InterruptedException {
        try {
            sealTick(arrived);
        } catch (Throwable e) {
            arrived.forEach(a -> a.sealed().completeExceptionally(StopReason.of(e)));
            throw e;
        }
    }

    private void sealTick(List<Admission> arrived) throws InterruptedException {
        long now = clock.next(arrived);
        AdmissionGate.Judged judged = judge(arrived);
        List<Admission> admissions = judged.admissions();
        if (admissions.isEmpty() && !arrived.isEmpty()) {
            return;
        }
        List<JournalRecord> records =
                admissions.stream().map(a -> JournalRecord.of(a.encoded())).toList();
        CommitReceipt receipt;
        try {
            receipt =
                    journal.commit(
                            records, new Seal(lastTick + 1, now, judged.watermarks().encode()));
        } catch (JournalFullException e) {
            refuse(admissions, e);
            return;
        }
        lastTick++;
        gate.sealed(judged, lastTick);
        SealedTick sealed =
                new SealedTick(
                        lastTick,
                        now,
                        admissions.stream().map(Admission::entry).toList(),
                        judged.watermarks(),
                        admissions.stream().map(Admission::timing).toList(),
                        System.nanoTime(),
                        receipt.writeNanos() + receipt.forceNanos());
        for (Admission admission : admissions) {
            admission.sealed().complete(lastTick);
        }
        hand(sealed);
    }

    /** Judges what the journal can hold only: what is refused for its size moves no watermark. */
    private AdmissionGate.Judged judge(List<Admission> arrived) {
        List<Admission> fitting = arrived.stream().filter(this::fits).toList();
        AdmissionGate.Judged judged = gate.judge(fitting);
        // Late rows are kept with their reasons, so an entry may have grown beyond a record.
        while (!judged.admissions().stream().filter(a -> !fits(a)).toList().isEmpty()) {
            fitting = fitting.stream().filter(a -> !a.sealed().isDone()).toList();
            judged = gate.judge(fitting);
        }
        return judged;
    }

    /** Waits for the engine, unless it is dead: the tick is on disk, and the next start runs it. */
    private void hand(SealedTick sealed) throws InterruptedException {
        boolean handed = false;
        while (!handed && !hasFailed.getAsBoolean()) {
            handed = sealedTicks.offer(sealed, HAND_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Refuses an entry that one record of the journal cannot hold. */
    private boolean fits(Admission admission) {
        long bytes = admission.encoded().remaining();
        if (bytes <= recordBytesMax) {
            return true;
        }
        admission
                .sealed()
                .completeExceptionally(
                        new TidemillException(
                                        ErrorCode.BODY_TOO_LARGE,
                                        "the batch takes %d bytes in the journal, of %d at most"
                                                .formatted(bytes, recordBytesMax))
                                .withHint("send it in smaller batches"));
        return false;
    }

    private static void refuse(List<Admission> admissions, JournalFullException e) {
        LOG.warn("{}", e.getMessage());
        TidemillException reason =
                new TidemillException(
                                ErrorCode.DISK_FULL, "the journal's disk is full; nothing was kept")
                        .withHint(
                                "free space on the data directory's disk and send it again;"
                                        + " reads go on");
        admissions.forEach(a -> a.sealed().completeExceptionally(reason));
    }
}
