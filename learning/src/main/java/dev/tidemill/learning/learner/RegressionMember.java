package dev.tidemill.learning.learner;

import dev.tidemill.learning.feature.FeatureSpace;
import dev.tidemill.learning.feature.FeatureVector;
import dev.tidemill.learning.random.SplitMix;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import dev.tidemill.learning.stored.Stored;
import org.jspecify.annotations.Nullable;

/** A tree of a regression forest, what watches its errors, and what grows in the background. */
final class RegressionMember implements Stored {
    /** An error of so many deviations of the target is watched as 1, the greatest. */
    private static final double DEVIATIONS_MAX = 6;

    private final FeatureSpace space;
    private final ForestOptions options;
    private final SplitMix random;

    private GrowingRegression tree;
    private @Nullable GrowingRegression background;
    private final ErrorWatch watch;
    private int warnings;
    private int drifts;

    RegressionMember(FeatureSpace space, ForestOptions options, SplitMix random) {
        this.space = space;
        this.options = options;
        this.random = random;
        this.tree = grow();
        this.watch = new ErrorWatch(options);
    }

    private RegressionMember(FeatureSpace space, ForestOptions options, ModelReader in) {
        this.space = space;
        this.options = options;
        this.random = SplitMix.read(in);
        this.tree = GrowingRegression.read(space, options.tree(), in);
        this.background = in.flag() ? GrowingRegression.read(space, options.tree(), in) : null;
        this.watch = ErrorWatch.read(options, in);
        this.warnings = in.integer();
        this.drifts = in.integer();
    }

    static RegressionMember read(FeatureSpace space, ForestOptions options, ModelReader in) {
        return new RegressionMember(space, options, in);
    }

    @Override
    public void write(ModelWriter out) {
        random.write(out);
        tree.write(out);
        GrowingRegression growing = background;
        out.flag(growing != null);
        if (growing != null) {
            growing.write(out);
        }
        watch.write(out);
        out.number(warnings).number(drifts);
    }

    private GrowingRegression grow() {
        return new GrowingRegression(space, options.tree(), random.split());
    }

    double predict(FeatureVector row) {
        return tree.predict(row);
    }

    void learn(FeatureVector row, double target, double weight) {
        double error = share(Math.abs(tree.predict(row) - target));
        double times = weight * random.poisson(options.lambda());
        if (times > 0) {
            tree.learn(row, target, times);
            GrowingRegression growing = background;
            if (growing != null) {
                growing.learn(row, target, times);
            }
        }
        heed(watch.add(error));
    }

    private double share(double error) {
        double deviation = Math.sqrt(tree.variance());
        return deviation > 0 ? Math.min(1, error / (DEVIATIONS_MAX * deviation)) : 0;
    }

    private void heed(ErrorWatch.Sign sign) {
        switch (sign) {
            case CALM -> {}
            case SUSPECT -> {
                warnings++;
                background = grow();
            }
            case WORSE -> {
                GrowingRegression growing = background;
                warnings += growing == null ? 1 : 0;
                drifts++;
                tree = growing == null ? grow() : growing;
                background = null;
            }
        }
    }

    int warnings() {
        return warnings;
    }

    int drifts() {
        return drifts;
    }

    int nodes() {
        GrowingRegression growing = background;
        return tree.nodes() + (growing == null ? 0 : growing.nodes());
    }

    long bytes() {
        GrowingRegression growing = background;
        return 128 + tree.bytes() + (growing == null ? 0 : growing.bytes()) + watch.bytes();
    }
}
