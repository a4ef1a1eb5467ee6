package dev.tidemill.pgwire.type;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.pgwire.frame.Message;
import dev.tidemill.pgwire.frame.MessageWriter;
import java.math.BigDecimal;
import java.math.BigInteger;

/** Exact numbers in binary: digits of four decimals, their weight, a sign and a scale. */
final class NumericBytes {
    private static final BigInteger BASE = BigInteger.valueOf(10_000);
    private static final int NEGATIVE = 0x4000;
    private static final int NOT_A_NUMBER = 0xC000;
    private static final int INFINITE = 0xD000;
    private static final int MINUS_INFINITE = 0xF000;

    /** More than any number here has; a client could ask for a text of many thousands. */
    private static final int DIGITS_MAX = 64;

    private NumericBytes() {}

    static void write(BigDecimal number, MessageWriter out) {
        int scale = Math.max(0, number.scale());
        // So many decimals that they end with a digit of four.
        int aligned = (scale + 3) / 4 * 4;
        BigInteger rest = number.abs().setScale(aligned).unscaledValue();
        int groups = 0;
        short[] digits = new short[DIGITS_MAX];
        while (rest.signum() != 0) {
            BigInteger[] parts = rest.divideAndRemainder(BASE);
            digits[groups++] = parts[1].shortValueExact();
            rest = parts[0];
        }
        int low = 0;
        while (low < groups && digits[low] == 0) {
            low++;
        }
        int weight = groups - 1 - aligned / 4;
        out.int16(groups - low).int16(groups == low ? 0 : weight);
        out.int16(number.signum() < 0 ? NEGATIVE : 0).int16(scale);
        for (int i = groups - 1; i >= low; i--) {
            out.int16(digits[i]);
        }
    }

    static String read(Message in) {
        int groups = in.int16();
        int weight = in.int16();
        int sign = in.int16() & 0xFFFF;
        int scale = in.int16();
        switch (sign) {
            case NOT_A_NUMBER -> {
                return "NaN";
            }
            case INFINITE -> {
                return "Infinity";
            }
            case MINUS_INFINITE -> {
                return "-Infinity";
            }
            default -> {
                // A number follows.
            }
        }
        boolean isWrong = groups < 0 || groups > DIGITS_MAX || scale < 0 || scale > 256;
        if (isWrong || Math.abs(weight) > DIGITS_MAX || (sign != 0 && sign != NEGATIVE)) {
            throw new TidemillException(ErrorCode.NUMERIC_OVERFLOW, "a number has too many digits");
        }
        BigInteger unscaled = BigInteger.ZERO;
        for (int i = 0; i < groups; i++) {
            int digit = in.int16();
            if (digit < 0 || digit > 9999) {
                throw new TidemillException(
                        ErrorCode.INVALID_CAST, "a digit of a number in binary is " + digit);
            }
            unscaled = unscaled.multiply(BASE).add(BigInteger.valueOf(digit));
        }
        BigDecimal number = new BigDecimal(unscaled, 4 * (groups - 1 - weight));
        BigDecimal shown =
                number.scale() > scale && number.stripTrailingZeros().scale() > scale
                        ? number
                        : number.setScale(scale, java.math.RoundingMode.UNNECESSARY);
        return (sign == NEGATIVE ? shown.negate() : shown).toPlainString();
    }
}
