package dev.tidemill.connectors.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** Reads runs of ASCII digits. */
final class Digits {
    private Digits() {}

    /** The index after an optional sign. */
    static int afterSign(byte[] text, int from, int to) {
        return from < to && (text[from] == '-' || text[from] == '+') ? from + 1 : from;
    }

    static boolean is(byte value) {
        return value >= '0' && value <= '9';
    }

    static boolean all(byte[] text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!is(text[i])) {
                return false;
            }
        }
        return true;
    }

    /** The value of at most 18 digits that were checked before. */
    static long value(byte[] text, int from, int to) {
        long value = 0;
        for (int i = from; i < to; i++) {
            value = value * 10 + (text[i] - '0');
        }
        return value;
    }

    /** The value of two digits, or -1. */
    static int two(byte[] text, int at) {
        int tens = text[at] - '0';
        int ones = text[at + 1] - '0';
        return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -1 : tens * 10 + ones;
    }

    static String ascii(byte[] text, int from, int to) {
        return new String(text, from, to - from, ISO_8859_1);
    }
}
