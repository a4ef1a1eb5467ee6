package dev.tidemill.node.transaction;

import static java.util.Objects.requireNonNull;

import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.engine.circuit.TableIndex;
import dev.tidemill.node.definition.DefinitionsInForce;
import dev.tidemill.node.ingest.RowCheck;
import dev.tidemill.node.record.TableConstraints;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table that statements write to, and what its rows are held to, by certain definitions.
 *
 * @param key null of an event table
 * @param uniques besides the key
 */
record WritableTable(
        InputTable table,
        @Nullable UniqueColumns key,
        List<UniqueColumns> uniques,
        TableGuard guard) {
    // Spelled out, since a compact constructor's parameters lose their annotations in class files.
    WritableTable(
            InputTable table,
            @Nullable UniqueColumns key,
            List<UniqueColumns> uniques,
            TableGuard guard) {
        this.table = requireNonNull(table, "table");
        this.key = key;
        this.uniques = List.copyOf(uniques);
        this.guard = requireNonNull(guard, "guard");
    }

    /**
     * By definitions.
     *
     * @param contract of a table of the project's files; null when it has none
     */
    static WritableTable of(
            InputTable table, DefinitionsInForce.View view, @Nullable RowCheck contract) {
        TableConstraints constraints = view.definitions().constraintsOf(table.name());
        boolean isCreated = view.definitions().created().contains(table.name());
        return new WritableTable(
                table,
                table.isKeyed()
                        ? new UniqueColumns(constraints.primaryKey(), table, table.key())
                        : null,
                uniques(table, view),
                TableGuard.of(table, constraints, isCreated ? null : contract));
    }

    /** What is UNIQUE in a table besides its key. */
    static List<UniqueColumns> uniques(InputTable table, DefinitionsInForce.View view) {
        List<UniqueColumns> uniques = new ArrayList<>();
        for (TableIndex index : view.definitions().tableIndexes()) {
            if (index.unique() && index.table().equals(table.name())) {
                uniques.add(
                        new UniqueColumns(index.name(), table, index.positions(table.schema())));
            }
        }
        return uniques;
    }

    /** The key of a table that has one. */
    UniqueColumns requireKey() {
        return requireNonNull(key, "key");
    }
}
