package dev.tidemill.node.transaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.circuit.Circuit;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.engine.circuit.LiveTable;
import dev.tidemill.engine.circuit.TickInput;
import dev.tidemill.engine.state.PageAllocator;
import dev.tidemill.engine.state.StateSpace;
import dev.tidemill.node.definition.DefinitionsInForce;
import dev.tidemill.node.function.FunctionSource;
import dev.tidemill.node.record.DefinitionEntry;
import dev.tidemill.node.record.InputEntry;
import dev.tidemill.node.record.WatermarkSeal;
import dev.tidemill.node.tick.Admission;
import dev.tidemill.node.tick.AdmissionGate;
import dev.tidemill.node.tick.AdmissionGate.Judged;
import dev.tidemill.node.tick.PublishedTick;
import dev.tidemill.node.tick.PublishedTicks;
import dev.tidemill.node.tick.TickPublisher;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is taken of several entries that wait for one tick, and of those behind it. */
class CommitGateTest {
    private static final InputTable ACCOUNTS =
            new InputTable(
                    "accounts",
                    Schema.of(new Field("id", Type.BIGINT, false), Field.of("email", Type.TEXT)),
                    List.of(0),
                    -1);
    private static final UniqueColumns KEY =
            new UniqueColumns("accounts_pkey", ACCOUNTS, List.of(0));
    private static final UniqueColumns EMAIL =
            new UniqueColumns("accounts_email_key", ACCOUNTS, List.of(1));

    /** What stands in the published tick. */
    private static final List<@Nullable Object> ANN = List.of(1L, "ann");

    private final DefinitionsInForce definitions = new DefinitionsInForce(FunctionSource.NONE);
    private final Circuit circuit =
            Circuit.create(
                    new StateSpace(PageAllocator.unbounded()),
                    List.<InputTable>of(),
                    List.<LiveTable>of(),
                    1);
    private final TickPublisher publisher = new TickPublisher();
    private final Refusing refusing = new Refusing();
    private final CommitGate gate = new CommitGate(refusing, publisher);
    private final List<PublishedTick> pinned = new ArrayList<>();
    private long tick;

    @BeforeEach
    void begin() {
        definitions.apply(
                new DefinitionEntry(List.of(ACCOUNTS), List.of(), Set.of("accounts")),
                circuit,
                new DefinitionsInForce.SealedAt(1, 1));
        publish(writes(Map.of(1L, new KeyedWrites.Write(ANN, null, true))).changes());
    }

    @AfterEach
    void close() {
        pinned.forEach(PublishedTick::close);
        circuit.close();
    }

    private void publish(List<InputChange> changes) {
        tick++;
        var _ = circuit.step(new TickInput(tick, tick, changes));
        PublishedTicks.publish(publisher, tick, circuit.snapshot(), definitions.view());
    }

    /** Refuses some, and leaves others without their rows, as a gate of late rows does. */
    private static final class Refusing implements AdmissionGate {
        private final IdentityHashMap<CompletableFuture<Long>, UnaryOperator<Admission>> changed =
                new IdentityHashMap<>();

        @Override
        public Judged judge(List<Admission> admissions) {
            List<Admission> judged = new ArrayList<>();
            for (Admission admission : admissions) {
                Admission left =
                        changed.getOrDefault(admission.sealed(), each -> each).apply(admission);
                if (!left.sealed().isDone()) {
                    judged.add(left);
                }
            }
            return new Judged(judged, WatermarkSeal.NONE);
        }

        @Override
        public void sealed(Judged judged) {}

        @Override
        public boolean wantsTick() {
            return false;
        }
    }

    private static KeyedWrites writes(Map<Long, KeyedWrites.Write> byId) {
        KeyedWrites writes = new KeyedWrites(KEY, List.of(EMAIL));
        byId.forEach(
                (id, write) -> {
                    var _ = writes.put(TableKey.of(List.of(id)), write);
                });
        return writes;
    }

    /** A transaction that began at the published tick. */
    private Admission transaction(long id, KeyedWrites.Write write) {
        PublishedTick at = publisher.pin();
        pinned.add(at);
        KeyedWrites writes = writes(Map.of(id, write));
        return admission(writes.changes()).asWhole().under(new RowsHold(at, List.of(writes)));
    }

    private Admission insert(long id, String email) {
        return transaction(id, new KeyedWrites.Write(List.of(id, email), null, true));
    }

    private Admission delete() {
        return transaction(1, new KeyedWrites.Write(null, ANN, false));
    }

    private static Admission admission(List<InputChange> changes) {
        InputEntry entry = new InputEntry(changes, null, null);
        return Admission.of(entry, entry.rows(), Long.MIN_VALUE, Admission.Timing.of("test"));
    }

    private static void assertRefused(ErrorCode code, Admission admission) {
        assertTrue(admission.sealed().isCompletedExceptionally());
        assertEquals(code, ((TidemillException) admission.sealed().exceptionNow()).errorCode());
    }

    private void seal(Judged judged) {
        gate.sealed(judged, ++tick);
    }

    @Test
    void takesAValueThatAnEntryBeforeInTheSameTickLeavesFree() {
        Admission free = delete();
        Admission takes = insert(2, "ann");
        assertEquals(List.of(free, takes), gate.judge(List.of(free, takes)).admissions());
        Admission sooner = insert(2, "ann");
        Judged judged = gate.judge(List.of(sooner, delete()));
        assertRefused(ErrorCode.DUPLICATE_KEY, sooner);
        assertEquals(1, judged.admissions().size());
    }

