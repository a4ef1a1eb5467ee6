package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.IntColumn;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.plan.Join;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.type.Physical;
import org.jspecify.annotations.Nullable;

/**
 * Which values of a side's band column are partners of a value of the other side's: those between
 * two distances from it, where a distance that is not given is no bound. NULL has no partner and is
 * not asked for. One thread at a time.
 */
final class BandReach {
    private final boolean isInt;
    private final @Nullable Long low;
    private final @Nullable Long high;
    private long from;
    private long to;

    private BandReach(Plan side, int column, @Nullable Long low, @Nullable Long high) {
        this.isInt = side.schema().type(column).physical() == Physical.INT;
        this.low = low;
        this.high = high;
    }

    /** Left rows: {@code left} is between {@code right + low} and {@code right + high}. */
    static BandReach left(Join plan, Join.Band band) {
        return new BandReach(plan.left(), band.left(), band.low(), band.high());
    }

    /** Right rows: {@code right} is between {@code left - high} and {@code left - low}. */
    static BandReach right(Join plan, Join.Band band) {
        return new BandReach(plan.right(), band.right(), negated(band.high()), negated(band.low()));
    }

    private static @Nullable Long negated(@Nullable Long distance) {
        return distance == null ? null : (Long) Math.negateExact(distance);
    }

    /** The value of a band's column that is not NULL. */
    static long value(Column column, int row) {
        return switch (column) {
            case IntColumn c -> c.values()[row];
            case LongColumn c -> c.values()[row];
            default -> throw new IllegalStateException("no band of " + column.type());
        };
    }

    /** Sets the bounds for a value of the other side; false when it can have no partner. */
    boolean around(long value) {
        from = low == null ? least() : saturated(value, low);
        to = high == null ? most() : saturated(value, high);
        if (from > most() || to < least()) {
            return false;
        }
        from = Math.max(from, least());
        to = Math.min(to, most());
        return !isOut(value, low, true) && !isOut(value, high, false);
    }

    /** The least partner. */
    long from() {
        return from;
    }

    /** The greatest partner. */
    long to() {
        return to;
    }

    /** Whether no value of the column is above the greatest partner. */
    boolean isOpen() {
        return to == most();
    }

    boolean isInt() {
        return isInt;
    }

    private long least() {
        return isInt ? Integer.MIN_VALUE : Long.MIN_VALUE;
    }

    private long most() {
        return isInt ? Integer.MAX_VALUE : Long.MAX_VALUE;
    }

    /** The sum, or the end of LONG that it is beyond. */
    private static long saturated(long value, long distance) {
        long sum = value + distance;
        return isOver(value, distance, sum)
                ? (distance < 0 ? Long.MIN_VALUE : Long.MAX_VALUE)
                : sum;
    }

    /** Whether a bound lies beyond all values, on the side where nothing is left between. */
    private static boolean isOut(long value, @Nullable Long distance, boolean isLow) {
        return distance != null
                && isOver(value, distance, value + distance)
                && (distance > 0) == isLow;
    }

    private static boolean isOver(long value, long distance, long sum) {
        return ((value ^ sum) & (distance ^ sum)) < 0;
    }
}
