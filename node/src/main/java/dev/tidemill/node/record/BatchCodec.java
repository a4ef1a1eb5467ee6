package dev.tidemill.node.record;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BoolColumn;
import dev.tidemill.algebra.column.BytesColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.DoubleColumn;
import dev.tidemill.algebra.column.Int128Column;
import dev.tidemill.algebra.column.IntColumn;
import dev.tidemill.algebra.column.IntervalColumn;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Batches of insertions as bytes: the row count, then each column's null bits and values, copied in
 * bulk. The schema is not part of it; the record names it.
 */
final class BatchCodec {
    private BatchCodec() {}

    static void write(Batch batch, RecordWriter writer) {
        if (batch.weights() != null) {
            throw new IllegalArgumentException("inputs carry no weights");
        }
        writer.putInt(batch.size());
        for (Column column : batch.columns()) {
            writeNulls(column, writer);
            writeValues(column, writer);
        }
    }

    static Batch read(Schema schema, RecordReader reader) {
        int size = reader.readInt();
        Column[] columns = new Column[schema.size()];
        for (int i = 0; i < columns.length; i++) {
            boolean[] nulls = readNulls(size, reader);
            columns[i] = readValues(schema.type(i), size, nulls, reader);
        }
        return new Batch(schema, columns, size, null);
    }

    private static void writeNulls(Column column, RecordWriter writer) {
        boolean[] nulls = column.hasNulls() ? column.nulls() : null;
        writer.putByte(nulls == null ? 0 : 1);
        if (nulls != null) {
            writeBits(nulls, column.size(), writer);
        }
    }

    private static boolean @Nullable [] readNulls(int size, RecordReader reader) {
        return reader.readByte() == 0 ? null : readBits(size, reader);
    }

    private static void writeBits(boolean[] bits, int size, RecordWriter writer) {
        ByteBuffer target = writer.room((size + 7) / 8);
        for (int from = 0; from < size; from += 8) {
            int packed = 0;
            for (int i = from; i < Math.min(from + 8, size); i++) {
                packed |= bits[i] ? 1 << (i - from) : 0;
            }
            target.put((byte) packed);
        }
    }

    private static boolean[] readBits(int size, RecordReader reader) {
        boolean[] bits = new boolean[size];
        for (int from = 0; from < size; from += 8) {
            int packed = reader.readByte();
            for (int i = from; i < Math.min(from + 8, size); i++) {
                bits[i] = (packed >> (i - from) & 1) != 0;
            }
        }
        return bits;
    }

    private static void writeValues(Column column, RecordWriter writer) {
        int size = column.size();
        switch (column) {
            case BoolColumn c -> writeBits(c.values(), size, writer);
            case IntColumn c -> writeInts(c.values(), 0, size, writer);
            case LongColumn c -> writeLongs(c.values(), size, writer);
            case DoubleColumn c -> {
                ByteBuffer target = writer.room(size * Double.BYTES);
                target.asDoubleBuffer().put(c.values(), 0, size);
                target.position(target.position() + size * Double.BYTES);
            }
            case Int128Column c -> {
                writeLongs(c.high(), size, writer);
                writeLongs(c.low(), size, writer);
            }
            case BytesColumn c -> writeTexts(c, writer);
            case IntervalColumn c -> {
                writeInts(c.months(), 0, size, writer);
                writeInts(c.days(), 0, size, writer);
                writeLongs(c.micros(), size, writer);
            }
        }
    }

    private static Column readValues(
            Type type, int size, boolean @Nullable [] nulls, RecordReader reader) {
        return switch (type.physical()) {
            case BOOL -> new BoolColumn(type, size, readBits(size, reader), nulls);
            case INT -> new IntColumn(type, size, readInts(size, reader), nulls);
            case LONG -> new LongColumn(type, size, readLongs(size, reader), nulls);
            case DOUBLE -> {
                double[] values = new double[size];
                ByteBuffer source = reader.buffer();
                source.asDoubleBuffer().get(values);
                source.position(source.position() + size * Double.BYTES);
                yield new DoubleColumn(type, size, values, nulls);
            }
            case INT128 ->
                    new Int128Column(
                            type, size, readLongs(size, reader), readLongs(size, reader), nulls);
            case BYTES -> readTexts(type, size, nulls, reader);
            case INTERVAL ->
                    new IntervalColumn(
                            type,
                            size,
                            readInts(size, reader),
                            readInts(size, reader),
                            readLongs(size, reader),
                            nulls);
        };
    }

    private static void writeTexts(BytesColumn column, RecordWriter writer) {
        int first = column.offsets()[0];
        int length = column.offsets()[column.size()] - first;
        writer.putInt(first);
        writeInts(column.offsets(), 0, column.size() + 1, writer);
        writer.room(length).put(column.bytes(), first, length);
    }

    private static Column readTexts(
            Type type, int size, boolean @Nullable [] nulls, RecordReader reader) {
        int first = reader.readInt();
        int[] offsets = readInts(size + 1, reader);
        for (int i = 0; i <= size; i++) {
            offsets[i] -= first;
        }
        byte[] bytes = new byte[offsets[size]];
        reader.buffer().get(bytes);
        return new BytesColumn(type, size, offsets, bytes, nulls);
    }

    private static void writeInts(int[] values, int from, int count, RecordWriter writer) {
        ByteBuffer target = writer.room(count * Integer.BYTES);
        target.asIntBuffer().put(values, from, count);
        target.position(target.position() + count * Integer.BYTES);
    }

    private static int[] readInts(int count, RecordReader reader) {
        int[] values = new int[count];
        ByteBuffer source = reader.buffer();
        source.asIntBuffer().get(values);
        source.position(source.position() + count * Integer.BYTES);
        return values;
    }

    private static void writeLongs(long[] values, int count, RecordWriter writer) {
        ByteBuffer target = writer.room(count * Long.BYTES);
        target.asLongBuffer().put(values, 0, count);
        target.position(target.position() + count * Long.BYTES);
    }

    private static long[] readLongs(int count, RecordReader reader) {
        long[] values = new long[count];
        ByteBuffer source = reader.buffer();
        source.asLongBuffer().get(values);
        source.position(source.position() + count * Long.BYTES);
        return values;
    }
}
