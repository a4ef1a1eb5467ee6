package dev.tidemill.testkit.engine;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.bound.Bound;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.engine.circuit.Circuit;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.engine.circuit.Lateness;
import dev.tidemill.engine.circuit.LiveTable;
import dev.tidemill.engine.circuit.TickInput;
import dev.tidemill.engine.state.PageAllocator;
import dev.tidemill.engine.state.StateSpace;
import dev.tidemill.testkit.fixture.SqlTables;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * A stream that goes on twenty times as long keeps no more state, as long as its query lets go; the
 * same query over tables that say nothing of lateness grows.
 */
class BoundedStateTest {
    private static final int WARM_TICKS = 60;
    private static final int GROWTH = 20;
    private static final int ROWS_PER_TICK = 60;
    private static final long MINUTE = 60_000_000L;

    private static final Map<String, String> QUERIES =
            Map.of(
                    "groups",
                    "SELECT date_trunc('minute', happened) AS minute, id, max(kind) AS top,"
                            + " count(DISTINCT score) AS scores FROM events GROUP BY 1, 2",
                    "equal times",
                    "SELECT e.kind, c.id FROM events e JOIN clicks c"
                            + " ON e.happened = c.clicked AND e.id = c.id",
                    "within an hour",
                    "SELECT e.kind, c.id FROM events e LEFT JOIN clicks c ON e.id = c.id"
                            + " AND c.clicked BETWEEN e.happened AND e.happened + interval '5 minutes'",
                    "all within minutes",
                    "SELECT e.kind, c.id FROM events e FULL JOIN clicks c ON e.id = c.id"
                            + " AND c.clicked BETWEEN e.happened AND e.happened + interval '5 minutes'",
                    "all at equal times",
                    "SELECT e.kind, c.id FROM events e FULL JOIN clicks c"
                            + " ON e.happened = c.clicked AND e.id = c.id",
                    "nearest before",
                    "SELECT e.kind, c.clicked FROM events e LEFT ASOF JOIN clicks c"
                            + " ON e.id = c.id AND e.happened >= c.clicked",
                    "distinct",
                    "SELECT DISTINCT happened, id FROM events");

    private static List<InputTable> tables(boolean bounded) {
        return bounded
                ? List.of(
                        Tables.EVENTS.withLateness(Lateness.of(2, 10 * MINUTE)),
                        RetentionTest.CLICKS.withLateness(Lateness.of(1, 10 * MINUTE)))
                : List.of(Tables.EVENTS, RetentionTest.CLICKS);
    }

    @TestFactory
    Stream<DynamicTest> anEndlessStreamKeepsNoMoreState() {
        return QUERIES.keySet().stream()
                .map(
                        name ->
                                DynamicTest.dynamicTest(
                                        name,
                                        () -> {
                                            double grown = growth(name, true);
                                            assertTrue(grown < 1.3, () -> "grew " + grown);
                                        }));
    }

    @Test
    void withoutLatenessStateGrows() {
        double grown = growth("groups", false);
        assertTrue(grown > 5, () -> "grew " + grown);
    }

    /** Bytes of state behind the whole stream, as a multiple of those behind its beginning. */
    private static double growth(String name, boolean bounded) {
        List<InputTable> tables = tables(bounded);
        List<LiveTable> live =
                SqlTables.plan(tables, Map.of("live", requireNonNull(QUERIES.get(name))));
        try (Circuit circuit =
                Circuit.create(new StateSpace(PageAllocator.unbounded()), tables, live, 1)) {
            Random random = new Random(7);
            long most = 0;
            long later = 0;
            for (int tick = 1; tick <= WARM_TICKS * GROWTH; tick++) {
                circuit.step(tick(tables, random, tick));
                if (tick <= WARM_TICKS) {
                    most = Math.max(most, circuit.stateBytes("live"));
                } else {
                    later = Math.max(later, circuit.stateBytes("live"));
                }
            }
            return (double) later / most;
        }
    }

    /** A tick a minute, whose rows are up to ten minutes old. */
    private static TickInput tick(List<InputTable> tables, Random random, int tick) {
        long now = tick * MINUTE;
        BatchBuilder events = new BatchBuilder(tables.get(0).schema(), ROWS_PER_TICK);
        BatchBuilder clicks = new BatchBuilder(tables.get(1).schema(), ROWS_PER_TICK);
        for (int i = 0; i < ROWS_PER_TICK; i++) {
            int id = random.nextInt(8);
            long age = random.nextLong(9 * MINUTE);
            events.add(
                    1,
                    id,
                    "kind of event number " + random.nextInt(1000),
                    now - age,
                    new BigDecimal("1.00"),
                    random.nextDouble(),
                    true);
            clicks.add(1, id, now - random.nextLong(9 * MINUTE), now);
        }
        Map<Bound.Watermark, Long> watermarks = new HashMap<>();
        for (InputTable table : tables) {
            for (Lateness late : table.lateness()) {
                watermarks.put(table.watermark(late.column()), now - 9 * MINUTE - MINUTE);
            }
        }
        return new TickInput(
                tick,
                now,
                List.of(
                        new InputChange("events", InputChange.Op.INSERT, events.build()),
                        new InputChange("clicks", InputChange.Op.INSERT, clicks.build())),
                watermarks);
    }
}
