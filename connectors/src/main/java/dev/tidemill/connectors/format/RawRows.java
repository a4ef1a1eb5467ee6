package dev.tidemill.connectors.format;

import static java.util.Objects.requireNonNull;

/**
 * Where the good rows stand in the bytes they were read from, so that a row which breaks its
 * contract later can be kept as it came. The arrays are shared and may be longer than the rows.
 *
 * @param numbers each row's number in the whole body, from 1
 */
public record RawRows(byte[] body, int[] starts, int[] ends, long[] numbers) {
    public RawRows {
        requireNonNull(body, "body");
        requireNonNull(starts, "starts");
        requireNonNull(ends, "ends");
        requireNonNull(numbers, "numbers");
    }

    /** A copy of one row's bytes, without its line end. */
    public byte[] row(int index) {
        return java.util.Arrays.copyOfRange(body, starts[index], ends[index]);
    }
}
