package dev.tidemill.connectors.format;

/** Checks UTF-8: no overlong forms, no surrogates, nothing over U+10FFFF. */
final class Utf8 {
    private Utf8() {}

    /** The length of the well-formed sequence of more than one byte at {@code at}, or 0. */
    static int sequenceLength(byte[] bytes, int at, int to) {
        int first = bytes[at] & 0xFF;
        if (first >= 0xC2 && first <= 0xDF) {
            return continues(bytes, at + 1, to) ? 2 : 0;
        }
        if (first >= 0xE0 && first <= 0xEF) {
            boolean ok = continues(bytes, at + 1, to) && continues(bytes, at + 2, to);
            return ok && threeByteRange(first, bytes[at + 1] & 0xFF) ? 3 : 0;
        }
        if (first >= 0xF0 && first <= 0xF4) {
            boolean ok =
                    continues(bytes, at + 1, to)
                            && continues(bytes, at + 2, to)
                            && continues(bytes, at + 3, to);
            return ok && fourByteRange(first, bytes[at + 1] & 0xFF) ? 4 : 0;
        }
        return 0;
    }

    private static boolean continues(byte[] bytes, int at, int to) {
        return at < to && (bytes[at] & 0xC0) == 0x80;
    }

    private static boolean threeByteRange(int first, int second) {
        return (first != 0xE0 || second >= 0xA0) && (first != 0xED || second < 0xA0);
    }

    private static boolean fourByteRange(int first, int second) {
        return (first != 0xF0 || second >= 0x90) && (first != 0xF4 || second < 0x90);
    }

    /** The index of the first byte that is not UTF-8, or -1. */
    static int invalidAt(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            if (bytes[at] >= 0) {
                at++;
                continue;
            }
            int length = sequenceLength(bytes, at, to);
            if (length == 0) {
                return at;
            }
            at += length;
        }
        return -1;
    }
}
