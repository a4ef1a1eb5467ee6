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
import dev.tidemill.algebra.type.DecimalType;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.duckdb.DuckDBWritableVector;

/** Copies rows of a column into a DuckDB vector, in the form that DuckDB keeps its type in. */
final class VectorWriter {
    /** DuckDB keeps a text this short in the vector, and a longer one elsewhere. */
    private static final int INLINE_BYTES = 12;

    private static final int TEXT_WIDTH = 16;

    private VectorWriter() {}

    /** Rows {@code from} to {@code from + count} go to the vector's rows from 0. */
    static void write(
            Column column, ScanOutput.Part part, int from, int count, DuckDBWritableVector to) {
        ByteBuffer data = VectorMemory.data(to);
        switch (column) {
            case BoolColumn c -> {
                for (int i = 0; i < count; i++) {
                    data.put(i, (byte) (c.values()[from + i] ? 1 : 0));
                }
            }
            case IntColumn c -> data.asIntBuffer().put(0, c.values(), from, count);
            case LongColumn c -> data.asLongBuffer().put(0, c.values(), from, count);
            case DoubleColumn c -> data.asDoubleBuffer().put(0, c.values(), from, count);
            case Int128Column c -> {
                if (c.type() instanceof DecimalType type) {
                    writeDecimals(c, type.precision(), from, count, data);
                } else {
                    writeUuids(c, from, count, to);
                }
            }
            case BytesColumn c -> {
                if (c.type() instanceof ArrayType type) {
                    to.setStringUtf8Batch(0, ListText.of(c, type, from, count));
                } else if (areInline(c, from, count)) {
                    writeInline(c, from, count, data);
                } else {
                    writeTexts(c, from, count, to);
                }
            }
            case IntervalColumn c -> {
                switch (part) {
                    case MONTHS -> data.asIntBuffer().put(0, c.months(), from, count);
                    case DAYS -> data.asIntBuffer().put(0, c.days(), from, count);
                    case MICROS, WHOLE -> data.asLongBuffer().put(0, c.micros(), from, count);
                }
            }
        }
        VectorMemory.setValid(to, column.nulls(), from, count);
    }

    /** DuckDB keeps a decimal in as few bytes as its precision needs. */
    private static void writeDecimals(
            Int128Column column, int precision, int from, int count, ByteBuffer data) {
        long[] low = column.low();
        if (precision <= 4) {
            for (int i = 0; i < count; i++) {
                data.putShort(Short.BYTES * i, (short) low[from + i]);
            }
        } else if (precision <= 9) {
            for (int i = 0; i < count; i++) {
                data.putInt(Integer.BYTES * i, (int) low[from + i]);
            }
        } else if (precision <= 18) {
            data.asLongBuffer().put(0, low, from, count);
        } else {
            long[] high = column.high();
            for (int i = 0; i < count; i++) {
                data.putLong(2 * Long.BYTES * i, low[from + i]);
                data.putLong(2 * Long.BYTES * i + Long.BYTES, high[from + i]);
            }
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

    private static boolean areInline(BytesColumn column, int from, int count) {
        int[] offsets = column.offsets();
        for (int i = from; i < from + count; i++) {
            if (offsets[i + 1] - offsets[i] > INLINE_BYTES) {
                return false;
            }
        }
        return true;
    }

    /** A text's length, then its bytes, then noughts. */
    private static void writeInline(BytesColumn column, int from, int count, ByteBuffer data) {
        int[] offsets = column.offsets();
        byte[] bytes = column.bytes();
        for (int i = 0; i < count; i++) {
            int start = offsets[from + i];
            int length = offsets[from + i + 1] - start;
            int at = TEXT_WIDTH * i;
            data.putLong(at, 0);
            data.putLong(at + Long.BYTES, 0);
            data.putInt(at, length);
            for (int b = 0; b < length; b++) {
                data.put(at + Integer.BYTES + b, bytes[start + b]);
            }
        }
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
