package dev.tidemill.engine.operator;

import java.math.BigInteger;

/**
 * Whole numbers of several 64-bit words in a group's cells, the lowest first, in two's complement.
 */
final class Words {
    private Words() {}

    /** Adds a number of 128 bits. */
    static void add(GroupCells cells, int group, int at, int words, long low, long high) {
        long carry = 0;
        for (int i = 0; i < words; i++) {
            long part = i == 0 ? low : i == 1 ? high : high >> 63;
            carry = addWord(cells, group, at + 8 * i, part, carry);
        }
    }

    /** Adds a number of any size; what does not fit into the words is lost at the top. */
    static void add(GroupCells cells, int group, int at, int words, BigInteger value) {
        long carry = 0;
        BigInteger rest = value;
        for (int i = 0; i < words; i++) {
            carry = addWord(cells, group, at + 8 * i, rest.longValue(), carry);
            rest = rest.shiftRight(Long.SIZE);
        }
    }

    private static long addWord(GroupCells cells, int group, int at, long part, long carry) {
        long old = cells.getLong(group, at);
        long sum = old + part;
        long out = Long.compareUnsigned(sum, old) < 0 ? 1 : 0;
        long withCarry = sum + carry;
        out += carry == 1 && withCarry == 0 ? 1 : 0;
        cells.putLong(group, at, withCarry);
        return out;
    }

    static BigInteger read(GroupCells cells, int group, int at, int words) {
        byte[] bytes = new byte[8 * words];
        for (int i = 0; i < words; i++) {
            long word = cells.getLong(group, at + 8 * i);
            for (int b = 0; b < 8; b++) {
                bytes[bytes.length - 1 - 8 * i - b] = (byte) (word >>> (8 * b));
            }
        }
        return new BigInteger(bytes);
    }
}
