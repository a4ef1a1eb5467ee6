package dev.tidemill.learning.learner;

import dev.tidemill.learning.feature.FeatureSpace;
import dev.tidemill.learning.feature.FeatureVector;
import dev.tidemill.learning.random.SplitMix;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import dev.tidemill.learning.stored.Stored;
import org.jspecify.annotations.Nullable;

/** A tree of a forest, what watches its errors, and what grows in the background meanwhile. */
final class ForestMember implements Stored {
    private final FeatureSpace space;
    private final int classes;
    private final ForestOptions options;
    private final SplitMix random;

    private GrowingTree tree;
    private @Nullable GrowingTree background;
    private final ErrorWatch watch;
    // Of the rows since the tree began, or since its background did.
    private double right;
    private double seen;
    private double backgroundRight;
    private double backgroundSeen;
    private int warnings;
    private int drifts;

    ForestMember(FeatureSpace space, int classes, ForestOptions options, SplitMix random) {
        this.space = space;
        this.classes = classes;
        this.options = options;
        this.random = random;
        this.tree = grow();
        this.watch = new ErrorWatch(options);
    }

    private ForestMember(FeatureSpace space, int classes, ForestOptions options, ModelReader in) {
        this.space = space;
        this.classes = classes;
        this.options = options;
        this.random = SplitMix.read(in);
        this.tree = GrowingTree.read(space, classes, options.tree(), in);
        this.background = in.flag() ? GrowingTree.read(space, classes, options.tree(), in) : null;
        this.watch = ErrorWatch.read(options, in);
        this.right = in.real();
        this.seen = in.real();
        this.backgroundRight = in.real();
        this.backgroundSeen = in.real();
        this.warnings = in.integer();
        this.drifts = in.integer();
    }

    static ForestMember read(
            FeatureSpace space, int classes, ForestOptions options, ModelReader in) {
        return new ForestMember(space, classes, options, in);
    }

    @Override
    public void write(ModelWriter out) {
        random.write(out);
        tree.write(out);
        GrowingTree growing = background;
        out.flag(growing != null);
        if (growing != null) {
            growing.write(out);
        }
        watch.write(out);
        out.number(right).number(seen).number(backgroundRight).number(backgroundSeen);
        out.number(warnings).number(drifts);
    }

    private GrowingTree grow() {
        return new GrowingTree(space, classes, options.tree(), random.split());
    }

    void predict(FeatureVector row, double[] probabilities) {
        tree.predict(row, probabilities);
    }

    /** How much its vote counts: the part of its rows that it got right, 1 before it had any. */
    double trust() {
        return seen > 0 ? right / seen : 1;
    }

    void learn(FeatureVector row, int label, double weight, double[] votes) {
        tree.predict(row, votes);
        boolean wrong = Votes.best(votes) != label;
        seen++;
        right += wrong ? 0 : 1;
        GrowingTree growing = background;
        if (growing != null) {
            growing.predict(row, votes);
            backgroundSeen++;
            backgroundRight += Votes.best(votes) == label ? 1 : 0;
        }
        double times = weight * random.poisson(options.lambda());
        if (times > 0) {
            tree.learn(row, label, times);
            if (growing != null) {
                growing.learn(row, label, times);
            }
        }
        heed(watch.add(wrong ? 1 : 0));
    }

    private void heed(ErrorWatch.Sign sign) {
        switch (sign) {
            case CALM -> {}
            case SUSPECT -> {
                warnings++;
                background = grow();
                backgroundRight = 0;
                backgroundSeen = 0;
            }
            case WORSE -> {
                warnings += background == null ? 1 : 0;
                drifts++;
                replace();
            }
        }
    }

    private void replace() {
        GrowingTree growing = background;
        tree = growing == null ? grow() : growing;
        right = growing == null ? 0 : backgroundRight;
        seen = growing == null ? 0 : backgroundSeen;
        background = null;
        backgroundRight = 0;
        backgroundSeen = 0;
    }

    int warnings() {
        return warnings;
    }

    int drifts() {
        return drifts;
    }

    int nodes() {
        GrowingTree growing = background;
        return tree.nodes() + (growing == null ? 0 : growing.nodes());
    }

    long bytes() {
        GrowingTree growing = background;
        return 128 + tree.bytes() + (growing == null ? 0 : growing.bytes()) + watch.bytes();
    }
}
