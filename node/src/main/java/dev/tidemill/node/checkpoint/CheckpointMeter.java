package dev.tidemill.node.checkpoint;

import dev.tidemill.engine.state.checkpoint.WrittenCheckpoint;
import org.jspecify.annotations.Nullable;

/**
 * How checkpoints go, as of one moment.
 *
 * @param begun checkpoints that were begun since the start
 * @param underWay whether the last one of these is still being written
 * @param pinNanos how long ticks waited while the state of the last one was pinned
 * @param written what the last whole one wrote; null before the first
 * @param writeNanos how long that took beside the ticks
 */
public record CheckpointMeter(
        long begun,
        boolean underWay,
        long pinNanos,
        @Nullable WrittenCheckpoint written,
        long writeNanos) {
    static final CheckpointMeter NONE = new CheckpointMeter(0, false, 0, null, 0);

    CheckpointMeter beginning() {
        return new CheckpointMeter(begun + 1, true, 0, written, writeNanos);
    }

    CheckpointMeter pinned(long nanos) {
        return new CheckpointMeter(begun, underWay, nanos, written, writeNanos);
    }

    CheckpointMeter wrote(WrittenCheckpoint newest, long nanos) {
        return new CheckpointMeter(begun, underWay, pinNanos, newest, nanos);
    }

    CheckpointMeter ended() {
        return new CheckpointMeter(begun, false, pinNanos, written, writeNanos);
    }
}
