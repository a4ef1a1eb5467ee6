package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Interval;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.expression.Int128;
import dev.tidemill.engine.expression.ValueOrder;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Compares sort values with what lies a distance before or behind one of them. NULLs are at one
 * place, infinitely far from everything else; so is NaN, which is greater than every other value.
 * Not thread-safe.
 */
final class SortDistance {
    /** An offset, in the units of the sort column. */
    record Offset(long high, long low, double number) {
        static Offset of(Type column, Literal literal) {
            return switch (literal.value()) {
                case Interval interval ->
                        ofMicros(
                                Math.addExact(
                                        Math.multiplyExact(
                                                interval.days(), Interval.MICROS_PER_DAY),
                                        interval.micros()));
                case Double number -> new Offset(0, 0, number);
                case BigDecimal number -> {
                    Int128 wide = new Int128();
                    wide.set(number, ((DecimalType) column).scale());
                    yield new Offset(wide.high(), wide.low(), 0);
                }
                case Number number -> new Offset(number.longValue() >> 63, number.longValue(), 0);
                case null, default ->
                        throw new IllegalArgumentException("offset " + literal.value());
            };
        }

        static Offset ofMicros(long micros) {
            return new Offset(micros >> 63, micros, micros);
        }
    }

    private final Int128 bound = new Int128();
    private boolean boundIsNull;
    private double boundNumber;

    /**
     * Sets the bound that {@link #compare} looks at: so far from a value.
     *
     * @param offset null for the value itself
     * @param following on the side that comes later in the order
     */
    void bound(SortValues values, int at, @Nullable Offset offset, boolean following) {
        boundIsNull = values.isNull(at);
        if (boundIsNull) {
            return;
        }
        boolean adds = following != values.key().descending();
        if (values.isDouble()) {
            double distance = offset == null ? 0 : offset.number();
            boundNumber = values.number(at) + (adds ? distance : -distance);
            return;
        }
        bound.set(values.high(at), values.low(at));
        if (offset != null) {
            boolean fits =
                    adds
                            ? bound.add(offset.high(), offset.low())
                            : bound.subtract(offset.high(), offset.low());
            if (!fits) {
                bound.set(adds ? Long.MAX_VALUE : Long.MIN_VALUE, adds ? -1 : 0);
            }
        }
    }

    /** Whether a value stands before (below 0), at or behind the bound in the order. */
    int compare(SortValues values, int at) {
        boolean isNull = values.isNull(at);
        if (isNull || boundIsNull) {
            int order = Boolean.compare(isNull, boundIsNull);
            return values.key().nullsFirst() ? -order : order;
        }
        int order =
                values.isDouble()
                        ? ValueOrder.compare(values.number(at), boundNumber)
                        : Int128.compare(
                                values.high(at), values.low(at), bound.high(), bound.low());
        return values.key().descending() ? -order : order;
    }

    /**
     * Whether two values are at most so far from each other. Of doubles, where rounding may let one
     * reach the other but not the other way round, one way is enough.
     */
    boolean isNear(SortValues first, int at, SortValues second, int other, Offset offset) {
        return isWithin(first, at, second, other, offset)
                || (first.isDouble() && isWithin(second, other, first, at, offset));
    }

    private boolean isWithin(SortValues from, int at, SortValues values, int other, Offset offset) {
        bound(from, at, offset, true);
        if (compare(values, other) > 0) {
            return false;
        }
        bound(from, at, offset, false);
        return compare(values, other) >= 0;
    }
}
