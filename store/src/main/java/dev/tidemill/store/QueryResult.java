package dev.tidemill.store;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.type.Schema;
import java.util.List;

/**
 * The rows of a query in their order.
 *
 * @param tick the one tick that every table was read at
 * @param schema column names need not be unique
 * @param truncated there were more rows than the limit allows
 */
public record QueryResult(
        long tick,
        long nowMicros,
        Schema schema,
        List<Batch> batches,
        long rowCount,
        boolean truncated,
        long elapsedNanos) {
    public QueryResult {
        requireNonNull(schema, "schema");
        batches = List.copyOf(batches);
    }

    /** All rows as one batch. */
    public Batch rows() {
        return Batch.concat(schema, batches);
    }
}
