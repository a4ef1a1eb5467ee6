package dev.tidemill.algebra.column;

/**
 * Whole numbers as PostgreSQL reads them: digits after a sign, of radix 16, 8 or 2 behind {@code
 * 0x}, {@code 0o} or {@code 0b}, and with an underscore before a digit that is not the first.
 */
public final class IntegerText {
    private static final int RADIX = 10;

    private IntegerText() {}

    /**
     * The number.
     *
     * @throws NumberFormatException for text that is no whole number
     * @throws ArithmeticException for a number beyond BIGINT
     */
    public static long read(String text) {
        int start = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
        int radix = radix(text, start);
        long negated = negated(text, radix == RADIX ? start : start + 2, radix);
        return text.startsWith("-") ? negated : Math.negateExact(negated);
    }

    private static int radix(String text, int at) {
        if (at + 1 >= text.length() || text.charAt(at) != '0') {
            return RADIX;
        }
        return switch (text.charAt(at + 1)) {
            case 'x', 'X' -> 16;
            case 'o', 'O' -> 8;
            case 'b', 'B' -> 2;
            default -> RADIX;
        };
    }

    /** The digits' number below zero, where there is room for one more. */
    private static long negated(String text, int from, int radix) {
        long value = 0;
        boolean fits = true;
        boolean afterDigit = false;
        boolean afterPrefix = radix != RADIX;
        for (int at = from; at < text.length(); at++) {
            char letter = text.charAt(at);
            if (letter == '_' && (afterDigit || (afterPrefix && at == from))) {
                afterDigit = false;
                continue;
            }
            int digit = letter < 128 ? Character.digit(letter, radix) : -1;
            if (digit < 0) {
                throw new NumberFormatException(text);
            }
            afterDigit = true;
            fits &= value >= (Long.MIN_VALUE + digit) / radix;
            value = fits ? value * radix - digit : value;
        }
        if (!afterDigit) {
            throw new NumberFormatException(text);
        }
        if (!fits) {
            throw new ArithmeticException(text);
        }
        return value;
    }
}
