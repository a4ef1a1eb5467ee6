package dev.tidemill.node.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.circuit.Circuit;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.engine.circuit.LiveTable;
import dev.tidemill.engine.circuit.StateShare;
import dev.tidemill.engine.circuit.TickInput;
import dev.tidemill.engine.state.PageAllocator;
import dev.tidemill.engine.state.StateSpace;
import dev.tidemill.node.definition.DefinitionsInForce;
import dev.tidemill.node.function.FunctionSource;
import dev.tidemill.node.record.DefinitionEntry;
import dev.tidemill.node.record.DefinitionEntry.LiveSql;
import dev.tidemill.node.record.SuspensionEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Whoever deletes rows of an input table to make room has no live table suspended by it. */
class StateKeeperTest {
    private static final long BUDGET = 32L << 20;
    private static final int BATCH = 200;
    private static final Schema ROWS =
            Schema.of(Field.of("id", Type.BIGINT), Field.of("s", Type.TEXT));

    private final PageAllocator allocator = new PageAllocator(BUDGET);
    private final DefinitionsInForce definitions = new DefinitionsInForce(FunctionSource.NONE);
    private final List<SuspensionEntry> suspended = new ArrayList<>();
    private final StateKeeper.Around around =
            new StateKeeper.Around() {
                @Override
                public CompletableFuture<Long> suspend(SuspensionEntry entry) {
                    suspended.add(entry);
                    return CompletableFuture.completedFuture(0L);
                }

                @Override
                public void letGoOfTicks() {}

                @Override
                public long hurryHistory(boolean hurried) {
                    return 0;
                }
            };
    private long tick;

    private void step(Circuit circuit, String table, long from, InputChange.Op op) {
        BatchBuilder rows = new BatchBuilder(ROWS, BATCH);
        for (long row = from; row < from + BATCH; row++) {
            rows.add(1, row, row + "x".repeat(100));
        }
        tick++;
        circuit.step(new TickInput(tick, tick, List.of(new InputChange(table, op, rows.build()))));
    }

    private static long owned(Circuit circuit, String table) {
        return circuit.shares().stream()
                .filter(share -> share.table().equals(table))
                .mapToLong(StateShare::bytes)
                .sum();
    }

    @Test
    void keepsToItsJudgementWhileRowsAreDeleted() {
        try (Circuit circuit =
                Circuit.create(
                        new StateSpace(allocator),
                        List.<InputTable>of(),
                        List.<LiveTable>of(),
                        1)) {
            DefinitionEntry entry =
                    new DefinitionEntry(
                            List.of(
                                    new InputTable("t", ROWS, List.of(0), -1),
                                    new InputTable("u", ROWS, List.of(0), -1)),
                            List.of(
                                    new LiveSql(
                                            "wide",
                                            "SELECT s, count(*) AS n FROM u GROUP BY s",
                                            "")),
                            Set.of());
            definitions.apply(entry, circuit, new DefinitionsInForce.SealedAt(1, 1));
            long row = 0;
            for (; circuit.liveBytes() < BUDGET / 100 * 80; row += BATCH) {
                step(circuit, "t", row, InputChange.Op.UPSERT);
            }
            StateKeeper keeper =
                    new StateKeeper(
                            circuit, allocator, definitions, new StateRoom(), BUDGET, around);
            long before = owned(circuit, "t");
            long wideBefore = owned(circuit, "wide");
            for (long other = 0;
                    circuit.liveBytes() + 2 * (owned(circuit, "wide") - wideBefore)
                            < BUDGET / 1000 * 995;
                    other += BATCH) {
                step(circuit, "u", other, InputChange.Op.UPSERT);
            }
            long wide = owned(circuit, "wide") - wideBefore;
            while (circuit.liveBytes() <= BUDGET || owned(circuit, "t") - before <= 2 * wide + 2) {
                step(circuit, "t", row, InputChange.Op.UPSERT);
                row += BATCH;
            }
            keeper.look(false);
            assertEquals(List.of(), suspended, "an input table grew much more");
            while (owned(circuit, "t") - before > wide / 10 * 19) {
                row -= BATCH;
                step(circuit, "t", row, InputChange.Op.DELETE);
            }
            assertTrue(circuit.liveBytes() > BUDGET / 100 * 95, "rows are still refused");
            keeper.look(false);
            assertEquals(List.of(), suspended, "deleting rows suspends nobody");
        }
    }
}
