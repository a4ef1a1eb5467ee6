package dev.tidemill.node.action;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tidemill.actions.OutboxEntry;
import dev.tidemill.engine.circuit.Circuit;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.engine.circuit.TickInput;
import dev.tidemill.engine.state.PageAllocator;
import dev.tidemill.engine.state.StateSpace;
import dev.tidemill.node.ingest.SystemTables;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What came of a delivery does not bring an entry back that was deleted meanwhile. */
class OutboxOutcomesTest {
    private static OutboxEntry entry(String key, int attempts) {
        return new OutboxEntry(
                key,
                "tell",
                "entered",
                "row",
                "{}",
                OutboxEntry.Status.PENDING,
                attempts,
                null,
                1,
                1);
    }

    private static InputChange change(InputChange.Op op, OutboxEntry... entries) {
        return new InputChange(
                SystemTables.OUTBOX.name(), op, OutboxEntry.toRows(List.of(entries)));
    }

    private static List<String> keys(List<InputChange> changes) {
        List<String> keys = new ArrayList<>();
        for (InputChange change : changes) {
            for (int row = 0; row < change.rows().size(); row++) {
                keys.add(change.op() + " " + OutboxEntry.fromRow(change.rows(), row).key());
            }
        }
        return keys;
    }

    @Test
    void outcomeIsWrittenOnlyWhileItsEntryIsThere() {
        StateSpace space = new StateSpace(PageAllocator.unbounded());
        try (Circuit circuit = Circuit.create(space, List.of(SystemTables.OUTBOX), List.of(), 1)) {
            List<InputChange> first =
                    List.of(change(InputChange.Op.UPSERT, entry("a", 0), entry("b", 0)));
            assertEquals(first, OutboxOutcomes.standing(first, circuit), "they are new");
            circuit.step(new TickInput(1, 1, first));
            circuit.step(
                    new TickInput(2, 2, List.of(change(InputChange.Op.DELETE, entry("a", 0)))));

            List<InputChange> late =
                    List.of(
                            change(
                                    InputChange.Op.UPSERT,
                                    entry("a", 1),
                                    entry("b", 1),
                                    entry("c", 0)),
                            change(InputChange.Op.DELETE, entry("a", 1)));
            assertEquals(
                    List.of("UPSERT b", "UPSERT c", "DELETE a"),
                    keys(OutboxOutcomes.standing(late, circuit)));
        }
    }
}
