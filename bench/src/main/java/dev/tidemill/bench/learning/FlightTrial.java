package dev.tidemill.bench.learning;

import static java.util.Objects.requireNonNull;

import dev.tidemill.learning.feature.FeatureVector;
import dev.tidemill.learning.learner.Classifier;
import dev.tidemill.learning.metric.ClassificationScore;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Predicts each flight as it departs, and learns it when its outcome is known, with the features it
 * was predicted from.
 */
final class FlightTrial {
    private final FlightRows flights;
    private final FlightFeatures features;
    private final Classifier model;
    private final ClassificationScore score;
    private final LateRates from = new LateRates();
    private final LateRates to = new LateRates();
    // The flights whose outcome is not known, as they were predicted.
    private final @Nullable FeatureVector[] pending;
    private final Deque<FeatureVector> free = new ArrayDeque<>();
    private int pendingMax;
    private int pendingNow;

    FlightTrial(FlightRows flights, FlightFeatures features, Classifier model) {
        this.flights = flights;
        this.features = features;
        this.model = model;
        this.score = new ClassificationScore(2, flights.size());
        this.pending = new FeatureVector[flights.size()];
    }

    ClassificationScore run() {
        int[] order = flights.orderedBy(row -> features.learned(flights, row));
        double[] probabilities = new double[2];
        int learned = 0;
        for (int at = 0; at < flights.size(); at++) {
            // Strictly before: a flight cannot teach its own prediction.
            long now = flights.departed(at);
            while (order[learned] < at && features.learned(flights, order[learned]) <= now) {
                learn(order[learned++], now);
            }
            FeatureVector row = free.isEmpty() ? new FeatureVector(model.space()) : free.pop();
            features.fill(row, flights, at, from, to);
            model.predict(row, probabilities);
            score.add(probabilities, flights.late(at));
            pending[at] = row;
            pendingMax = Math.max(pendingMax, ++pendingNow);
        }
        return score;
    }

    private void learn(int at, long now) {
        FeatureVector row = requireNonNull(pending[at], "pending");
        pending[at] = null;
        pendingNow--;
        from.add(flights.origin(at), now, flights.late(at));
        to.add(flights.destination(at), now, flights.late(at));
        model.learn(row, flights.late(at));
        free.push(row);
    }

    /** How many flights were waiting for their outcome at most. */
    int pendingMax() {
        return pendingMax;
    }
}
