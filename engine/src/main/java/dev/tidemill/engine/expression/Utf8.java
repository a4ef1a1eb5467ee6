package dev.tidemill.engine.expression;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Walks valid UTF-8 by characters. */
final class Utf8 {
    private Utf8() {}

    /** Characters between two positions. */
    static int length(byte[] bytes, int from, int to) {
        int count = 0;
        for (int i = from; i < to; i++) {
            count += isStart(bytes[i]) ? 1 : 0;
        }
        return count;
    }

    private static boolean isStart(byte oneByte) {
        return (oneByte & 0xC0) != 0x80;
    }

    /** The position a number of characters further, at most the end. */
    static int advance(byte[] bytes, int from, int end, long characters) {
        int at = from;
        for (long n = 0; n < characters && at < end; n++) {
            at++;
            while (at < end && !isStart(bytes[at])) {
                at++;
            }
        }
        return at;
    }

    /** The start of the character that ends before a position. */
    static int previous(byte[] bytes, int position) {
        int at = position - 1;
        while (!isStart(bytes[at])) {
            at--;
        }
        return at;
    }

    static int codePoint(byte[] bytes, int start) {
        int first = bytes[start];
        if (first >= 0) {
            return first;
        }
        int length = (first & 0xE0) == 0xC0 ? 2 : (first & 0xF0) == 0xE0 ? 3 : 4;
        return new String(bytes, start, length, UTF_8).codePointAt(0);
    }

    /** True when all bytes are ASCII. */
    static boolean isAscii(byte[] bytes, int from, int to) {
        int any = 0;
        for (int i = from; i < to; i++) {
            any |= bytes[i];
        }
        return any >= 0;
    }

    /** Where a needle begins between two positions, or -1. */
    static int find(
            byte[] bytes, int from, int to, byte[] needle, int needleStart, int needleLength) {
        if (needleLength == 0) {
            return from;
        }
        byte first = needle[needleStart];
        for (int at = from; at <= to - needleLength; at++) {
            if (bytes[at] == first && same(bytes, at, needle, needleStart, needleLength)) {
                return at;
            }
        }
        return -1;
    }

    static boolean same(byte[] a, int aStart, byte[] b, int bStart, int length) {
        for (int i = 0; i < length; i++) {
            if (a[aStart + i] != b[bStart + i]) {
                return false;
            }
        }
        return true;
    }
}
