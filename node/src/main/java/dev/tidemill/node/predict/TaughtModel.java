package dev.tidemill.node.predict;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.definitions.predictor.PredictorFeature;
import dev.tidemill.learning.feature.FeatureVector;
import dev.tidemill.learning.learner.Bandit;
import dev.tidemill.learning.learner.Classifier;
import dev.tidemill.learning.learner.Learner;
import dev.tidemill.learning.learner.LearnerKind;
import dev.tidemill.learning.learner.Regressor;
import dev.tidemill.learning.learner.StoredModel;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import dev.tidemill.node.record.PredictorRule;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A predictor's model with what it has learnt, and how good it was before. For one thread. */
final class TaughtModel {
    private static final Logger LOG = LoggerFactory.getLogger(TaughtModel.class);

    private final List<PredictorFeature> features;
    private final int version;
    private final Learner learner;
    private final Measures measures;
    private final FeatureVector vector;
    private final long seed;
    private long labelsLearnt;
    private long measured;
    private long lagMicros;

    /**
     * One that has learnt nothing.
     *
     * @param version how many of the predictor there were, this one included
     */
    TaughtModel(PredictorRule rule, int version) {
        this(rule, version, ModelMaker.of(rule), Measures.of(rule));
    }

    private TaughtModel(PredictorRule rule, int version, Learner learner, Measures measures) {
        this.features = rule.features();
        this.version = version;
        this.learner = requireNonNull(learner, "learner");
        this.measures = requireNonNull(measures, "measures");
        this.vector = new FeatureVector(learner.space());
        this.seed = ModelMaker.seed(rule);
    }

    /**
     * One that has learnt something elsewhere, and was not measured here.
     *
     * @param labelsLearnt there
     */
    static TaughtModel of(PredictorRule rule, int version, Learner learner, long labelsLearnt) {
        TaughtModel model = new TaughtModel(rule, version, learner, Measures.of(rule));
        model.labelsLearnt = labelsLearnt;
        return model;
    }

    int version() {
        return version;
    }

    /** How many of its predictions have a label. */
    long measured() {
        return measured;
    }

    /** Throws MODEL_RUNTIME when nothing here runs it. */
    void requireRuntime() {
        if (learner.kind() == LearnerKind.FOREIGN_CLASSIFIER
                || learner.kind() == LearnerKind.FOREIGN_REGRESSOR) {
            ModelCheck.requireScores(learner);
        }
    }

    long labelsLearnt() {
        return labelsLearnt;
    }

    Measures measures() {
        return measures;
    }

    /** The mean time from when a measured row was due to its label; null before the first. */
    @Nullable Double lagSeconds() {
        return measured == 0 ? null : lagMicros / 1e6 / measured;
    }

    /** As it is written down. */
    byte[] bytes() {
        return StoredModel.write(learner);
    }

    /**
     * A probability for each class, the number alone, or what is {@link Chosen}.
     *
     * @param tick in which the row was due, or asked about
     */
    double[] scores(RowKey key, long tick, RowFeatures row) {
        row.into(features, vector);
        try {
            return told(key, tick);
        } catch (TidemillException e) {
            // One that was trained elsewhere may fail on a row: it knows nothing of that.
            LOG.warn("version {} does not tell of a row: {}", version, e.message());
            return unknowing();
        }
    }

    private double[] unknowing() {
        if (!(learner instanceof Classifier classifier)) {
            return new double[1];
        }
        double[] alike = new double[classifier.classes()];
        Arrays.fill(alike, 1.0 / alike.length);
        return alike;
    }

    private double[] told(RowKey key, long tick) {
        return switch (learner) {
            case Classifier classifier -> {
                double[] scores = new double[classifier.classes()];
                classifier.predict(vector, scores);
                yield scores;
            }
            case Regressor regressor -> new double[] {regressor.predict(vector)};
            case Bandit bandit -> Chosen.by(bandit, vector, seed, key, tick).scores();
            default -> throw unknown();
        };
    }

    /** Takes what it foretold and what came of it. */
    void measure(double[] scores, double label, long lag) {
        boolean isChoice = learner instanceof Bandit;
        measures.add(isChoice ? new double[] {Chosen.of(scores).expected()} : scores, label);
        measured++;
        lagMicros += lag;
    }

    /**
     * Learns what came of a row.
     *
     * @param scores what was foretold of it, or chosen for it
     */
    void learn(RowFeatures row, double[] scores, double label) {
        row.into(features, vector);
        switch (learner) {
            case Classifier classifier -> classifier.learn(vector, (int) label);
            case Regressor regressor -> regressor.learn(vector, label);
            case Bandit bandit -> bandit.reward(vector, Chosen.of(scores).arm(), label);
            default -> throw unknown();
        }
        labelsLearnt++;
    }

    private IllegalStateException unknown() {
        return new IllegalStateException("a model of kind " + learner.kind());
    }

    void write(ModelWriter out) {
        out.number(version).number(labelsLearnt).number(measured).number(lagMicros);
        out.block(bytes());
        measures.write(out);
    }

    static TaughtModel read(PredictorRule rule, ModelReader in) {
        int version = in.integer();
        long labelsLearnt = in.whole();
        long measured = in.whole();
        long lagMicros = in.whole();
        Learner learner = StoredModel.read(in.block());
        TaughtModel model = new TaughtModel(rule, version, learner, Measures.read(rule, in));
        model.labelsLearnt = labelsLearnt;
        model.measured = measured;
        model.lagMicros = lagMicros;
        return model;
    }
}
