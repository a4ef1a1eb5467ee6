package dev.tidemill.node.tick;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.journal.Journal;
import dev.tidemill.journal.JournalOptions;
import dev.tidemill.node.record.InputEntry;
import dev.tidemill.node.record.WatermarkSeal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Entries that cannot be sealed, and gates that fail: each sender hears of it. */
class CommitterTest {
    private static final Schema TEXT = Schema.of(new Field("text", Type.TEXT, false));

    @TempDir @Nullable Path folder;

    private final AdmissionQueue queue = new AdmissionQueue(1_000, 100);
    private final BlockingQueue<SealedTick> sealed = new ArrayBlockingQueue<>(100);
    private final AtomicReference<@Nullable Throwable> fatal = new AtomicReference<>();

    private Journal journal() throws IOException {
        return Journal.open(
                java.util.Objects.requireNonNull(folder),
                JournalOptions.defaults().withMaxRecordBytes(1_000).withPreallocateBytes(0));
    }

    private Thread start(Journal journal, AdmissionGate gate) {
        return Thread.ofPlatform()
                .start(
                        new Committer(
                                queue,
                                journal,
                                new TickClock(false, () -> 1, 0),
                                TickLimits.defaults(),
                                gate,
                                sealed,
                                () -> false,
                                () -> false,
                                fatal::set,
                                0));
    }

    private Admission admit(String text) {
        InputEntry entry =
                new InputEntry(
                        List.of(
                                new InputChange(
                                        "t",
                                        InputChange.Op.INSERT,
                                        new BatchBuilder(TEXT, 1).add(1, text).build())),
                        null,
                        null);
        Admission admission = Admission.of(entry, 1, Long.MIN_VALUE, Admission.Timing.of("test"));
        queue.offer(admission);
        return admission;
    }

    private static ErrorCode refusal(Admission admission) {
        ExecutionException failed =
                assertThrows(
                        ExecutionException.class,
                        () -> admission.sealed().get(20, TimeUnit.SECONDS));
        return ((TidemillException) java.util.Objects.requireNonNull(failed.getCause()))
                .errorCode();
    }

    /** Takes everything. */
    private static class OpenGate implements AdmissionGate {
        @Override
        public Judged judge(List<Admission> admissions) {
            return new Judged(admissions, WatermarkSeal.NONE);
        }

        @Override
        public void sealed(Judged judged) {}

        @Override
        public boolean wantsTick() {
            return false;
        }
    }

    @Test
    void refusesAnEntryThatTheJournalCannotHoldAndTakesItsNeighbours() throws Exception {
        Admission small = admit("a");
        Admission big = admit("b".repeat(2_000));
        Admission next = admit("c");
        try (Journal journal = journal()) {
            Thread committer = start(journal, new OpenGate());
            assertEquals(ErrorCode.BODY_TOO_LARGE, refusal(big));
            assertEquals(1, small.sealed().get(20, TimeUnit.SECONDS));
            assertEquals(1, next.sealed().get(20, TimeUnit.SECONDS));
            queue.close(new TidemillException(ErrorCode.SHUTTING_DOWN, "end"));
            committer.join();
        }
        assertEquals(null, fatal.get());
        assertEquals(2, sealed.remove().entries().size());
    }

    /** A gate whose watermark counts what it judged, and that doubles some of it. */
    private static final class CountingGate extends OpenGate {
        private final Set<Admission> grows;
        private int counted;
        private int sealed;

        CountingGate(Set<Admission> grows) {
            this.grows = grows;
        }

        @Override
        public Judged judge(List<Admission> admissions) {
            counted = admissions.size();
            return new Judged(
                    admissions.stream().map(a -> grows.contains(a) ? grown(a) : a).toList(),
                    WatermarkSeal.NONE);
        }

        private static Admission grown(Admission admission) {
            InputEntry entry = (InputEntry) admission.entry();
            InputChange change = entry.changes().get(0);
            return admission.withEntry(new InputEntry(List.of(change, change), null, null));
        }

        @Override
        public void sealed(Judged judged) {
            sealed += counted;
        }
    }

    @Test
    void judgesOnlyWhatItSeals() throws Exception {
        Admission small = admit("a");
        Admission big = admit("b".repeat(2_000));
        Admission grown = admit("c".repeat(700));
        CountingGate gate = new CountingGate(Set.of(grown));
        try (Journal journal = journal()) {
            Thread committer = start(journal, gate);
            assertEquals(ErrorCode.BODY_TOO_LARGE, refusal(big));
            assertEquals(ErrorCode.BODY_TOO_LARGE, refusal(grown));
            assertEquals(1, small.sealed().get(20, TimeUnit.SECONDS));
            queue.close(new TidemillException(ErrorCode.SHUTTING_DOWN, "end"));
            committer.join();
        }
        assertEquals(1, gate.sealed);
        assertEquals(1, sealed.remove().entries().size());
    }

    @Test
    void tellsTheSendersWhatEndedIt() throws Exception {
        Admission first = admit("a");
        Admission second = admit("b");
        try (Journal journal = journal()) {
            Thread committer =
                    start(
                            journal,
                            new OpenGate() {
                                @Override
                                public Judged judge(List<Admission> admissions) {
                                    throw new IllegalStateException("a gate that breaks");
                                }
                            });
            assertEquals(ErrorCode.ENGINE_FAILED, refusal(first));
            assertEquals(ErrorCode.ENGINE_FAILED, refusal(second));
            committer.join();
            assertEquals(
                    ErrorCode.ENGINE_FAILED,
                    assertThrows(TidemillException.class, () -> admit("c")).errorCode());
        }
        assertFalse(fatal.get() == null);
    }
}
