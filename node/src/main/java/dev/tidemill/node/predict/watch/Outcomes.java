package dev.tidemill.node.predict.watch;

import dev.tidemill.learning.metric.Quality;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What came of some predictions, and how good they were. For one thread. */
final class Outcomes {
    private final Quality quality;
    private long predicted;
    private long labelled;
    private long unlabelled;
    private long givenUp;
    private long lagMicros;

    Outcomes(int classes) {
        this(new Quality(classes));
    }

    private Outcomes(Quality quality) {
        this.quality = quality;
    }

    static Outcomes read(ModelReader in) {
        Outcomes outcomes = new Outcomes(Quality.read(in));
        outcomes.predicted = in.whole();
        outcomes.labelled = in.whole();
        outcomes.unlabelled = in.whole();
        outcomes.givenUp = in.whole();
        outcomes.lagMicros = in.whole();
        return outcomes;
    }

    void write(ModelWriter out) {
        quality.write(out);
        out.number(predicted).number(labelled).number(unlabelled).number(givenUp).number(lagMicros);
    }

    void predicted() {
        predicted++;
    }

    /** The label was there before the row, so that nothing is measured. */
    void labelled() {
        labelled++;
    }

    void measured(Measured what, double last) {
        labelled++;
        lagMicros += what.lagMicros();
        quality.add(what.scores(), what.label(), last);
    }

    void unlabelled() {
        unlabelled++;
    }

    void givenUp() {
        givenUp++;
    }

    void merge(Outcomes other) {
        quality.merge(other.quality);
        predicted += other.predicted;
        labelled += other.labelled;
        unlabelled += other.unlabelled;
        givenUp += other.givenUp;
        lagMicros += other.lagMicros;
    }

    Quality quality() {
        return quality;
    }

    /** The counts and measures, as the tables have them. */
    void addTo(List<@Nullable Object> row) {
        row.add(predicted);
        row.add(labelled);
        row.add(quality.rows());
        row.add(unlabelled);
        row.add(givenUp);
        row.add(predicted == 0 ? null : (Double) ((double) labelled / predicted));
        row.add(quality.rows() == 0 ? null : (Double) (lagMicros / 1e6 / quality.rows()));
        row.add(known(quality.accuracy()));
        row.add(known(quality.baselineAccuracy()));
        row.add(known(quality.kappaTemporal()));
        row.add(known(quality.logLoss()));
        row.add(known(quality.auc()));
        row.add(known(quality.calibrationError()));
        row.add(known(quality.rmse()));
        row.add(known(quality.baselineRmse()));
    }

    static @Nullable Double known(double value) {
        return Double.isNaN(value) ? null : value;
    }
}
