package dev.tidemill.algebra.column;

import java.util.UUID;

/**
 * A UUID and its text. PostgreSQL reads 32 hexadecimal digits of either case, with hyphens after
 * any four of them and braces around all; it writes 8-4-4-4-12 in small letters.
 */
public final class UuidText {
    public static final int LENGTH = 36;

    private static final String DIGITS = "0123456789abcdef";
    private static final int DIGITS_TOTAL = 32;

    private UuidText() {}

    /** The value of a column's two words, whose first bit is turned. */
    public static UUID value(long high, long low) {
        return new UUID(high ^ Long.MIN_VALUE, low);
    }

    /** Appends the UUID of a text and returns true; false when the text is none. */
    public static boolean append(byte[] text, int from, int to, ColumnBuilder target) {
        int at = from;
        int end = to;
        if (at < end && text[at] == '{') {
            if (text[end - 1] != '}') {
                return false;
            }
            at++;
            end--;
        }
        long high = 0;
        long low = 0;
        for (int digits = 0; digits < DIGITS_TOTAL; digits++) {
            if (digits > 0 && digits % 4 == 0 && at < end && text[at] == '-') {
                at++;
            }
            int digit = at < end ? Character.digit(text[at++], 16) : -1;
            if (digit < 0) {
                return false;
            }
            high = (high << 4) | (low >>> 60);
            low = (low << 4) | digit;
        }
        if (at != end) {
            return false;
        }
        target.appendUuid(high, low);
        return true;
    }

    /** Writes the 36 letters of a column's two words. */
    public static void write(long high, long low, byte[] target, int from) {
        long word = high ^ Long.MIN_VALUE;
        int at = from;
        for (int digit = 0; digit < DIGITS_TOTAL; digit++) {
            if (digit == 8 || digit == 12 || digit == 16 || digit == 20) {
                target[at++] = '-';
            }
            long bits = digit < 16 ? word : low;
            target[at++] = (byte) DIGITS.charAt((int) (bits >>> (60 - 4 * (digit % 16))) & 15);
        }
    }
}
