package dev.tidemill.algebra.column;

import dev.tidemill.algebra.type.Schema;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Grows a weighted batch row by row. Not thread-safe. */
public final class BatchBuilder {
    private static final int WEIGHTS_MIN = 16;
    private static final long[] NO_WEIGHTS = new long[0];

    private final Schema schema;
    private final ColumnBuilder[] builders;

    /** Of the rows while one of them is not 1, and of none otherwise. */
    private long[] weights = NO_WEIGHTS;

    private boolean weighted;
    private int size;

    public BatchBuilder(Schema schema, int expectedSize) {
        this.schema = schema;
        this.builders = new ColumnBuilder[schema.size()];
        for (int i = 0; i < builders.length; i++) {
            builders[i] = ColumnBuilder.of(schema.type(i), expectedSize);
        }
    }

    public Schema schema() {
        return schema;
    }

    public int size() {
        return size;
    }

    /** The builder of one column: append one value to each, then call {@link #endRow}. */
    public ColumnBuilder column(int index) {
        return builders[index];
    }

    public void endRow(long weight) {
        if (weight != 1 && !weighted) {
            weighted = true;
            weights = new long[Math.max(WEIGHTS_MIN, size * 2)];
            Arrays.fill(weights, 0, size, 1);
        }
        if (weighted) {
            if (size == weights.length) {
                weights = Arrays.copyOf(weights, size * 2);
            }
            weights[size] = weight;
        }
        size++;
    }

    /** Appends a row of plain objects; for edges and tests only. */
    public BatchBuilder add(long weight, @Nullable Object... values) {
        return addRow(weight, Arrays.asList(values));
    }

    /** Appends a row of plain objects; for edges and tests only. */
    public BatchBuilder addRow(long weight, List<? extends @Nullable Object> values) {
        for (int i = 0; i < builders.length; i++) {
            builders[i].appendValue(values.get(i));
        }
        endRow(weight);
        return this;
    }

    /** Copies one row of a batch with the same column types. */
    public void addFrom(Batch source, int row, long weight) {
        for (int i = 0; i < builders.length; i++) {
            builders[i].appendFrom(source.column(i), row);
        }
        endRow(weight);
    }

    /** The batch; the builder is then empty. */
    public Batch build() {
        Column[] columns = new Column[builders.length];
        for (int i = 0; i < builders.length; i++) {
            columns[i] = builders[i].build();
        }
        Batch batch = new Batch(schema, columns, size, weighted ? weights : null);
        weights = NO_WEIGHTS;
        weighted = false;
        size = 0;
        return batch;
    }
}
