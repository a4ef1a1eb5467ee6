package dev.tidemill.node.transaction;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.ErrorSubject;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.engine.circuit.IndexRange;
import dev.tidemill.engine.circuit.IndexSnapshot;
import dev.tidemill.engine.circuit.IndexedRows;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.engine.circuit.TableSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Columns in which no two rows of a table have the same values: the key's, or a UNIQUE's, which is
 * kept by an index. Rows with NULL among them are like no others.
 *
 * @param name the constraint's, and the index's
 * @param columns positions in the table
 */
record UniqueColumns(String name, InputTable table, List<Integer> columns) {
    /** More rows than these do not share values that are unique. */
    private static final int ROWS_MAX = 16;

    UniqueColumns {
        requireNonNull(name, "name");
        requireNonNull(table, "table");
        columns = List.copyOf(columns);
    }

    /** By the name alone: tables have few of them, and their schemas are long. */
    @Override
    public int hashCode() {
        return name.hashCode();
    }

    /** The values of a row; null when one is NULL. */
    @Nullable TableKey of(List<? extends @Nullable Object> row) {
        TableKey values = TableKey.of(row, columns);
        return values.hasNull() ? null : values;
    }

    /** The rows of a snapshot that have these values; by reading it when it has no such index. */
    List<List<@Nullable Object>> standing(TableSnapshot rows, TableKey values) {
        List<Object> equal = new ArrayList<>();
        values.values().forEach(value -> equal.add(requireNonNull(value, "value")));
        for (IndexSnapshot index : rows.indexes()) {
            if (index.columns().equals(columns)) {
                IndexedRows found = index.rows(List.of(IndexRange.of(equal)), ROWS_MAX);
                if (found != null) {
                    return all(found, null);
                }
            }
        }
        return all(rows, values);
    }

    private List<List<@Nullable Object>> all(TableSnapshot rows, @Nullable TableKey wanted) {
        int[] columnsOfAll = IntStream.range(0, rows.schema().size()).toArray();
        List<List<@Nullable Object>> found = new ArrayList<>();
        for (Supplier<@Nullable Batch> part : rows.scan(columnsOfAll)) {
            for (Batch chunk = part.get(); chunk != null; chunk = part.get()) {
                for (int row = 0; row < chunk.size(); row++) {
                    if (wanted == null || wanted.equals(TableKey.of(chunk, row, columns))) {
                        found.add(chunk.row(row));
                    }
                }
            }
        }
        return found;
    }

    /** 23505, in PostgreSQL's words. */
    TidemillException violation(TableKey values) {
        List<String> names =
                columns.stream().map(column -> table.schema().field(column).name()).toList();
        return new TidemillException(
                        ErrorCode.DUPLICATE_KEY,
                        "duplicate key value violates unique constraint \"" + name + "\"")
                .withDetail(
                        "Key (%s)=(%s) already exists.".formatted(String.join(", ", names), values))
                .about(ErrorSubject.constraint(table.name(), name));
    }
}
