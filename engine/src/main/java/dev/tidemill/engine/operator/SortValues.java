package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Interval;
import dev.tidemill.algebra.plan.SortKey;
import dev.tidemill.algebra.type.Physical;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.state.KeyDecoder;

/**
 * The values of a sort column along which distances are measured: numbers of 128 bits, or doubles.
 * A DATE is the microseconds of its midnight. One thread.
 */
final class SortValues {
    private final SortKey key;
    private final Type type;
    private final long[] halves = new long[2];
    private final LongList nulls = new LongList();
    private final LongList high = new LongList();
    private final LongList low = new LongList();

    SortValues(SortKey key, Type type) {
        this.key = key;
        this.type = type;
    }

    boolean isDouble() {
        return type == Type.DOUBLE;
    }

    SortKey key() {
        return key;
    }

    /**
     * Reads the value at which the decoder stands.
     *
     * @param descending how it was encoded
     */
    void add(KeyDecoder decoder, boolean descending) {
        boolean isNull = decoder.isAtNull();
        nulls.add(isNull ? 1 : 0);
        halves[0] = 0;
        halves[1] = 0;
        if (!isNull) {
            read(decoder, descending);
        }
        high.add(halves[0]);
        low.add(halves[1]);
    }

    private void read(KeyDecoder decoder, boolean descending) {
        if (isDouble()) {
            halves[1] = Double.doubleToRawLongBits(decoder.readDouble(descending));
        } else if (type.physical() == Physical.INT128) {
            decoder.readInt128(descending, halves);
        } else {
            long value = decoder.readWhole(type, descending);
            long unit = type == Type.DATE ? Interval.MICROS_PER_DAY : 1;
            halves[0] = Math.multiplyHigh(value, unit);
            halves[1] = value * unit;
        }
    }

    boolean isNull(int at) {
        return nulls.get(at) != 0;
    }

    long high(int at) {
        return high.get(at);
    }

    long low(int at) {
        return low.get(at);
    }

    double number(int at) {
        return Double.longBitsToDouble(low.get(at));
    }

    /** Appends the values of another list in reverse order. */
    void addReversed(SortValues other) {
        for (int i = other.nulls.size() - 1; i >= 0; i--) {
            nulls.add(other.nulls.get(i));
            high.add(other.high.get(i));
            low.add(other.low.get(i));
        }
    }
}
