package dev.tidemill.definitions.predictor;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;

/**
 * How a predictor is watched.
 *
 * @param window the time of which rows are measured together
 * @param windowsMax the newest ones that are kept
 * @param segments the features of type category whose values are measured apart
 * @param segmentsMax of each such feature, the values that are kept: those with most rows; the
 *     others are measured together
 * @param shiftRows the first rows, with which so many of the newest are compared
 * @param shiftAbove the distance of a feature's values above which it has drifted
 */
public record PredictorEvaluation(
        Duration window,
        int windowsMax,
        List<String> segments,
        int segmentsMax,
        int shiftRows,
        double shiftAbove) {
    /** The shortest and the longest window. */
    public static final Duration WINDOW_MIN = Duration.ofSeconds(1);

    public static final Duration WINDOW_MAX = Duration.ofDays(366);

    public static final PredictorEvaluation DEFAULT =
            new PredictorEvaluation(Duration.ofHours(1), 64, List.of(), 50, 1_000, 0.1);

    public PredictorEvaluation {
        requireNonNull(window, "window");
        segments = List.copyOf(segments);
    }
}
