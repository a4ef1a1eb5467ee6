package dev.tidemill.learning.learner;

import dev.tidemill.learning.feature.FeatureVector;
import dev.tidemill.learning.metric.ClassificationScore;
import dev.tidemill.learning.metric.RegressionError;
import dev.tidemill.learning.stream.Friedman;
import dev.tidemill.learning.stream.LabelledStream;

/** Predicts each row of a stream, scores that, and then learns it. */
final class Prequential {
    private Prequential() {}

    static ClassificationScore run(Classifier model, LabelledStream stream, int rows) {
        ClassificationScore score = new ClassificationScore(stream.classes());
        run(model, stream, rows, score);
        return score;
    }

    static void run(Classifier model, LabelledStream stream, int rows, ClassificationScore score) {
        FeatureVector row = new FeatureVector(stream.space());
        double[] probabilities = new double[stream.classes()];
        for (int i = 0; i < rows; i++) {
            int label = stream.next(row);
            model.predict(row, probabilities);
            score.add(probabilities, label);
            model.learn(row, label);
        }
    }

    static RegressionError run(Regressor model, Friedman stream, int rows) {
        RegressionError error = new RegressionError();
        FeatureVector row = new FeatureVector(stream.space());
        for (int i = 0; i < rows; i++) {
            double target = stream.next(row);
            error.add(model.predict(row), target);
            model.learn(row, target);
        }
        return error;
    }
}
