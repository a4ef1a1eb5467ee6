package dev.tidemill.engine.expression;

import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.Int128Column;
import dev.tidemill.algebra.expr.Call;
import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.algebra.type.DecimalType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * DECIMAL arithmetic of two operands, exact in 128 bits; results are rounded half away from zero to
 * the type's scale and fail beyond 38 digits.
 */
final class DecimalArithmetic implements Kernel {
    private static final int DIGITS_MAX = DecimalType.PRECISION_MAX;

    private final Call call;
    private final Kernel left;
    private final Kernel right;
    private final int scale;

    DecimalArithmetic(Call call, Kernel left, Kernel right) {
        this.call = call;
        this.left = left;
        this.right = right;
        this.scale = ((DecimalType) call.type()).scale();
    }

    @Override
    public Column evaluate(Frame frame, Selection rows) {
        int count = rows.count();
        Int128Column a = (Int128Column) left.evaluate(frame, rows);
        Int128Column b = (Int128Column) right.evaluate(frame, rows);
        long[] high = new long[count];
        long[] low = new long[count];
        ResultMask mask =
                new ResultMask(frame, rows, call.toString(), ResultMask.either(a, b, count));
        int from = multiplied(a, b, count, high, low);
        Int128 value = new Int128();
        Int128 other = new Int128();
        for (int i = from; i < count; i++) {
            if (mask.isNull(i)) {
                continue;
            }
            RowFailure failure = compute(a, b, i, value, other);
            if (failure == null) {
                high[i] = value.high();
                low[i] = value.low();
            } else {
                mask.fail(i, failure);
            }
        }
        return new Int128Column(call.type(), count, high, low, mask.nulls());
    }

    /**
     * Multiplies the first rows, up to one with a factor that is no long: products of two longs
     * have at most 38 digits. What stands where an operand is NULL does not matter.
     *
     * @return how many; none when it is another operation, or digits are to be cut
     */
    private int multiplied(Int128Column a, Int128Column b, int count, long[] high, long[] low) {
        if (call.function() != ScalarFunction.MULTIPLY || a.scale() + b.scale() != scale) {
            return 0;
        }
        for (int i = 0; i < count; i++) {
            long x = a.low()[i];
            long y = b.low()[i];
            if (a.high()[i] != x >> 63 || b.high()[i] != y >> 63) {
                return i;
            }
            high[i] = Math.multiplyHigh(x, y);
            low[i] = x * y;
        }
        return count;
    }

    private @Nullable RowFailure compute(
            Int128Column a, Int128Column b, int i, Int128 value, Int128 other) {
        value.set(a.high()[i], a.low()[i]);
        other.set(b.high()[i], b.low()[i]);
        boolean fast =
                switch (call.function()) {
                    case ADD ->
                            aligned(value, a.scale(), other, b.scale())
                                    && value.add(other.high(), other.low())
                                    && value.rescale(Math.max(a.scale(), b.scale()), scale);
                    case SUBTRACT ->
                            aligned(value, a.scale(), other, b.scale())
                                    && value.subtract(other.high(), other.low())
                                    && value.rescale(Math.max(a.scale(), b.scale()), scale);
                    case MULTIPLY ->
                            value.multiply(other.high(), other.low())
                                    && value.rescale(a.scale() + b.scale(), scale);
                    case DIVIDE -> {
                        if (other.isZero()) {
                            yield false;
                        }
                        yield divide(value, a.scale(), other, b.scale());
                    }
                    case MODULO -> {
                        if (other.isZero() || !aligned(value, a.scale(), other, b.scale())) {
                            yield false;
                        }
                        value.remainder(other.high(), other.low());
                        yield value.rescale(Math.max(a.scale(), b.scale()), scale);
                    }
                    default ->
                            throw new IllegalStateException(call.function() + " is not arithmetic");
                };
        if (fast) {
            return value.fitsDigits(DIGITS_MAX) ? null : RowFailure.decimalOverflow();
        }
        return computeWide(a, b, i, value);
    }

    private static boolean aligned(Int128 value, int valueScale, Int128 other, int otherScale) {
        return valueScale >= otherScale
                ? other.rescale(otherScale, valueScale)
                : value.rescale(valueScale, otherScale);
    }

    private boolean divide(Int128 value, int valueScale, Int128 other, int otherScale) {
        int shift = scale + otherScale - valueScale;
        boolean fits =
                shift >= 0 ? value.multiplyByPowerOfTen(shift) : other.multiplyByPowerOfTen(-shift);
        if (fits) {
            value.divideRounding(other.high(), other.low());
        }
        return fits;
    }

    /** The rare rows whose intermediate values need more than 128 bits. */
    private @Nullable RowFailure computeWide(Int128Column a, Int128Column b, int i, Int128 out) {
        BigInteger divisor = Int128Column.unscaled(b.high()[i], b.low()[i]);
        BigDecimal x = new BigDecimal(Int128Column.unscaled(a.high()[i], a.low()[i]), a.scale());
        BigDecimal y = new BigDecimal(divisor, b.scale());
        BigDecimal exact =
                switch (call.function()) {
                    case ADD -> x.add(y);
                    case SUBTRACT -> x.subtract(y);
                    case MULTIPLY -> x.multiply(y);
                    case DIVIDE ->
                            divisor.signum() == 0 ? null : x.divide(y, scale, RoundingMode.HALF_UP);
                    case MODULO -> divisor.signum() == 0 ? null : x.remainder(y);
                    default ->
                            throw new IllegalStateException(call.function() + " is not arithmetic");
                };
        if (exact == null) {
            return RowFailure.divisionByZero();
        }
        return out.set(exact, scale) && out.fitsDigits(DIGITS_MAX)
                ? null
                : RowFailure.decimalOverflow();
    }
}
