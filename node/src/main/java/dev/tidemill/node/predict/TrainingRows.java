package dev.tidemill.node.predict;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.node.record.PredictorRule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The newest labelled predictions of a table, with what was known of their rows when they were
 * foretold of: a training set in which no row knows what came later.
 */
final class TrainingRows {
    private static final List<String> COLUMNS =
            List.of("status", "model_version", "settled_tick", "due_tick", "label", "features");
    private static final int STATUS = 0;
    private static final int VERSION = 1;
    private static final int SETTLED = 2;
    private static final int DUE = 3;
    private static final int LABEL = 4;
    private static final int FEATURES = 5;

    private static final Comparator<Row> OLDEST_FIRST =
            Comparator.comparingLong(Row::settledTick)
                    .thenComparingLong(Row::dueTick)
                    .thenComparing(row -> String.join("\u001f", row.key().values()));

    private final PredictorRule rule;
    private final int firstVersion;
    private final int rowsMax;
    private final PriorityQueue<Row> newest = new PriorityQueue<>(OLDEST_FIRST);

    /** A labelled row. */
    record Row(RowKey key, long settledTick, long dueTick, RowFeatures features, double label) {}

    /**
     * @param firstVersion predictions of models before this one knew other things of rows
     */
    TrainingRows(PredictorRule rule, int firstVersion, int rowsMax) {
        this.rule = requireNonNull(rule, "rule");
        this.firstVersion = firstVersion;
        this.rowsMax = rowsMax;
    }

    /** Positions of what is wanted of the table: the key, and then the rest. */
    int[] columns(Schema table) {
        List<String> names = new ArrayList<>();
        rule.key().forEach(field -> names.add(field.name()));
        names.addAll(COLUMNS);
        return names.stream().mapToInt(table::indexOf).toArray();
    }

    /** Takes rows that have these columns. */
    void take(Batch rows) {
        int keySize = rule.key().size();
        int[] key = new int[keySize];
        for (int i = 0; i < keySize; i++) {
            key[i] = i;
        }
        for (int row = 0; row < rows.size(); row++) {
            Object status = rows.column(keySize + STATUS).value(row);
            long version = number(rows, keySize + VERSION, row);
            RowKey found = RowKey.of(key, rows, row);
            double label = Target.of(rule, rows.column(keySize + LABEL).value(row));
            if (PredictionTable.Status.LABELLED.word().equals(status)
                    && version >= firstVersion
                    && found != null
                    && !Double.isNaN(label)) {
                String features = String.valueOf(rows.column(keySize + FEATURES).value(row));
                newest.add(
                        new Row(
                                found,
                                number(rows, keySize + SETTLED, row),
                                number(rows, keySize + DUE, row),
                                RowFeatures.parse(rule.features(), features),
                                label));
                if (newest.size() > rowsMax) {
                    newest.remove();
                }
            }
        }
    }

    private static long number(Batch rows, int column, int row) {
        return rows.column(column).value(row) instanceof Number number ? number.longValue() : 0;
    }

    int size() {
        return newest.size();
    }

    /** In the order in which their labels came; rows of one tick by their keys. */
    List<Row> oldestFirst() {
        List<Row> rows = new ArrayList<>(newest);
        rows.sort(OLDEST_FIRST);
        return rows;
    }
}
