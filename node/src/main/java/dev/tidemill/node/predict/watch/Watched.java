package dev.tidemill.node.predict.watch;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.definitions.predictor.PredictorEvaluation;
import org.jspecify.annotations.Nullable;

/**
 * How a predictor does at a moment, as rows of {@link WatchTables}.
 *
 * @param errorDriftTick the newest tick in which its errors were found to have risen, if any
 */
public record Watched(
        PredictorEvaluation evaluation,
        @Nullable Long errorDriftTick,
        Batch windows,
        Batch segments,
        Batch features,
        Batch calibration) {
    public Watched {
        requireNonNull(evaluation, "evaluation");
        requireNonNull(windows, "windows");
        requireNonNull(segments, "segments");
        requireNonNull(features, "features");
        requireNonNull(calibration, "calibration");
    }
}
