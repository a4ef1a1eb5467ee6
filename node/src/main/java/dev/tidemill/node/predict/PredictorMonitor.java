package dev.tidemill.node.predict;

import static java.util.Objects.requireNonNull;

import dev.tidemill.node.predict.watch.ServingTimes;
import dev.tidemill.node.predict.watch.Watched;

/**
 * How a predictor does, in parts: what its tables will say behind the next tick, and how fast it
 * is.
 *
 * @param tick as of which
 * @param rowTimes from the seal of a row's tick to when its prediction was journalled
 * @param askedTimes from a question to when its answer was journalled
 */
public record PredictorMonitor(
        PredictorStatus status,
        long tick,
        Watched watched,
        ServingTimes.Times rowTimes,
        ServingTimes.Times askedTimes) {
    public PredictorMonitor {
        requireNonNull(status, "status");
        requireNonNull(watched, "watched");
        requireNonNull(rowTimes, "rowTimes");
        requireNonNull(askedTimes, "askedTimes");
    }
}
