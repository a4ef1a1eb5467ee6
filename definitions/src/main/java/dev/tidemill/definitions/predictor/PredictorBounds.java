package dev.tidemill.definitions.predictor;

/**
 * How much a predictor keeps.
 *
 * @param pendingMax predictions that wait for their labels; the oldest is given up for one more
 * @param earlyLabelsMax labels that wait for their predictions; the oldest is dropped for one more
 * @param keptMax settled predictions that stay in their table; the oldest leaves for one more
 * @param windowRows the newest labelled rows, over which AUC is told
 */
public record PredictorBounds(int pendingMax, int earlyLabelsMax, int keptMax, int windowRows) {
    public static final PredictorBounds DEFAULT =
            new PredictorBounds(100_000, 10_000, 100_000, 10_000);
}
