package dev.tidemill.node.predict;

import dev.tidemill.learning.metric.ClassificationScore;
import dev.tidemill.learning.metric.RegressionError;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import dev.tidemill.node.record.PredictorRule;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How good the predictions were that were made before their labels, beside saying the last label
 * again. Owned by its predictor.
 */
sealed interface Measures {
    /** Takes a prediction and what came of it. */
    void add(double[] scores, double label);

    /**
     * Accuracy, that of saying the last label again, kappa-temporal, log-loss, AUC, the expected
     * calibration error, the root mean squared error and that of saying the last label again; null
     * for what does not apply or is not known yet.
     */
    List<@Nullable Double> values();

    void write(ModelWriter out);

    static Measures of(PredictorRule rule) {
        return rule.classCount() == 0
                ? new OfNumbers(new RegressionError(), new RegressionError(), Double.NaN)
                : new OfClasses(
                        new ClassificationScore(rule.classCount(), rule.bounds().windowRows()),
                        0,
                        0,
                        Double.NaN);
    }

    static Measures read(PredictorRule rule, ModelReader in) {
        return rule.classCount() == 0
                ? new OfNumbers(RegressionError.read(in), RegressionError.read(in), in.real())
                : new OfClasses(ClassificationScore.read(in), in.whole(), in.whole(), in.real());
    }

    private static @Nullable Double known(double value) {
        return Double.isNaN(value) ? null : value;
    }

    /** Of yes and no, and of one of some names. */
    final class OfClasses implements Measures {
        /** AUC sorts its window; it is told anew when it can have changed by this part. */
        private static final long AUC_PART = 100;

        private final ClassificationScore score;
        private long total;
        private long aucTotal;
        private double auc;

        private OfClasses(ClassificationScore score, long total, long aucTotal, double auc) {
            this.score = score;
            this.total = total;
            this.aucTotal = aucTotal;
            this.auc = auc;
        }

        @Override
        public void add(double[] scores, double label) {
            score.add(scores, (int) label);
            total++;
            if (total - aucTotal > total / AUC_PART) {
                auc = score.auc();
                aucTotal = total;
            }
        }

        @Override
        public List<@Nullable Double> values() {
            if (total == 0) {
                return Arrays.asList(new @Nullable Double[8]);
            }
            return Arrays.asList(
                    score.accuracy(),
                    known(score.noChangeAccuracy()),
                    known(score.kappaTemporal()),
                    known(score.logLoss()),
                    known(auc),
                    known(score.calibration().error()),
                    null,
                    null);
        }

        @Override
        public void write(ModelWriter out) {
            score.write(out);
            out.number(total).number(aucTotal).number(auc);
        }
    }

    /** Of numbers. */
    final class OfNumbers implements Measures {
        private final RegressionError error;
        private final RegressionError baseline;
        private double last;

        private OfNumbers(RegressionError error, RegressionError baseline, double last) {
            this.error = error;
            this.baseline = baseline;
            this.last = last;
        }

        @Override
        public void add(double[] scores, double label) {
            error.add(scores[0], label);
            if (!Double.isNaN(last)) {
                baseline.add(last, label);
            }
            last = label;
        }

        @Override
        public List<@Nullable Double> values() {
            return Arrays.asList(
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    known(error.rmse()),
                    known(baseline.rmse()));
        }

        @Override
        public void write(ModelWriter out) {
            error.write(out);
            baseline.write(out);
            out.number(last);
        }
    }
}
