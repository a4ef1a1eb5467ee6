package dev.tidemill.learning.learner;

import dev.tidemill.learning.drift.Adwin;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import dev.tidemill.learning.stored.Stored;

/** Watches a forest's tree for errors that rise: one ADWIN suspects early, one is sure. */
final class ErrorWatch implements Stored {
    private static final int CLOCK = 32;

    private final ForestOptions options;
    private Adwin warning;
    private Adwin drift;

    /** What an error says of the tree that made it. */
    enum Sign {
        CALM,
        /** Something should begin to grow in its place. */
        SUSPECT,
        /** It should be replaced. */
        WORSE
    }

    ErrorWatch(ForestOptions options) {
        this.options = options;
        this.warning = new Adwin(options.warningDelta(), CLOCK);
        this.drift = new Adwin(options.driftDelta(), CLOCK);
    }

    static ErrorWatch read(ForestOptions options, ModelReader in) {
        ErrorWatch watch = new ErrorWatch(options);
        watch.warning = Adwin.read(in);
        watch.drift = Adwin.read(in);
        return watch;
    }

    @Override
    public void write(ModelWriter out) {
        warning.write(out);
        drift.write(out);
    }

    /** Takes an error from 0 to 1; after a sign it begins anew. */
    Sign add(double error) {
        boolean suspect = rises(warning, error);
        if (suspect) {
            warning = new Adwin(options.warningDelta(), CLOCK);
        }
        if (rises(drift, error)) {
            warning = new Adwin(options.warningDelta(), CLOCK);
            drift = new Adwin(options.driftDelta(), CLOCK);
            return Sign.WORSE;
        }
        return suspect ? Sign.SUSPECT : Sign.CALM;
    }

    private static boolean rises(Adwin watched, double error) {
        double before = watched.mean();
        return watched.add(error) && watched.mean() > before;
    }

    long bytes() {
        return 32 + warning.bytes() + drift.bytes();
    }
}
