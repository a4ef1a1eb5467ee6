package dev.tidemill.node.trace;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.node.record.InputEntry;
import dev.tidemill.node.record.JournalEntry;
import dev.tidemill.node.record.WatermarkSeal;
import dev.tidemill.node.tick.Admission;
import dev.tidemill.node.tick.SealedTick;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** How late tables are, and of what that is said. */
class PromisedLatenciesTest {
    private static final long MILLI = 1_000_000;
    private static final long NOW = 1_000_000 * MILLI;

    private final PromisedLatencies latencies = new PromisedLatencies();

    private static InputEntry rowsOf(String table) {
        Schema schema = Schema.of(Field.of("n", Type.BIGINT));
        return new InputEntry(
                List.of(
                        new InputChange(
                                table,
                                InputChange.Op.INSERT,
                                new BatchBuilder(schema, 1).add(1, 1L).build())),
                null,
                null);
    }

    /** Each table has one batch, which was received so many milliseconds ago. */
    private static SealedTick tick(Object... tablesAndMillis) {
        List<JournalEntry> entries = new ArrayList<>();
        List<Admission.Timing> timings = new ArrayList<>();
        for (int i = 0; i < tablesAndMillis.length; i += 2) {
            entries.add(rowsOf((String) tablesAndMillis[i]));
            long millis = (Integer) tablesAndMillis[i + 1];
            timings.add(new Admission.Timing("test", NOW - millis * MILLI, 0, 0));
        }
        return new SealedTick(1, 0, entries, WatermarkSeal.NONE, timings, 0, 0);
    }

    private void publish(SealedTick tick, String plan, String... changed) {
        Function<String, Set<String>> plans =
                table -> table.equals("spent") ? Set.of(plan) : Set.of();
        latencies.published(tick, plan, plans, Set.of(changed), NOW);
    }

    private double millis(String table) {
        return requireNonNull(latencies.of(table)).millis(0.99);
    }

    @Test
    void aLiveTableIsAsLateAsTheOldestBatchOfATickThatChangesIt() {
        latencies.promise(Set.of("orders", "spent"));
        publish(tick("orders", 20, "orders", 30, "others", 70), "a", "orders", "spent");
        assertEquals(30, millis("orders"));
        assertEquals(70, millis("spent"));
    }

    @Test
    void aTickThatDoesNotChangeALiveTableSaysNothingOfIt() {
        latencies.promise(Set.of("spent"));
        publish(tick("others", 70), "a", "others");
        assertTrue(requireNonNull(latencies.of("spent")).isEmpty());
        publish(tick(), "a", "spent");
        assertTrue(requireNonNull(latencies.of("spent")).isEmpty(), "rows that time took out");
    }

    @Test
    void whatWasMeasuredOfAFormerQueryIsForgotten() {
        latencies.promise(Set.of("orders", "spent"));
        for (int i = 0; i < 500; i++) {
            publish(tick("orders", 1), "a", "orders", "spent");
        }
        publish(tick("orders", 300), "b", "orders", "spent");
        assertTrue(
                requireNonNull(latencies.of("spent")).isEmpty(),
                "the tick that brings it changes all rows");
        publish(tick("orders", 200), "b", "orders", "spent");
        assertEquals(200, millis("spent"));
        assertEquals(1, millis("orders"), "500 fast batches and two slow ones");
    }

    @Test
    void nothingIsSaidOfATableWithoutAPromise() {
        latencies.promise(Set.of("orders"));
        publish(tick("orders", 1), "a", "orders", "spent");
        assertNull(latencies.of("spent"));
        latencies.promise(Set.of("spent"));
        assertNull(latencies.of("orders"));
        assertNull(latencies.of("spent"), "no tick yet");
    }

    @Test
    void aTickThatIsReplayedWasReceivedLongAgo() {
        latencies.promise(Set.of("orders"));
        SealedTick replayed =
                new SealedTick(
                        1, 0, List.of(rowsOf("orders")), WatermarkSeal.NONE, List.of(), 0, 0);
        publish(replayed, "a", "orders");
        assertTrue(requireNonNull(latencies.of("orders")).isEmpty());
    }
}
