package dev.tidemill.connectors.source;

import java.nio.ByteBuffer;

/**
 * How many departures and arrivals were delivered since the first row. Both sequences repeat each
 * cycle, so the two numbers say everything.
 */
record ReplayPosition(long departures, long arrivals) {
    static final ReplayPosition START = new ReplayPosition(0, 0);
    private static final byte VERSION = 1;
    private static final int LENGTH = 17;

    static ReplayPosition of(byte[] encoded) {
        if (encoded.length != LENGTH || encoded[0] != VERSION) {
            throw new IllegalArgumentException("not a position of a replay");
        }
        ByteBuffer buffer = ByteBuffer.wrap(encoded, 1, LENGTH - 1);
        return new ReplayPosition(buffer.getLong(), buffer.getLong());
    }

    byte[] encoded() {
        return ByteBuffer.allocate(LENGTH)
                .put(VERSION)
                .putLong(departures)
                .putLong(arrivals)
                .array();
    }
}
