package dev.tidemill.store;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.engine.circuit.TableSnapshot;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Rows that come once, in their order, as a table that is scanned once. */
final class StreamedTable implements TableSnapshot {
    private static final long ROWS_MAX = 1L << 40;

    private final Schema schema;
    private final Supplier<@Nullable Batch> rows;

    StreamedTable(Schema schema, Supplier<@Nullable Batch> rows) {
        this.schema = requireNonNull(schema, "schema");
        this.rows = requireNonNull(rows, "rows");
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public List<Integer> key() {
        return List.of();
    }

    /** Not known before the end; DuckDB takes it for the most there can be. */
    @Override
    public long rows() {
        return ROWS_MAX;
    }

    @Override
    public long bytes() {
        return 0;
    }

    @Override
    public Batch lookup(List<? extends @Nullable Object> key) {
        throw new UnsupportedOperationException("streamed rows have no key");
    }

    @Override
    public List<Supplier<@Nullable Batch>> scan(int... columns) {
        return List.of(
                () -> {
                    Batch batch = rows.get();
                    return batch == null ? null : batch.select(columns);
                });
    }
}
