package dev.tidemill.node.definition;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.engine.circuit.LiveTable;
import dev.tidemill.engine.circuit.TableIndex;
import dev.tidemill.node.record.DefinitionEntry;
import java.util.HashMap;
import java.util.Map;

/** What secondary indexes must keep to, as only plans can tell. */
final class IndexRules {
    private IndexRules() {}

    /**
     * Refuses an index that its table cannot have, or has no longer. One of a live table that does
     * not run is not looked at.
     *
     * @param planned the live tables that run
     */
    static void check(DefinitionEntry definitions, Iterable<PlannedTable> planned) {
        Map<String, InputTable> inputs = new HashMap<>();
        definitions.inputs().forEach(table -> inputs.put(table.name(), table));
        Map<String, PlannedTable> live = new HashMap<>();
        planned.forEach(table -> live.put(table.name(), table));
        for (TableIndex index : definitions.tableIndexes()) {
            InputTable input = inputs.get(index.table());
            PlannedTable table = live.get(index.table());
            if (input != null) {
                requireKeyed(index, input);
                index.positions(input.schema());
            } else if (table != null) {
                requireIndexable(index, table);
                index.positions(table.schema());
            }
        }
    }

    private static void requireKeyed(TableIndex index, InputTable table) {
        if (!table.isKeyed()) {
            throw new TidemillException(
                            ErrorCode.NOT_INDEXABLE,
                            "the event table %s cannot have the index %s"
                                    .formatted(table.name(), index.name()))
                    .withHint("its older rows are in the history, in the order of their time");
        }
    }

    /** A table that only grows may be in the history, where no index follows it. */
    static void requireIndexable(TableIndex index, PlannedTable table) {
        if (new LiveTable(table.name(), table.plan()).isLog()) {
            throw new TidemillException(
                            ErrorCode.NOT_INDEXABLE,
                            "the live table %s only grows and has no key: it cannot have the index %s"
                                    .formatted(table.name(), index.name()))
                    .withHint(
                            "its older rows are in the history; group it by what is looked for, or"
                                    + " keep the rows in a keyed table");
        }
    }
}
