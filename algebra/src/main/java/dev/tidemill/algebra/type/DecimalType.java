package dev.tidemill.algebra.type;

/**
 * An exact decimal: a 128-bit integer divided by ten to the power of the scale.
 *
 * @param precision digits in all, 1 to 38
 * @param scale digits after the point, 0 to precision
 */
public record DecimalType(int precision, int scale) implements Type {
    public static final int PRECISION_MAX = 38;

    public DecimalType {
        if (precision < 1 || precision > PRECISION_MAX) {
            throw new IllegalArgumentException("precision " + precision + " is not in 1..38");
        }
        if (scale < 0 || scale > precision) {
            throw new IllegalArgumentException("scale " + scale + " is not in 0.." + precision);
        }
    }

    @Override
    public Physical physical() {
        return Physical.INT128;
    }

    @Override
    public String sqlName() {
        return "DECIMAL(" + precision + "," + scale + ")";
    }

    @Override
    public String toString() {
        return sqlName();
    }
}
