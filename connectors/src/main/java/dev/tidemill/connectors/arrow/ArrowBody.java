package dev.tidemill.connectors.arrow;

import dev.tidemill.algebra.column.ArrayReader;
import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BoolColumn;
import dev.tidemill.algebra.column.BytesColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.column.DoubleColumn;
import dev.tidemill.algebra.column.Int128Column;
import dev.tidemill.algebra.column.IntColumn;
import dev.tidemill.algebra.column.IntervalColumn;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.ArrayType;
import dev.tidemill.algebra.type.Type;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** The values of some rows as Arrow lays them out: of each column a few buffers. One use. */
final class ArrowBody {
    private static final int ALIGNMENT = 8;

    /** Of each column its length and how many are NULL. */
    private final List<Long> nodes = new ArrayList<>();

    /** Of each buffer where it begins, and its length. */
    private final List<Long> places = new ArrayList<>();

    private final List<byte[]> buffers = new ArrayList<>();
    private long size;

    /** Lays out a batch. */
    static ArrowBody of(Batch batch) {
        ArrowBody body = new ArrowBody();
        for (Column column : batch.columns()) {
            body.column(column);
        }
        return body;
    }

    long[] nodes() {
        return nodes.stream().mapToLong(Long::longValue).toArray();
    }

    long[] places() {
        return places.stream().mapToLong(Long::longValue).toArray();
    }

    /** With what fills each buffer up to a multiple of eight. */
    List<byte[]> buffers() {
        return buffers;
    }

    long size() {
        return size;
    }

    private void buffer(byte[] bytes) {
        places.add(size);
        places.add((long) bytes.length);
        buffers.add(bytes);
        int padding = Math.floorMod(-bytes.length, ALIGNMENT);
        if (padding > 0) {
            buffers.add(new byte[padding]);
        }
        size += bytes.length + padding;
    }

    private void column(Column column) {
        validity(column);
        switch (column) {
            case BoolColumn bools -> bits(bools.size(), bools.values(), false);
            case IntColumn ints -> {
                byte[] outBytes = room(4L * ints.size());
                ByteBuffer out = little(outBytes);
                for (int i = 0; i < ints.size(); i++) {
                    out.putInt(ints.isNull(i) ? 0 : ints.values()[i]);
                }
                buffer(outBytes);
            }
            case LongColumn longs -> {
                byte[] outBytes = room(8L * longs.size());
                ByteBuffer out = little(outBytes);
                for (int i = 0; i < longs.size(); i++) {
                    out.putLong(longs.isNull(i) ? 0 : longs.values()[i]);
                }
                buffer(outBytes);
            }
            case DoubleColumn doubles -> {
                byte[] outBytes = room(8L * doubles.size());
                ByteBuffer out = little(outBytes);
                for (int i = 0; i < doubles.size(); i++) {
                    out.putDouble(doubles.isNull(i) ? 0 : doubles.values()[i]);
                }
                buffer(outBytes);
            }
            case Int128Column wide -> buffer(wide(wide));
            case IntervalColumn intervals -> buffer(intervals(intervals));
            case BytesColumn texts -> {
                if (column.type() instanceof ArrayType array) {
                    arrays(texts, array);
                } else {
                    texts(texts);
                }
            }
        }
    }

    /** A bit for each row, set when it is not NULL; no bits at all when none is. */
    private void validity(Column column) {
        boolean[] nulls = column.nulls();
        long count = 0;
        for (int i = 0; nulls != null && i < column.size(); i++) {
            count += nulls[i] ? 1 : 0;
        }
        nodes.add((long) column.size());
        nodes.add(count);
        if (nulls == null || count == 0) {
            buffer(new byte[0]);
        } else {
            bits(column.size(), nulls, true);
        }
    }

    private void bits(int count, boolean[] values, boolean inverted) {
        byte[] bits = new byte[(count + 7) / 8];
        for (int i = 0; i < count; i++) {
            if (values[i] != inverted) {
                bits[i >> 3] |= (byte) (1 << (i & 7));
            }
        }
        buffer(bits);
    }

    private static byte[] room(long bytes) {
        if (bytes > Integer.MAX_VALUE - 64) {
            throw new TidemillException(ErrorCode.ROW_TOO_LARGE, "too many rows at once");
        }
        return new byte[(int) bytes];
    }

    private static ByteBuffer little(byte[] room) {
        return ByteBuffer.wrap(room).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Decimals are numbers of 128 bits, the low ones first; UUIDs are in the order of their text.
     */
    private static byte[] wide(Int128Column column) {
        byte[] outBytes = room(16L * column.size());
        ByteBuffer out = little(outBytes);
        boolean isUuid = column.type() == Type.UUID;
        ByteOrder order = isUuid ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        var _ = out.order(order);
        for (int i = 0; i < column.size(); i++) {
            long high = column.isNull(i) ? 0 : column.high()[i];
            long low = column.isNull(i) ? 0 : column.low()[i];
            // A UUID's highest bit is kept the other way round, so that they are ordered as texts.
            var _ =
                    isUuid
                            ? out.putLong(high ^ Long.MIN_VALUE).putLong(low)
                            : out.putLong(low).putLong(high);
        }
        return outBytes;
    }

    private static byte[] intervals(IntervalColumn column) {
        byte[] outBytes = room(16L * column.size());
        ByteBuffer out = little(outBytes);
        for (int i = 0; i < column.size(); i++) {
            boolean isNull = column.isNull(i);
            var _ =
                    out.putInt(isNull ? 0 : column.months()[i])
                            .putInt(isNull ? 0 : column.days()[i])
                            .putLong(isNull ? 0 : nanos(column.micros()[i]));
        }
        return outBytes;
    }

    private static long nanos(long micros) {
        try {
            return Math.multiplyExact(micros, 1000L);
        } catch (ArithmeticException e) {
            throw new TidemillException(
                    ErrorCode.DATETIME_OVERFLOW, "an interval is too long for Arrow", e);
        }
    }

    private void texts(BytesColumn column) {
        byte[] offsetsBytes = room(4L * (column.size() + 1L));
        ByteBuffer offsets = little(offsetsBytes);
        long bytes = 0;
        var _ = offsets.putInt(0);
        for (int i = 0; i < column.size(); i++) {
            bytes += column.isNull(i) ? 0 : column.length(i);
            var _ = offsets.putInt((int) Math.min(bytes, Integer.MAX_VALUE));
        }
        byte[] dataBytes = room(bytes);
        ByteBuffer data = little(dataBytes);
        for (int i = 0; i < column.size(); i++) {
            if (!column.isNull(i)) {
                var _ = data.put(column.bytes(), column.start(i), column.length(i));
            }
        }
        buffer(offsetsBytes);
        buffer(dataBytes);
    }

    private void arrays(BytesColumn column, ArrayType type) {
        byte[] offsetsBytes = room(4L * (column.size() + 1L));
        ByteBuffer offsets = little(offsetsBytes);
        ColumnBuilder elements = ColumnBuilder.of(type.element(), column.size());
        ArrayReader reader = new ArrayReader(type);
        int count = 0;
        var _ = offsets.putInt(0);
        for (int i = 0; i < column.size(); i++) {
            if (!column.isNull(i)) {
                var _ = reader.start(column, i);
                while (reader.next()) {
                    reader.appendTo(elements);
                    count++;
                }
            }
            var _ = offsets.putInt(count);
        }
        buffer(offsetsBytes);
        column(elements.build());
    }
}
