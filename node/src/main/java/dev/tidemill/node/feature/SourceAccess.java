package dev.tidemill.node.feature;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.engine.circuit.IndexRange;
import dev.tidemill.engine.circuit.IndexSnapshot;
import dev.tidemill.engine.circuit.IndexedRows;
import dev.tidemill.engine.circuit.TableSnapshot;
import dev.tidemill.node.read.Viewport;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the row of a source is found for a key, and where its features stand in it.
 *
 * @param given positions in the view's key, in the order in which the table or its index wants them
 * @param index the secondary index that finds the row; null when the table's key does
 * @param features positions in the table of the source's features, in their order
 * @param time the position of the column that says how old a row is, or -1
 */
record SourceAccess(
        String table, List<Integer> given, @Nullable String index, int[] features, int time) {
    // Spelled out, since a compact constructor's parameters lose their annotations.
    SourceAccess(
            String table, List<Integer> given, @Nullable String index, int[] features, int time) {
        this.table = requireNonNull(table, "table");
        this.given = List.copyOf(given);
        this.index = index;
        this.features = features;
        this.time = time;
    }

    /**
     * The row for a key: a batch of one row, or of none. A key with a NULL finds none.
     *
     * @param source the table as of one tick
     * @param keys the view's key columns
     */
    Batch find(TableSnapshot source, Batch keys, int row) {
        List<Object> values = new ArrayList<>(given.size());
        for (int position : given) {
            Object value = keys.column(position).value(row);
            if (value == null) {
                return Batch.empty(source.schema());
            }
            values.add(value);
        }
        return index == null ? source.lookup(values) : indexed(source, index, values);
    }

    private static Batch indexed(TableSnapshot source, String name, List<Object> values) {
        for (IndexSnapshot each : source.indexes()) {
            if (each.name().equals(name)) {
                IndexedRows rows = each.rows(List.of(IndexRange.of(values)), 1);
                return rows == null
                        ? Batch.empty(source.schema())
                        : Viewport.rows(rows, Viewport.Order.NONE, 0, 1);
            }
        }
        return Batch.empty(source.schema());
    }
}
