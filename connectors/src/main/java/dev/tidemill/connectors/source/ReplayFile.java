package dev.tidemill.connectors.source;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.IntColumn;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;

/**
 * A file's rows in any of its repetitions: in each the times and dates lie one period later, and
 * the rows' numbers go on. Immutable.
 */
final class ReplayFile {
    private static final long MICROS_PER_DAY = 86_400_000_000L;

    private final Batch rows;
    private final Schema schema;

    ReplayFile(Batch rows) {
        this.rows = requireNonNull(rows, "rows");
        if (rows.isEmpty()) {
            throw new TidemillException(ErrorCode.INVALID_PROJECT, "the replayed file is empty");
        }
        this.schema = schemaOf(rows.schema());
    }

    /** A file's columns as streams see them. */
    static Schema schemaOf(Schema file) {
        return file.concat(Schema.of(new Field(ReplayStream.ROW_ID, Type.BIGINT, false)));
    }

    int size() {
        return rows.size();
    }

    /**
     * The rows of one repetition.
     *
     * @param periodDays how far apart repetitions are
     */
    Batch inCycle(long cycle, long periodDays) {
        Column[] columns = new Column[schema.size()];
        for (int i = 0; i < rows.columnCount(); i++) {
            columns[i] = shifted(rows.column(i), cycle * periodDays);
        }
        long[] ids = new long[size()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = i + 1L + cycle * size();
        }
        columns[columns.length - 1] = new LongColumn(Type.BIGINT, ids.length, ids, null);
        return new Batch(schema, columns, size(), null);
    }

    private static Column shifted(Column column, long days) {
        if (days == 0) {
            return column;
        }
        if (column instanceof LongColumn times && column.type().isTimestamp()) {
            long[] later = new long[times.size()];
            for (int i = 0; i < later.length; i++) {
                later[i] = times.values()[i] + days * MICROS_PER_DAY;
            }
            return new LongColumn(column.type(), later.length, later, times.nulls());
        }
        if (column instanceof IntColumn dates && column.type() == Type.DATE) {
            int[] later = new int[dates.size()];
            for (int i = 0; i < later.length; i++) {
                later[i] = Math.toIntExact(dates.values()[i] + days);
            }
            return new IntColumn(column.type(), later.length, later, dates.nulls());
        }
        return column;
    }
}
