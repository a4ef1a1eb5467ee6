package dev.tidemill.engine.operator;

import java.math.BigInteger;

/**
 * A far sum in a group's own bytes, for frames, whose states are not kept: 34 words from 2^-1074.
 */
record FarWords(int at) implements FarSum {
    /** The range of DOUBLE and 64 bits for the number of rows. */
    private static final int WORDS = 34;

    @Override
    public int width() {
        return 8 * WORDS;
    }

    @Override
    public void add(GroupCells cells, int group, BinaryNumber number, long weight) {
        BigInteger whole = number.in(BinaryNumber.LEAST_EXPONENT);
        Words.add(cells, group, at, WORDS, whole.multiply(BigInteger.valueOf(weight)));
    }

    @Override
    public boolean isZero(GroupCells cells, int group) {
        for (int i = 0; i < WORDS; i++) {
            if (cells.getLong(group, at + 8 * i) != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public BigInteger read(GroupCells cells, int group) {
        return Words.read(cells, group, at, WORDS);
    }
}
