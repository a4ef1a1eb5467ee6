package dev.tidemill.store;

import dev.tidemill.algebra.type.Field;
import dev.tidemill.engine.circuit.IndexRange;
import dev.tidemill.engine.circuit.IndexSnapshot;
import dev.tidemill.engine.circuit.IndexedRows;
import dev.tidemill.engine.circuit.TableSnapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One way to use an index for a query: values of its first columns, and perhaps a range of the
 * next. The more columns have values the better; how good it is in fact is seen by counting.
 *
 * @param equal how many columns have values
 */
record IndexChoice(IndexSnapshot index, List<IndexRange> ranges, int equal) {
    /** Ranges that are looked for one by one; more are not. */
    static final int RANGES_MAX = KeyedRows.KEYS_MAX;

    /** Up to so many rows are read by an index whatever the table has. */
    static final int FEW_ROWS = 1_000;

    /** An index that finds more than this share of a table is not used: one in so many. */
    static final int SHARE = 16;

    /** Rows that are read by an index at most; their numbers are held in memory. */
    static final int ROWS_MAX = 1_000_000;

    /** The rows of a table that the predicates leave; null when no index finds few. */
    static @Nullable IndexedRows rows(TableSnapshot table, KeyPredicates predicates) {
        List<IndexChoice> choices = new ArrayList<>();
        for (IndexSnapshot index : table.indexes()) {
            IndexChoice choice = of(index, table, predicates);
            if (choice != null) {
                choices.add(choice);
            }
        }
        choices.sort(Comparator.comparingInt(IndexChoice::equal).reversed());
        int rowsMax = Math.clamp(table.rows() / SHARE, FEW_ROWS, ROWS_MAX);
        for (IndexChoice choice : choices) {
            IndexedRows rows = choice.index.rows(choice.ranges, rowsMax);
            if (rows != null) {
                return rows;
            }
        }
        return null;
    }

    private static @Nullable IndexChoice of(
            IndexSnapshot index, TableSnapshot table, KeyPredicates predicates) {
        List<List<Object>> equal = List.of(List.of());
        int columns = 0;
        for (int column : index.columns()) {
            Field field = table.schema().field(column);
            ColumnCondition condition =
                    ColumnCondition.of(predicates.on(field.name()), field.type());
            if (fits(equal.size(), condition.values().size())) {
                equal = longer(equal, condition);
                columns++;
                continue;
            }
            if (fits(equal.size(), condition.ranges().size())) {
                return new IndexChoice(index, ranges(equal, condition.ranges()), columns);
            }
            break;
        }
        return columns == 0
                ? null
                : new IndexChoice(index, equal.stream().map(IndexRange::of).toList(), columns);
    }

    private static boolean fits(int before, int factor) {
        return factor > 0 && (long) before * factor <= RANGES_MAX;
    }

    private static List<List<Object>> longer(List<List<Object>> equal, ColumnCondition condition) {
        List<List<Object>> longer = new ArrayList<>();
        for (List<Object> values : equal) {
            for (Object value : condition.values()) {
                List<Object> extended = new ArrayList<>(values);
                extended.add(value);
                longer.add(extended);
            }
        }
        return longer;
    }

    private static List<IndexRange> ranges(
            List<List<Object>> equal, List<ColumnCondition.Range> ranges) {
        List<IndexRange> all = new ArrayList<>();
        for (List<Object> values : equal) {
            for (ColumnCondition.Range range : ranges) {
                all.add(new IndexRange(values, range.from(), range.to()));
            }
        }
        return all;
    }
}
