package dev.tidemill.node.forget;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
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
import dev.tidemill.node.record.ErasureEntry;
import dev.tidemill.node.tick.Mill;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of keyed rows that other entries of the erasure's tick change. */
class EraserTest {
    private static final String ADA = "ada";
    private static final Schema ROWS =
            Schema.of(new Field("id", Type.BIGINT, false), Field.of("name", Type.TEXT));
    private static final InputTable PEOPLE = new InputTable("people", ROWS, List.of(0), -1);
    private static final ErasureEntry ERASURE =
            new ErasureEntry(
                    "receipt",
                    "officer",
                    "salt",
                    ADA,
                    List.of(new ErasureEntry.Cell("people", "name")),
                    List.of());

    @TempDir private Path folder;
    private final DefinitionsInForce definitions = new DefinitionsInForce(FunctionSource.NONE);
    private final Circuit circuit =
            Circuit.create(
                    new StateSpace(PageAllocator.unbounded()),
                    List.<InputTable>of(),
                    List.<LiveTable>of(),
                    1);
    private int told;

    @BeforeEach
    void begin() {
        definitions.apply(
                new DefinitionEntry(List.of(PEOPLE), List.of(), Set.of()), circuit, at(1));
    }

    @AfterEach
    void close() {
        circuit.close();
    }

    private static DefinitionsInForce.SealedAt at(long tick) {
        return new DefinitionsInForce.SealedAt(tick, tick);
    }

    private static InputChange upsert(Object... idsAndNames) {
        BatchBuilder rows = new BatchBuilder(ROWS, idsAndNames.length / 2);
        for (int i = 0; i < idsAndNames.length; i += 2) {
            rows.add(1, idsAndNames[i], idsAndNames[i + 1]);
        }
        return new InputChange("people", InputChange.Op.UPSERT, rows.build());
    }

    private void stands(InputChange rows) {
        var ignored = circuit.step(new TickInput(1, 1, List.of(rows)));
    }

    private Map<Long, String> erasedIn(InputChange... changes) {
        Eraser eraser =
                new Eraser(
                        definitions,
                        (from, _, _, _, _) -> {
                            throw new AssertionError("no history of " + from);
                        },
                        new ReceiptStore(folder),
                        _ -> told++);
        Mill.Erasing erasing = eraser.erase(List.of(ERASURE), List.of(changes), circuit, at(2));
        var ignored = circuit.step(new TickInput(2, 2, erasing.changes()));
        Batch rows = circuit.find("people", (_, _) -> true);
        Map<Long, String> names = new TreeMap<>();
        for (int row = 0; row < rows.size(); row++) {
            names.put((Long) rows.column(0).value(row), String.valueOf(rows.column(1).value(row)));
        }
        return names;
    }

    @Test
    void rowsOfThePersonLeaveAndNextCheckpointIsAskedToLeaveNothing() {
        stands(upsert(5L, ADA, 6L, "bob"));
        assertEquals(Map.of(6L, "bob"), erasedIn());
        assertEquals(1, told);
        assertTrue(new ReceiptStore(folder).find("receipt").isPresent());
    }

    @Test
    void anotherPersonWhoComesInTheTickKeepsTheKey() {
        stands(upsert(5L, ADA));
        assertEquals(Map.of(5L, "bob"), erasedIn(upsert(5L, "bob")));
    }

    @Test
    void personWhoComesInTheTickOverAnotherLeavesNoRow() {
        stands(upsert(5L, "bob", 6L, "eve"));
        assertEquals(Map.of(6L, "eve"), erasedIn(upsert(5L, ADA)));
    }

    @Test
    void theLastOfTheTickHasTheKey() {
        stands(upsert(5L, "bob", 6L, ADA));
        assertEquals(
                Map.of(5L, "eve", 7L, "mia"),
                erasedIn(
                        upsert(5L, ADA, 6L, "bob", 5L, "eve", 6L, ADA, 7L, "mia"),
                        upsert(8L, "zoe"),
                        upsert(8L, ADA)));
    }
}