    @Test
    void givesAValueToOneOfSeveralInATick() {
        List<Admission> all = List.of(insert(2, "bob"), insert(3, "bob"), insert(4, "bob"));
        Judged judged = gate.judge(all);
        assertEquals(List.of(all.getFirst()), judged.admissions());
        assertRefused(ErrorCode.DUPLICATE_KEY, all.get(1));
        assertRefused(ErrorCode.DUPLICATE_KEY, all.get(2));
    }

    @Test
    void countsNothingOnAnEntryThatIsRefusedForAnotherReason() {
        Admission free = delete();
        refusing.changed.put(
                free.sealed(),
                each -> {
                    boolean _ =
                            each.sealed()
                                    .completeExceptionally(
                                            new TidemillException(ErrorCode.LATE_ROW, "late"));
                    return each;
                });
        Admission takes = insert(2, "ann");
        assertEquals(List.of(), gate.judge(List.of(free, takes)).admissions());
        assertRefused(ErrorCode.LATE_ROW, free);
        assertRefused(ErrorCode.DUPLICATE_KEY, takes);
    }

    @Test
    void countsNothingOnRowsThatArePutAside() {
        Admission free =
                admission(
                        writes(Map.of(1L, new KeyedWrites.Write(List.of(1L, "amy"), null, false)))
                                .changes());
        refusing.changed.put(
                free.sealed(), each -> each.withEntry(new InputEntry(List.of(), null, null)));
        Admission takes = insert(2, "ann");
        Judged judged = gate.judge(List.of(free, takes));
        assertEquals(1, judged.admissions().size());
        assertFalse(free.sealed().isDone());
        assertRefused(ErrorCode.DUPLICATE_KEY, takes);
    }

    @Test
    void comparesWithTicksThatAreSealedAndNotPublished() {
        Admission changed = insert(2, "bob");
        Judged judged = gate.judge(List.of(changed));
        seal(judged);
        Admission late = insert(3, "bob");
        assertEquals(List.of(), gate.judge(List.of(late)).admissions());
        assertRefused(ErrorCode.DUPLICATE_KEY, late);
        Admission same = insert(2, "cyd");
        assertEquals(List.of(), gate.judge(List.of(same)).admissions());
        assertRefused(ErrorCode.DUPLICATE_KEY, same);
    }

    @Test
    void comparesWithNothingThatFoundNoRoomOnTheDisk() {
        Judged full = gate.judge(List.of(insert(2, "bob"), delete()));
        assertEquals(2, full.admissions().size());
        // It was not sealed.
        Admission again = insert(3, "bob");
        Admission change = transaction(1, new KeyedWrites.Write(List.of(1L, "amy"), ANN, false));
        assertEquals(List.of(again, change), gate.judge(List.of(again, change)).admissions());
    }

    @Test
    void refusesAChangeOfARowThatIsChangedBehindTheSnapshot() {
        Admission first = delete();
        Admission second = transaction(1, new KeyedWrites.Write(List.of(1L, "amy"), ANN, false));
        assertEquals(List.of(first), gate.judge(List.of(first, second)).admissions());
        assertRefused(ErrorCode.SERIALIZATION_FAILURE, second);
        // The same over two ticks, the first of them published.
        Admission third = transaction(1, new KeyedWrites.Write(List.of(1L, "zoe"), ANN, false));
        Admission fourth = transaction(1, new KeyedWrites.Write(List.of(1L, "kim"), ANN, false));
        Judged judged = gate.judge(List.of(third));
        seal(judged);
        tick--;
        publish(((InputEntry) third.entry()).changes());
        assertEquals(List.of(), gate.judge(List.of(fourth)).admissions());
        assertRefused(ErrorCode.SERIALIZATION_FAILURE, fourth);
    }

    @Test
    void hasRowsOfOnConflictDoneAgainWhenAnotherOneHasTheirValues() {
        Admission first = insert(2, "bob");
        Admission second = transaction(3, new KeyedWrites.Write(List.of(3L, "bob"), null, false));
        assertEquals(List.of(first), gate.judge(List.of(first, second)).admissions());
        assertRefused(ErrorCode.SERIALIZATION_FAILURE, second);
    }

    @Test
    void refusesRowsOfOtherDoorsThatAreNotUnique() {
        KeyedWrites rows =
                KeyedWrites.brought(
                        ACCOUNTS,
                        List.of(EMAIL),
                        writes(Map.of(2L, new KeyedWrites.Write(List.of(2L, "ann"), null, false)))
                                .changes());
        Admission twice = admission(rows.changes()).under(new RowsHold(null, List.of(rows)));
        assertEquals(List.of(), gate.judge(List.of(twice)).admissions());
        assertRefused(ErrorCode.DUPLICATE_KEY, twice);
    }

    @Test
    void takesRowsOfOtherDoorsThatDeleteTheirDuplicate() {
        List<InputChange> changes = new ArrayList<>();
        changes.addAll(writes(Map.of(1L, new KeyedWrites.Write(null, ANN, false))).changes());
        changes.addAll(
                writes(Map.of(2L, new KeyedWrites.Write(List.of(2L, "ann"), null, false)))
                        .changes());
        KeyedWrites rows = KeyedWrites.brought(ACCOUNTS, List.of(EMAIL), changes);
        Admission moved = admission(changes).under(new RowsHold(null, List.of(rows)));
        assertEquals(List.of(moved), gate.judge(List.of(moved)).admissions());
    }
}
