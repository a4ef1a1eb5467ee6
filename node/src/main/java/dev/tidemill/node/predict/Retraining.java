package dev.tidemill.node.predict;

import dev.tidemill.definitions.predictor.RetrainingRule;
import dev.tidemill.learning.drift.Adwin;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * When a model is to be trained anew, and why. That is a function of the ticks; the training is
 * not, and its end is an input.
 */
final class Retraining {
    private Adwin errors = new Adwin();
    private double numberLossMean;
    private long numbers;
    private boolean hasDrifted;
    private long lastMicros;
    private long wantedTick;
    private String wantedWhy = "";

    /** Begins to count time. */
    Retraining(long nowMicros) {
        lastMicros = nowMicros;
    }

    /** Whether a training is wanted and has not ended yet. */
    boolean isWanted() {
        return wantedTick > 0;
    }

    /** The tick in which it was; each has another. */
    long wantedTick() {
        return wantedTick;
    }

    String why() {
        return wantedWhy;
    }

    /**
     * The champion was measured.
     *
     * @param error whether it was wrong, or between 0 and 1 how much
     */
    void measured(double error) {
        double before = errors.mean();
        if (errors.add(error) && errors.mean() > before) {
            hasDrifted = true;
        }
    }

    /** How much of an error a squared one is, beside those before it: from 0 to 1. */
    double errorOf(double squared) {
        numbers++;
        numberLossMean += (squared - numberLossMean) / numbers;
        return squared == 0 ? 0 : squared / (squared + numberLossMean);
    }

    /** Looks behind a tick whether there is a reason; whether a training is wanted from now on. */
    boolean judge(@Nullable RetrainingRule rule, long tick, long nowMicros) {
        boolean drifted = hasDrifted;
        hasDrifted = false;
        if (rule == null || isWanted()) {
            return false;
        }
        if (rule.onDrift() && drifted) {
            want(tick, nowMicros, "the champion's errors became more");
            return true;
        }
        if (rule.every() != null
                && nowMicros - lastMicros
                        >= TimeUnit.NANOSECONDS.toMicros(rule.every().toNanos())) {
            want(tick, nowMicros, "every " + rule.every());
            return true;
        }
        return false;
    }

    void want(long tick, long nowMicros, String why) {
        if (!isWanted()) {
            wantedTick = tick;
            wantedWhy = why;
            lastMicros = nowMicros;
        }
    }

    /** The training that was wanted has ended. */
    void ended() {
        wantedTick = 0;
        wantedWhy = "";
        errors = new Adwin();
    }

    void write(ModelWriter out) {
        errors.write(out);
        out.number(numberLossMean).number(numbers).flag(hasDrifted);
        out.number(lastMicros).number(wantedTick).text(wantedWhy);
    }

    static Retraining read(ModelReader in) {
        Retraining retraining = new Retraining(0);
        retraining.errors = Adwin.read(in);
        retraining.numberLossMean = in.real();
        retraining.numbers = in.whole();
        retraining.hasDrifted = in.flag();
        retraining.lastMicros = in.whole();
        retraining.wantedTick = in.whole();
        retraining.wantedWhy = in.text();
        return retraining;
    }
}
