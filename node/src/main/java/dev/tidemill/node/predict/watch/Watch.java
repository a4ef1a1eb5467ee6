package dev.tidemill.node.predict.watch;

import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.learning.drift.ErrorRise;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import dev.tidemill.node.record.PredictorRule;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How one predictor does, in parts: by time, by segment, by feature, by score, and whether its
 * errors have risen. All of it is a function of the ticks, and bounded by the rule's evaluation.
 *
 * <p>For one thread at a time.
 */
public final class Watch {
    private final TimeWindows windows;
    private final Segments segments;
    private final FeatureShifts features;
    private final CalibrationBins calibration;
    private ErrorRise errors = new ErrorRise();
    private PredictorRule rule;
    private double last = Double.NaN;
    private long errorDriftTick = -1;

    public Watch(PredictorRule rule) {
        this.rule = rule;
        this.windows = new TimeWindows(rule);
        this.segments = new Segments(rule);
        this.features = new FeatureShifts(rule);
        this.calibration = new CalibrationBins(rule);
    }

    /**
     * Goes on by another rule of the same name. The windows of time stay; the rest is of one model
     * and begins anew with it.
     *
     * @param goesOn whether the model does
     */
    public void use(PredictorRule newer, boolean goesOn) {
        rule = newer;
        windows.use(newer);
        segments.use(newer, goesOn);
        features.use(newer, goesOn);
        calibration.use(newer, goesOn);
        if (!goesOn) {
            errors = new ErrorRise();
            last = Double.NaN;
            errorDriftTick = -1;
        }
    }

    /** A row was foretold of. */
    public void predicted(Decided row, long tick) {
        Outcomes window = windows.at(row);
        if (window != null) {
            window.predicted();
        }
        segments.predicted(row, tick);
        features.predicted(row, tick);
    }

    /** What was foretold of a row is measured, and its label learnt. */
    public void measured(Decided row, Measured what) {
        Outcomes window = windows.at(row);
        if (window != null) {
            window.measured(what, last);
        }
        segments.settled(row, what.tick(), outcomes -> outcomes.measured(what, last));
        calibration.measured(what);
        features.learnt(row);
        last = what.label();
        if (hasRisen(what)) {
            errorDriftTick = what.tick();
            windows.drifted(row, what.tick());
        }
    }

    private boolean hasRisen(Measured what) {
        double[] scores = what.scores();
        if (rule.classCount() == 0) {
            return errors.addOff(Math.abs(scores[0] - what.label()));
        }
        int likeliest = 0;
        for (int c = 1; c < scores.length; c++) {
            likeliest = scores[c] > scores[likeliest] ? c : likeliest;
        }
        return errors.addWrong(likeliest != (int) what.label());
    }

    /** The label that was there before a row was learnt, and nothing measured. */
    public void early(Decided row, long tick) {
        Outcomes window = windows.at(row);
        if (window != null) {
            window.labelled();
        }
        segments.settled(row, tick, Outcomes::labelled);
        features.learnt(row);
    }

    /** No label came in time. */
    public void unlabelled(Decided row, long tick) {
        Outcomes window = windows.at(row);
        if (window != null) {
            window.unlabelled();
        }
        segments.settled(row, tick, Outcomes::unlabelled);
    }

    /** A prediction waits no more, though its label may still come. */
    public void givenUp(Decided row, long tick) {
        Outcomes window = windows.at(row);
        if (window != null) {
            window.givenUp();
        }
        segments.settled(row, tick, Outcomes::givenUp);
    }

    /**
     * Names none of these values any more.
     *
     * @return whether one of them stands in a table
     */
    public boolean forget(Set<String> values, long tick) {
        return segments.forget(values, tick);
    }

    /** The newest tick in which errors were found to have risen; null when there is none. */
    public @Nullable Long errorDriftTick() {
        return errorDriftTick < 0 ? null : errorDriftTick;
    }

    private List<WatchedRows<?, ?>> tables() {
        return List.of(windows.rows(), segments.rows(), features.rows(), calibration.rows());
    }

    public boolean hasToWrite() {
        return tables().stream().anyMatch(WatchedRows::hasToWrite);
    }

    /** Writes what has changed into the tables. */
    public void write(long asOfTick, List<InputChange> changes) {
        tables().forEach(table -> table.write(rule.name(), asOfTick, changes));
    }

    /** Takes all of it out of the tables. */
    public void leave(List<InputChange> changes) {
        tables().forEach(table -> table.leave(rule.name(), changes));
    }

    /** All of it as it is now. */
    public Watched watched(long asOfTick) {
        String name = rule.name();
        return new Watched(
                rule.evaluation(),
                errorDriftTick(),
                windows.rows().rows(name, asOfTick).build(),
                segments.rows().rows(name, asOfTick).build(),
                features.rows().rows(name, asOfTick).build(),
                calibration.rows().rows(name, asOfTick).build());
    }

    public void write(ModelWriter out) {
        windows.write(out);
        segments.write(out);
        features.write(out);
        calibration.write(out);
        errors.write(out);
        out.number(last).number(errorDriftTick);
    }

    /** Reads what {@link #write(ModelWriter)} wrote under the same rule. */
    public static Watch read(PredictorRule rule, ModelReader in) {
        Watch watch = new Watch(rule);
        watch.windows.read(in);
        watch.segments.read(in);
        watch.features.read(in);
        watch.calibration.read(in);
        watch.errors = ErrorRise.read(in);
        watch.last = in.real();
        watch.errorDriftTick = in.whole();
        return watch;
    }
}
