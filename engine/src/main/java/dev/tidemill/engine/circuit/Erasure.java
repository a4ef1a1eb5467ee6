package dev.tidemill.engine.circuit;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import java.util.List;

/**
 * Rows of an input table that are to be nowhere any more: those with a value in a column. NULL is
 * no value, so a row without one stays.
 *
 * @param column the column's position
 * @param value as {@link Column#value} gives it
 */
public record Erasure(String table, int column, Object value) implements RowTest {
    public Erasure {
        requireNonNull(table, "table");
        requireNonNull(value, "value");
    }

    @Override
    public boolean finds(Batch rows, int row) {
        return value.equals(rows.column(column).value(row));
    }

    /** The rows that one of several erasures of a table finds. */
    public static RowTest any(List<Erasure> erasures) {
        List<Erasure> all = List.copyOf(erasures);
        return (rows, row) -> {
            for (Erasure erasure : all) {
                if (erasure.finds(rows, row)) {
                    return true;
                }
            }
            return false;
        };
    }

    Erasure withColumn(int position) {
        return new Erasure(table, position, value);
    }
}
