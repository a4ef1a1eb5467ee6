package dev.tidemill.node.read;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.engine.circuit.IndexRange;
import dev.tidemill.engine.circuit.IndexSnapshot;
import dev.tidemill.engine.circuit.IndexedRows;
import dev.tidemill.engine.circuit.TableSnapshot;
import java.util.List;

/** Finds rows by a secondary index, without SQL. */
public final class IndexLookup {
    /** Rows that one lookup may find; more are asked for with SQL. */
    public static final int ROWS_MAX = 100_000;

    private IndexLookup() {}

    /**
     * The rows whose first columns in the index have these values.
     *
     * @param values as texts, for one column of the index or more, in its order
     * @throws TidemillException UNKNOWN_INDEX; INVALID_REQUEST when the values do not fit;
     *     RESULT_TOO_LARGE above {@link #ROWS_MAX}
     */
    public static IndexedRows rows(TableSnapshot table, String name, List<String> values) {
        IndexSnapshot index = index(table, name);
        if (values.isEmpty() || values.size() > index.columns().size()) {
            List<String> columns =
                    index.columns().stream().map(c -> table.schema().field(c).name()).toList();
            throw new TidemillException(
                    ErrorCode.INVALID_REQUEST,
                    "the index %s is on %s, but %d values were given"
                            .formatted(name, columns, values.size()));
        }
        List<Object> equal = KeyText.values(table.schema(), index.columns(), values);
        IndexedRows rows = index.rows(List.of(IndexRange.of(equal)), ROWS_MAX);
        if (rows == null) {
            throw new TidemillException(
                            ErrorCode.RESULT_TOO_LARGE,
                            "the index " + name + " finds more than " + ROWS_MAX + " rows")
                    .withHint("give more of its columns, or ask with SQL");
        }
        return rows;
    }

    private static IndexSnapshot index(TableSnapshot table, String name) {
        return table.indexes().stream()
                .filter(index -> index.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new TidemillException(
                                                ErrorCode.UNKNOWN_INDEX,
                                                "the table has no index " + name)
                                        .withHint("SHOW INDEXES lists them"));
    }
}
