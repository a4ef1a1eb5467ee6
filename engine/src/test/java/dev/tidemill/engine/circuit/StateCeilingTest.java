package dev.tidemill.engine.circuit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.plan.Aggregate;
import dev.tidemill.algebra.plan.AggregateCall;
import dev.tidemill.algebra.plan.AggregateFunction;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Scan;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.state.PageAllocator;
import dev.tidemill.engine.state.StateSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who is judged by the state in use, and not by old pages that readers see. */
class StateCeilingTest {
    private static final Schema ROWS =
            Schema.of(Field.of("id", Type.BIGINT), Field.of("s", Type.TEXT));
    private static final InputTable TABLE = new InputTable("t", ROWS, List.of(0), -1);
    private static final Plan SCAN = new Scan("t", ROWS, List.of(0), false, -1);
    private static final Plan COUNTED =
            new Aggregate(
                    SCAN,
                    List.of(1),
                    List.of(
                            new AggregateCall(
                                    AggregateFunction.COUNT, -1, -1, false, Type.BIGINT, "n")));
    private static final int COUNT = 4_000;

    private static TickInput tick(long tick, long from, String text) {
        BatchBuilder builder = new BatchBuilder(ROWS, COUNT);
        for (long i = from; i < from + COUNT; i++) {
            builder.add(1, i, i + text);
        }
        Batch rows = builder.build();
        return new TickInput(
                tick, tick, List.of(new InputChange("t", InputChange.Op.UPSERT, rows)));
    }

    @Test
    void suspendsNobodyForPagesThatOnlyReadersSee() {
        PageAllocator allocator = new PageAllocator(16L << 20);
        StateSpace space = new StateSpace(allocator);
        List<CircuitSnapshot> open = new ArrayList<>();
        try (Circuit circuit =
                Circuit.create(
                        space, List.of(TABLE), List.of(new LiveTable("counted", COUNTED)), 1)) {
            long ceiling = allocator.budgetBytes() / 4 * 5;
            for (long tick = 1; tick < 200 && allocator.bytes() < 2 * ceiling; tick++) {
                circuit.step(tick(tick, 0, "x".repeat(200) + tick));
                open.add(circuit.snapshot());
            }
            assertTrue(allocator.bytes() > ceiling, "the snapshots hold much");
            assertTrue(circuit.liveBytes() < allocator.budgetBytes());
            assertFalse(circuit.isFarOverBudget());
            assertEquals(Map.of(), circuit.takeFailures());
            assertEquals(List.of("counted"), circuit.liveTables());
            open.forEach(CircuitSnapshot::close);
        }
    }

    @Test
    void suspendsWhoMakesStatePassTheCeiling() {
        PageAllocator allocator = new PageAllocator(4L << 20);
        StateSpace space = new StateSpace(allocator);
        try (Circuit circuit =
                Circuit.create(
                        space, List.of(TABLE), List.of(new LiveTable("counted", COUNTED)), 1)) {
            long tick = 0;
            while (tick < 50 && circuit.liveTables().contains("counted")) {
                tick++;
                circuit.step(tick(tick, tick * COUNT, "x".repeat(100)));
            }
            RuntimeException why = circuit.takeFailures().get("counted");
            assertTrue(why instanceof TidemillException);
            assertEquals(ErrorCode.STATE_OVER_BUDGET, ((TidemillException) why).errorCode());
        }
    }

    @Test
    void endsABuildByTheStateInUseOrWhenTheHeapIsFull() {
        PageAllocator allocator = new PageAllocator(1 << 20);
        long[] live = {0};
        StateCeiling ceiling = new StateCeiling(allocator, () -> live[0], 6 << 20);
        ceiling.requireBuild(false);
        fill(allocator, 5 << 18);
        ceiling.requireBuild(false);
        ceiling.requireBuild(true);
        assertFalse(ceiling.isPassed());
        live[0] = (1 << 20) + 1;
        assertEquals(
                ErrorCode.BUILD_OVER_BUDGET,
                assertThrows(TidemillException.class, () -> ceiling.requireBuild(false))
                        .errorCode());
        ceiling.requireBuild(true);
        live[0] = 0;
        fill(allocator, 6 << 20);
        assertThrows(TidemillException.class, () -> ceiling.requireBuild(true));
    }

    /** Whatever has the pages. */
    private static void fill(PageAllocator allocator, long bytes) {
        StateSpace space = new StateSpace(allocator);
        try (Circuit circuit = Circuit.create(space, List.of(TABLE), List.<LiveTable>of(), 1)) {
            for (long tick = 1; allocator.bytes() <= bytes; tick++) {
                circuit.step(tick(tick, tick * COUNT, "x"));
            }
        }
    }
}
