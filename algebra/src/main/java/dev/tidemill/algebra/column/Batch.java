package dev.tidemill.algebra.column;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A Z-set in columns: rows with weights. A positive weight inserts a row that many times, a
 * negative one takes it back. Rows need not be distinct; a batch without weights inserts each row
 * once.
 *
 * <p>Immutable by agreement: the arrays are shared and nobody writes to them after construction.
 */
public final class Batch {
    /** Columns without rows, one of each type that was met; types are few. */
    private static final Map<Type, Column> EMPTY_COLUMNS = new ConcurrentHashMap<>();

    private final Schema schema;
    private final Column[] columns;
    private final int size;
    private final long @Nullable [] weights;

    /**
     * @param weights one weight a row (the array may be longer), or null when all are +1
     */
    public Batch(Schema schema, Column[] columns, int size, long @Nullable [] weights) {
        this.schema = requireNonNull(schema, "schema");
        this.columns = requireNonNull(columns, "columns");
        this.size = size;
        this.weights = weights;
        if (columns.length != schema.size()) {
            throw new IllegalArgumentException(
                    columns.length + " columns for " + schema.size() + " fields");
        }
        for (int i = 0; i < columns.length; i++) {
            if (columns[i].size() != size) {
                throw new IllegalArgumentException(
                        "column " + i + " has " + columns[i].size() + " rows, not " + size);
            }
            if (!columns[i].type().equals(schema.type(i))) {
                throw new IllegalArgumentException(
                        "column " + i + " is " + columns[i].type() + ", not " + schema.type(i));
            }
        }
    }

    public static Batch insertions(Schema schema, Column... columns) {
        return new Batch(schema, columns, columns[0].size(), null);
    }

    public static Batch empty(Schema schema) {
        Column[] columns = new Column[schema.size()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] =
                    EMPTY_COLUMNS.computeIfAbsent(
                            schema.type(i), type -> ColumnBuilder.of(type, 0).build());
        }
        return new Batch(schema, columns, 0, null);
    }

    public Schema schema() {
        return schema;
    }

    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    public int columnCount() {
        return columns.length;
    }

    public Column column(int index) {
        return columns[index];
    }

    /** The columns; shared, not to be changed. */
    public Column[] columns() {
        return columns;
    }

    /** One weight a row, or null when all are +1; shared, not to be changed. */
    public long @Nullable [] weights() {
        return weights;
    }

    public long weight(int row) {
        return weights == null ? 1 : weights[row];
    }

    /** True when no row has a negative weight. */
    public boolean isAppendOnly() {
        if (weights == null) {
            return true;
        }
        for (int i = 0; i < size; i++) {
            if (weights[i] < 0) {
                return false;
            }
        }
        return true;
    }

    public Batch gather(int[] rows, int count) {
        Column[] gathered = new Column[columns.length];
        for (int i = 0; i < columns.length; i++) {
            gathered[i] = columns[i].gather(rows, count);
        }
        long[] gatheredWeights = null;
        if (weights != null) {
            gatheredWeights = new long[count];
            for (int i = 0; i < count; i++) {
                gatheredWeights[i] = weights[rows[i]];
            }
        }
        return new Batch(schema, gathered, count, gatheredWeights);
    }

    /** The columns at these positions; nothing is copied. */
    public Batch select(int... indexes) {
        Column[] selected = new Column[indexes.length];
        for (int i = 0; i < indexes.length; i++) {
            selected[i] = columns[indexes[i]];
        }
        return new Batch(schema.select(indexes), selected, size, weights);
    }

    /** The same rows under other column names; the types must agree. */
    public Batch withSchema(Schema newSchema) {
        return new Batch(newSchema, columns, size, weights);
    }

    public Batch withWeights(long @Nullable [] newWeights) {
        return new Batch(schema, columns, size, newWeights);
    }

    /** About how many bytes its values and weights take. */
    public long bytes() {
        long bytes = weights == null ? 0 : (long) size * Long.BYTES;
        for (Column column : columns) {
            bytes += column.bytesHeld();
        }
        return bytes;
    }

    /** Each row with its weight's sign turned. */
    public Batch negate() {
        long[] negated = new long[size];
        for (int i = 0; i < size; i++) {
            negated[i] = -weight(i);
        }
        return withWeights(negated);
    }

    /** One batch of all rows, in order. The batches must agree in their types. */
    public static Batch concat(Schema schema, List<Batch> batches) {
        List<Batch> parts = batches.stream().filter(batch -> !batch.isEmpty()).toList();
        if (parts.isEmpty()) {
            return empty(schema);
        }
        if (parts.size() == 1) {
            return parts.getFirst().withSchema(schema);
        }
        int total = 0;
        boolean weighted = false;
        for (Batch part : parts) {
            total = Math.addExact(total, part.size);
            weighted |= part.weights != null;
        }
        Column[] columns = new Column[schema.size()];
        for (int c = 0; c < columns.length; c++) {
            List<Column> pieces = new ArrayList<>(parts.size());
            for (Batch part : parts) {
                pieces.add(part.columns[c]);
            }
            columns[c] = ColumnConcat.concat(schema.type(c), pieces, total);
        }
        return new Batch(schema, columns, total, weighted ? concatWeights(parts, total) : null);
    }

    private static long[] concatWeights(List<Batch> parts, int total) {
        long[] weights = new long[total];
        int at = 0;
        for (Batch part : parts) {
            if (part.weights == null) {
                Arrays.fill(weights, at, at + part.size, 1L);
            } else {
                System.arraycopy(part.weights, 0, weights, at, part.size);
            }
            at += part.size;
        }
        return weights;
    }

    /** A row as plain objects, as {@link Column#value} gives them; for edges and tests only. */
    public List<@Nullable Object> row(int row) {
        List<@Nullable Object> values = new ArrayList<>(columns.length);
        for (Column column : columns) {
            values.add(column.value(row));
        }
        return values;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("Batch").append(schema.names());
        for (int i = 0; i < Math.min(size, 20); i++) {
            text.append("\n  ").append(weight(i)).append(" × ").append(row(i));
        }
        return size > 20
                ? text.append("\n  … ").append(size).append(" rows").toString()
                : text.toString();
    }
}
