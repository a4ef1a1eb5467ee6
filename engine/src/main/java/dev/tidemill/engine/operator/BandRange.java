package dev.tidemill.engine.operator;

import org.jspecify.annotations.Nullable;

/**
 * Which values are at distances of {@code low} to {@code high} from a value, without overflow.
 *
 * @param low null for no bound
 * @param high null for no bound
 */
record BandRange(@Nullable Long low, @Nullable Long high) {
    /** The values from which one is in reach, seen from that one. */
    BandRange reversed() {
        return new BandRange(negated(high), negated(low));
    }

    private static @Nullable Long negated(@Nullable Long distance) {
        return distance == null ? null : (Long) Math.negateExact(distance);
    }

    long least(long value) {
        return low == null ? Long.MIN_VALUE : saturated(value, low);
    }

    long greatest(long value) {
        return high == null ? Long.MAX_VALUE : saturated(value, high);
    }

    /** Whether a bound is beyond all values, on the side where nothing is left between. */
    boolean isNowhere(long value) {
        return (low != null && low > 0 && overflows(value, low))
                || (high != null && high < 0 && overflows(value, high));
    }

    private static long saturated(long value, long distance) {
        if (overflows(value, distance)) {
            return distance < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
        return value + distance;
    }

    private static boolean overflows(long value, long distance) {
        long sum = value + distance;
        return ((value ^ sum) & (distance ^ sum)) < 0;
    }
}
