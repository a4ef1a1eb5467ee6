package dev.tidemill.testkit.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.engine.circuit.Circuit;
import dev.tidemill.engine.circuit.CircuitSnapshot;
import dev.tidemill.engine.circuit.HotTable;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.engine.circuit.LiveTable;
import dev.tidemill.engine.circuit.NodeReport;
import dev.tidemill.engine.circuit.TickInput;
import dev.tidemill.engine.state.PageAllocator;
import dev.tidemill.engine.state.StateSpace;
import dev.tidemill.testkit.fixture.SqlTables;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A live table that begins after rows of an event table were dropped shows the rows that were
 * there, though another that has seen them all runs the same part of its query.
 */
class DroppedRowsTest {
    private static final String COUNTS = "(SELECT id, count(*) AS n FROM events GROUP BY id)";

    private static final List<LiveTable> LIVE =
            SqlTables.plan(
                    List.of(Tables.EVENTS),
                    new TreeMap<>(
                            Map.of(
                                    "after", "SELECT id, n FROM " + COUNTS + " c WHERE n > 0",
                                    "before", "SELECT id, n FROM " + COUNTS + " c")));

    private final StateSpace space = new StateSpace(PageAllocator.unbounded());
    private final LiveTable after = LIVE.get(0);
    private final LiveTable before = LIVE.get(1);

    private static TickInput rows(long tick, int... ids) {
        BatchBuilder rows = new BatchBuilder(Tables.EVENTS.schema(), ids.length);
        for (int id : ids) {
            rows.add(1, id, "kind", tick, new BigDecimal("1.00"), 1.0, true);
        }
        return new TickInput(
                tick,
                tick,
                List.of(new InputChange("events", InputChange.Op.INSERT, rows.build())));
    }

    private static void drop(Circuit circuit, long firstRow) {
        for (HotTable table : circuit.hotTables()) {
            if (table.name().equals("events")) {
                table.drop(firstRow, 1);
            }
        }
    }

    private static List<List<@Nullable Object>> contents(Circuit circuit, String name) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        try (CircuitSnapshot snapshot = circuit.snapshot()) {
            for (Supplier<@Nullable Batch> part : snapshot.table(name).scan(0, 1)) {
                for (Batch chunk = part.get(); chunk != null; chunk = part.get()) {
                    for (int i = 0; i < chunk.size(); i++) {
                        rows.add(chunk.row(i));
                    }
                }
            }
        }
        return rows;
    }

    private Circuit begun() {
        Circuit circuit = Circuit.create(space, List.of(Tables.EVENTS), List.of(before), 1);
        circuit.step(rows(1, 7, 7, 7));
        drop(circuit, 2);
        return circuit;
    }

    private void goOn(Circuit circuit) {
        assertEquals(List.of(List.of(7, 3L)), contents(circuit, "before"));
        assertEquals(List.of(List.of(7, 1L)), contents(circuit, "after"));
        circuit.step(rows(circuit.tick() + 1, 7));
        assertEquals(List.of(List.of(7, 4L)), contents(circuit, "before"));
        assertEquals(List.of(List.of(7, 2L)), contents(circuit, "after"));
    }

    @Test
    void aTableMadeAtOnceGoesOnFromTheRowsItBeganWith() {
        try (Circuit circuit = begun()) {
            circuit.replace(after, 2);
            goOn(circuit);
        }
    }

    @Test
    void aTableBuiltBesideTheTicksGoesOnFromTheRowsItBeganWith() {
        try (Circuit circuit = begun()) {
            circuit.build(List.of(List.of(after)), 2);
            assertNull(circuit.complete(List.of(after)));
            goOn(circuit);
        }
    }

    @Test
    void tablesThatBeganWithTheSameRowsShareTheirState() {
        try (Circuit circuit = begun()) {
            circuit.replace(after, 2);
            circuit.drop("before");
            assertEquals(Map.of("events", 2L), circuit.beganWith("after"));
            circuit.replace(before, 2);
            assertEquals(List.of(List.of(7, 1L)), contents(circuit, "before"));
            assertEquals(
                    2,
                    circuit.explain("after").stream()
                            .mapToInt(NodeReport::liveTables)
                            .max()
                            .orElseThrow());
        }
    }

    @Test
    void whatATableBeganWithIsRecovered() {
        try (Circuit circuit = begun()) {
            circuit.replace(after, 2);
        }
        try (Circuit circuit =
                Circuit.create(space, List.of(Tables.EVENTS), List.of(before, after), 1)) {
            assertEquals(Map.of(), circuit.beganWith("before"));
            assertEquals(Map.of("events", 2L), circuit.beganWith("after"));
            goOn(circuit);
        }
    }
}
