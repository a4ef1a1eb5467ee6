package dev.tidemill.engine.expression;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Walks valid UTF-8 by characters. */
final class Utf8 {
    private Utf8() {}

    /** Characters between two positions. */
    static int length(byte[] bytes, int from, int to) {
        int count = 0;
        int at = from;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            long word = (long) WORDS.get(bytes, at);
            // A byte that goes on with a character has its highest bit and not the one below.
            count += Long.BYTES - Long.bitCount(word & ~(word << 1) & HIGHS);
        }
        for (; at < to; at++) {
            count += isStart(bytes[at]) ? 1 : 0;
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
        int last = to - needleLength;
        for (int at = indexOf(bytes, from, last + 1, first);
                at >= 0;
                at = indexOf(bytes, at + 1, last + 1, first)) {
            if (same(bytes, at + 1, needle, needleStart + 1, needleLength - 1)) {
                return at;
            }
        }
        return -1;
    }

    /**
     * Where a byte is first between two positions, or -1. Eight bytes are looked at in one step: a
     * byte of a word is zero where subtracting one borrows from its highest bit and the bit was not
     * set before; of several only the lowest is certain, and it is the one asked for (Warren,
     * <i>Hacker's Delight</i>, 6-1).
     */
    static int indexOf(byte[] bytes, int from, int to, byte wanted) {
        int at = from;
        long pattern = (wanted & 0xFFL) * ONES;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            long word = (long) WORDS.get(bytes, at) ^ pattern;
            long zeros = (word - ONES) & ~word & HIGHS;
            if (zeros != 0) {
                return at + (Long.numberOfTrailingZeros(zeros) >>> 3);
            }
        }
        for (; at < to; at++) {
            if (bytes[at] == wanted) {
                return at;
            }
        }
        return -1;
    }

    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;

    private static final VarHandle WORDS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    static boolean same(byte[] a, int aStart, byte[] b, int bStart, int length) {
        for (int i = 0; i < length; i++) {
            if (a[aStart + i] != b[bStart + i]) {
                return false;
            }
        }
        return true;
    }
}
