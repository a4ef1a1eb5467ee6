package dev.tidemill.engine.operator;

import java.math.BigInteger;

/**
 * What a sum of doubles holds outside the window of bits that nearly all values stay in: exact over
 * the whole range of DOUBLE, so that what is taken back leaves nothing. One thread at a time.
 */
sealed interface FarSum permits FarBins, FarWords {
    /** Bytes in a group. */
    int width();

    /** Adds a number so many times; its exponent is not below the sum's unit. */
    void add(GroupCells cells, int group, BinaryNumber number, long weight);

    boolean isZero(GroupCells cells, int group);

    /** The sum, in its unit. */
    BigInteger read(GroupCells cells, int group);

    /** Lets go what is kept of a group outside its bytes. */
    default void forget(long groupRow) {}
}
