package dev.tidemill.node.projecttest;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.definitions.projecttest.TestRows;
import dev.tidemill.engine.circuit.TableSnapshot;
import dev.tidemill.node.read.Viewport;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * All rows of a table held against those that a test expects, in the columns that it names, in any
 * order, each as often as it stands there. What is left on both sides is paired by the table's key;
 * without one, a single row is paired with a single row. Owned by one call.
 */
final class TableComparison {
    /** Tables with more rows are not compared. */
    static final long ROWS_MAX = 100_000;

    private final TestRows rows;
    private final Schema schema;
    private final List<Integer> key;
    private final List<RowDifference> differences = new ArrayList<>();
    private long missing;
    private long unexpected;
    private long changed;

    private TableComparison(TestRows rows, Schema schema, List<Integer> key) {
        this.rows = requireNonNull(rows, "rows");
        this.schema = requireNonNull(schema, "schema");
        this.key = List.copyOf(key);
    }

    /**
     * How the table differs; empty when it does not.
     *
     * @param key positions of the key in the whole table
     * @throws TidemillException RESULT_TOO_LARGE with more than {@link #ROWS_MAX} rows
     */
    static Optional<Finding> differences(TestRows rows, TableSnapshot table, List<Integer> key) {
        if (table.rows() > ROWS_MAX) {
            throw new TidemillException(
                            ErrorCode.RESULT_TOO_LARGE,
                            "%s has %d rows, of %d at most that a test compares"
                                    .formatted(rows.table(), table.rows(), ROWS_MAX))
                    .withHint("insert fewer rows; a test shows what a query means with a few");
        }
        int[] columns = comparedColumns(rows, table.schema());
        Batch found = Viewport.rows(table, Viewport.Order.NONE, 0, ROWS_MAX).select(columns);
        Batch expected = TypedRows.of(rows, table.schema()).rows().select(columns);
        TableComparison comparison =
                new TableComparison(rows, found.schema(), positions(key, columns));
        return comparison.compare(ComparedRow.of(expected), ComparedRow.of(found));
    }

    /** Those that the test names, in the table's order; all when it expects no row. */
    private static int[] comparedColumns(TestRows rows, Schema schema) {
        Set<String> named = rows.columns().keySet();
        return IntStream.range(0, schema.size())
                .filter(i -> named.isEmpty() || named.contains(schema.field(i).name()))
                .toArray();
    }

    /** The key among the compared columns; none when a part of it is not compared. */
    private static List<Integer> positions(List<Integer> key, int[] columns) {
        List<Integer> positions = new ArrayList<>();
        for (int i = 0; i < columns.length; i++) {
            if (key.contains(columns[i])) {
                positions.add(i);
            }
        }
        return positions.size() == key.size() ? positions : List.of();
    }

    private Optional<Finding> compare(List<ComparedRow> expected, List<ComparedRow> found) {
        List<ComparedRow> left = new ArrayList<>();
        List<ComparedRow> rest = withoutEqual(expected, found, left);
        pair(left, rest);
        if (differences.isEmpty()) {
            return Optional.empty();
        }
        List<Finding.ComparedColumn> columns = new ArrayList<>();
        for (int i = 0; i < schema.size(); i++) {
            columns.add(
                    new Finding.ComparedColumn(
                            schema.field(i).name(), schema.type(i).sqlName(), key.contains(i)));
        }
        return Optional.of(
                new Finding.TableDiffers(
                        rows.place(),
                        rows.table(),
                        columns,
                        missing,
                        unexpected,
                        changed,
                        differences.subList(
                                0, Math.min(differences.size(), Finding.ROWS_TOLD_MAX))));
    }

    /**
     * Takes away what is equal on both sides.
     *
     * @param left takes the expected rows that are not there
     * @return the rows that are there and not expected
     */
    private static List<ComparedRow> withoutEqual(
            List<ComparedRow> expected, List<ComparedRow> found, List<ComparedRow> left) {
        Map<List<@Nullable Object>, List<ComparedRow>> byExact = new HashMap<>();
        for (ComparedRow row : found) {
            byExact.computeIfAbsent(row.exactPart(), _ -> new ArrayList<>()).add(row);
        }
        for (ComparedRow row : expected) {
            List<ComparedRow> same = byExact.get(row.exactPart());
            if (same == null || !takeEqual(same, row)) {
                left.add(row);
            }
        }
        List<ComparedRow> rest = new ArrayList<>();
        byExact.values().forEach(rest::addAll);
        rest.sort(Comparator.comparing(row -> row.texts().toString()));
        return rest;
    }

    private static boolean takeEqual(List<ComparedRow> rows, ComparedRow wanted) {
        for (Iterator<ComparedRow> each = rows.iterator(); each.hasNext(); ) {
            if (wanted.differences(each.next()).isEmpty()) {
                each.remove();
                return true;
            }
        }
        return false;
    }

    private void pair(List<ComparedRow> left, List<ComparedRow> rest) {
        boolean single = key.isEmpty() && left.size() == 1 && rest.size() == 1;
        Map<List<@Nullable Object>, Deque<ComparedRow>> byKey = new HashMap<>();
        if (single || !key.isEmpty()) {
            for (ComparedRow row : rest) {
                byKey.computeIfAbsent(row.at(key), _ -> new ArrayDeque<>()).add(row);
            }
        }
        List<ComparedRow> unpaired = new ArrayList<>(rest);
        for (ComparedRow row : left) {
            Deque<ComparedRow> partners = byKey.get(row.at(key));
            ComparedRow partner = partners == null ? null : partners.poll();
            if (partner == null) {
                missing++;
                differences.add(new RowDifference.Missing(row.texts()));
            } else {
                changed++;
                unpaired.removeIf(other -> other == partner);
                differences.add(
                        new RowDifference.Changed(
                                row.texts(), partner.texts(), row.differences(partner)));
            }
        }
        unexpected = unpaired.size();
        unpaired.forEach(row -> differences.add(new RowDifference.Unexpected(row.texts())));
    }
}
