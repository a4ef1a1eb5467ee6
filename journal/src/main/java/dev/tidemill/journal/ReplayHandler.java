package dev.tidemill.journal;

import java.nio.ByteBuffer;

/** Receives the sealed ticks in order: each tick's records, then its seal. */
public interface ReplayHandler {

    /** One record of a tick that is sealed; the payload is the receiver's to keep. */
    void record(long tick, ByteBuffer payload);

    void seal(Seal seal);
}
