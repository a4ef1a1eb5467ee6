package dev.tidemill.connectors.source;

import static java.util.Objects.requireNonNull;

import dev.tidemill.connectors.format.ParsedRows;
import java.util.List;

/**
 * Rows of one poll, to be admitted as a whole.
 *
 * @param position where the source stands after these rows; opaque to everybody else
 * @param eventTimeMicros every row up to this event time has now been delivered, and none after it;
 *     {@link #NO_EVENT_TIME} when the rows have none
 */
public record SourceBatch(List<TableRows> tables, byte[] position, long eventTimeMicros) {
    public static final long NO_EVENT_TIME = Long.MIN_VALUE;

    public SourceBatch {
        tables = List.copyOf(tables);
        requireNonNull(position, "position");
    }

    /** Rows for one table. */
    public record TableRows(String table, Write write, ParsedRows rows) {
        public TableRows {
            requireNonNull(table, "table");
            requireNonNull(write, "write");
            requireNonNull(rows, "rows");
        }
    }

    /** What the rows do to their table. */
    public enum Write {
        INSERT,
        UPSERT
    }

    /** All good rows. */
    public int size() {
        return tables.stream().mapToInt(table -> table.rows().rows().size()).sum();
    }
}
