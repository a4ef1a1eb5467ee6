package dev.tidemill.journal;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;

/**
 * What closes a tick: its number, its {@code now()} and whatever the caller must find again with it
 * (source positions, watermarks), opaque to the journal.
 */
public record Seal(long tick, long timeMicros, ByteBuffer payload) {

    public Seal {
        requireNonNull(payload, "payload");
        if (tick < 1) {
            throw new IllegalArgumentException("ticks are numbered from 1, not " + tick);
        }
    }

    public static Seal of(long tick, long timeMicros) {
        return new Seal(tick, timeMicros, ByteBuffer.allocate(0));
    }
}
