package dev.tidemill.pgwire.session;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of a COPY FROM on their way. Owned by one thread. */
abstract sealed class CopyRows permits CopiedRows, InsertedRows {
    private final String table;
    private final int width;
    private long rows;

    /**
     * @param width how many values a row has
     */
    CopyRows(String table, int width) {
        this.table = requireNonNull(table, "table");
        this.width = width;
    }

    String table() {
        return table;
    }

    /** Adds a row; throws when it is none of the table's. */
    final void row(List<@Nullable String> values) {
        if (values.size() != width) {
            throw malformed(
                    rows + 1,
                    values.size() < width
                            ? "missing data: the row has %d of %d columns"
                                    .formatted(values.size(), width)
                            : "extra data after last expected column");
        }
        rows++;
        take(values);
    }

    abstract void take(List<@Nullable String> values);

    /** How many there are so far. */
    final long count() {
        return rows;
    }

    final TidemillException malformed(long row, String fact) {
        return new TidemillException(ErrorCode.MALFORMED_COPY, fact).withDetail(place(row));
    }

    final String place(long row) {
        return "COPY %s, line %d".formatted(table, row);
    }
}
