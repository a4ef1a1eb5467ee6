package dev.tidemill.engine.operator;

import dev.tidemill.engine.state.KeyEncoder;
import dev.tidemill.engine.state.OrderedCursor;
import dev.tidemill.engine.state.OrderedIndex;
import java.math.BigInteger;

/**
 * A far sum in the ordered index that a partition's aggregates share, so that a group without far
 * values pays for eight bytes only. A number is cut into digits of 24 bits; the digits of one place
 * are added up in a long, without carrying, which has room for 2^39 rows. A group has an entry for
 * each place whose sum is not 0: at most 90, or 180 for squares.
 */
final class FarBins implements FarSum {
    private static final int DIGIT_BITS = 24;
    private static final long DIGIT = (1L << DIGIT_BITS) - 1;
    private static final int PREFIX_BYTES = 16;

    private final OrderedIndex index;
    private final long name;
    private final int at;
    private final int unit;
    private final KeyEncoder encoder = new KeyEncoder();

    /**
     * @param name what tells the entries apart from those of others in the index
     * @param at where a group's number of entries stands
     * @param unit the exponent of the lowest bit
     */
    FarBins(OrderedIndex index, long name, int at, int unit) {
        this.index = index;
        this.name = name;
        this.at = at;
        this.unit = unit;
    }

    /** The name for an aggregate's sum; below 0, where no {@link GroupValues} are. */
    static long sumName(int call) {
        return -1 - 2L * call;
    }

    static long squaresName(int call) {
        return -2 - 2L * call;
    }

    /** The name of one of up to eight sums of pairs, below all others. */
    static long momentName(int call, int moment) {
        return Long.MIN_VALUE + 8L * call + moment;
    }

    @Override
    public int width() {
        return 8;
    }

    @Override
    public void add(GroupCells cells, int group, BinaryNumber number, long weight) {
        int bits = number.exponent() - unit;
        long times = number.whole().signum() < 0 ? -weight : weight;
        BigInteger rest = number.whole().abs().shiftLeft(bits % DIGIT_BITS);
        for (int place = bits / DIGIT_BITS; rest.signum() != 0; place++) {
            addDigit(cells, group, place, (rest.longValue() & DIGIT) * times);
            rest = rest.shiftRight(DIGIT_BITS);
        }
    }

    private void addDigit(GroupCells cells, int group, int place, long change) {
        if (change == 0) {
            return;
        }
        prefix(cells.groupRows()[group]).appendLong(place);
        long now = index.add(encoder.bytes(), encoder.length(), change);
        if (now == 0) {
            cells.addLong(group, at, -1);
        } else if (now == change) {
            cells.addLong(group, at, 1);
        }
    }

    private KeyEncoder prefix(long groupRow) {
        return encoder.clear().appendLong(name).appendLong(groupRow);
    }

    @Override
    public boolean isZero(GroupCells cells, int group) {
        return cells.getLong(group, at) == 0;
    }

    @Override
    public BigInteger read(GroupCells cells, int group) {
        BigInteger sum = BigInteger.ZERO;
        if (isZero(cells, group)) {
            return sum;
        }
        byte[] prefix = prefix(cells.groupRows()[group]).toBytes();
        OrderedCursor cursor = index.cursor();
        boolean found = cursor.seekCeiling(prefix, prefix.length);
        while (found && cursor.keyStartsWith(prefix, prefix.length)) {
            int place = cursor.key()[cursor.keyLength() - 1] & 0xFF;
            sum = sum.add(BigInteger.valueOf(cursor.value()).shiftLeft(place * DIGIT_BITS));
            found = cursor.next();
        }
        return sum;
    }

    @Override
    public void forget(long groupRow) {
        OrderedCursor cursor = index.cursor();
        prefix(groupRow);
        while (cursor.seekCeiling(encoder.bytes(), PREFIX_BYTES)
                && cursor.keyStartsWith(encoder.bytes(), PREFIX_BYTES)) {
            byte[] key = cursor.key();
            index.remove(key, key.length);
        }
    }
}
