package dev.tidemill.store;

import dev.tidemill.algebra.column.BoolColumn;
import dev.tidemill.algebra.column.BytesColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.DoubleColumn;
import dev.tidemill.algebra.column.Int128Column;
import dev.tidemill.algebra.column.IntColumn;
import dev.tidemill.algebra.column.IntervalColumn;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.column.UuidText;
import dev.tidemill.algebra.type.ArrayType;
import dev.tidemill.algebra.type.Type;
import java.math.BigDecimal;
import java.util.Arrays;
import org.duckdb.DuckDBWritableVector;

/** Copies rows of a column into a DuckDB vector. */
final class VectorWriter {
    private VectorWriter() {}

    /** Rows {@code from} to {@code from + count} go to the vector's rows from 0. */
    static void write(
            Column column, ScanOutput.Part part, int from, int count, DuckDBWritableVector to) {
        switch (column) {
            case BoolColumn c -> {
                for (int i = 0; i < count; i++) {
                    to.setBoolean(i, c.values()[from + i]);
                }
            }
            case IntColumn c -> writeInts(c.values(), from, count, to);
            case LongColumn c -> writeLongs(c.values(), from, count, to);
            case DoubleColumn c -> {
                double[] values = c.values();
                for (int i = 0; i < count; i++) {
                    to.setDouble(i, values[from + i]);
                }
            }
            case Int128Column c -> {
                if (c.type() == Type.UUID) {
                    writeUuids(c, from, count, to);
                } else {
                    writeDecimals(c, from, count, to);
                }
            }
            case BytesColumn c -> {
                if (c.type() instanceof ArrayType type) {
                    to.setStringUtf8Batch(0, ListText.of(c, type, from, count));
                } else {
                    writeTexts(c, from, count, to);
                }
            }
            case IntervalColumn c -> {
                switch (part) {
                    case MONTHS -> writeInts(c.months(), from, count, to);
                    case DAYS -> writeInts(c.days(), from, count, to);
                    case MICROS, WHOLE -> writeLongs(c.micros(), from, count, to);
                }
            }
        }
        boolean[] nulls = column.nulls();
        if (nulls != null) {
            for (int i = 0; i < count; i++) {
                if (nulls[from + i]) {
                    to.setNull(i);
                }
            }
        }
    }

    private static void writeInts(int[] values, int from, int count, DuckDBWritableVector to) {
        for (int i = 0; i < count; i++) {
            to.setInt(i, values[from + i]);
        }
    }

    private static void writeLongs(long[] values, int from, int count, DuckDBWritableVector to) {
        for (int i = 0; i < count; i++) {
            to.setLong(i, values[from + i]);
        }
    }

    private static void writeDecimals(
            Int128Column column, int from, int count, DuckDBWritableVector to) {
        int scale = column.scale();
        for (int i = 0; i < count; i++) {
            long high = column.high()[from + i];
            long low = column.low()[from + i];
            if (column.isNull(from + i)) {
                continue;
            }
            to.setBigDecimal(
                    i,
                    high == low >> 63
                            ? BigDecimal.valueOf(low, scale)
                            : new BigDecimal(Int128Column.unscaled(high, low), scale));
        }
    }

    private static void writeUuids(
            Int128Column column, int from, int count, DuckDBWritableVector to) {
        byte[][] texts = new byte[count][UuidText.LENGTH];
        for (int i = 0; i < count; i++) {
            UuidText.write(column.high()[from + i], column.low()[from + i], texts[i], 0);
        }
        to.setStringUtf8Batch(0, texts);
    }

    private static void writeTexts(
            BytesColumn column, int from, int count, DuckDBWritableVector to) {
        byte[][] texts = new byte[count][];
        for (int i = 0; i < count; i++) {
            int start = column.start(from + i);
            texts[i] = Arrays.copyOfRange(column.bytes(), start, start + column.length(from + i));
        }
        to.setStringUtf8Batch(0, texts);
    }
}
