package dev.tidemill.algebra.type;

/** The primitive form of a column's values. */
public enum Physical {
    /** One byte, 0 or 1. */
    BOOL(1),
    INT(4),
    LONG(8),
    DOUBLE(8),
    /** Two longs: high (signed) and low (unsigned). */
    INT128(16),
    /** Bytes of any length: UTF-8, or the encoded elements of an array. */
    BYTES(-1),
    /** Months (int), days (int), microseconds (long). */
    INTERVAL(16);

    private final int width;

    Physical(int width) {
        this.width = width;
    }

    /** Bytes of one value; -1 when values differ in length. */
    public int width() {
        return width;
    }
}
