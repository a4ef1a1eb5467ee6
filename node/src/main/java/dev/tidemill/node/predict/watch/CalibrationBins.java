package dev.tidemill.node.predict.watch;

import dev.tidemill.learning.metric.Calibration;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import dev.tidemill.node.record.PredictorRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of rows of like scores, since the model began. Of numbers there is nothing. For one
 * thread.
 */
final class CalibrationBins {
    private final WatchedRows<Integer, Calibration.Bin> rows =
            new WatchedRows<>(WatchTables.CALIBRATION, new Form());
    private Calibration calibration = new Calibration(Calibration.BINS_DEFAULT);
    private boolean applies;

    CalibrationBins(PredictorRule rule) {
        use(rule, true);
    }

    void use(PredictorRule rule, boolean goesOn) {
        applies = rule.classCount() > 0;
        if (!goesOn) {
            calibration = new Calibration(Calibration.BINS_DEFAULT);
            rows.clear();
        }
    }

    void measured(Measured what) {
        if (applies) {
            double score = what.scores()[1];
            calibration.add(score, what.label() == 1);
            int bin = calibration.binOf(score);
            rows.put(bin, calibration.bin(bin));
        }
    }

    WatchedRows<Integer, Calibration.Bin> rows() {
        return rows;
    }

    void write(ModelWriter out) {
        rows.write(out);
        calibration.write(out);
    }

    void read(ModelReader in) {
        rows.read(in);
        calibration = Calibration.read(in);
    }

    private static final class Form implements WatchedRows.Form<Integer, Calibration.Bin> {
        @Override
        public void addKey(Integer bin, List<@Nullable Object> row) {
            row.add(bin);
        }

        @Override
        public void addValue(Calibration.Bin bin, List<@Nullable Object> row) {
            row.add(bin.from());
            row.add(bin.to());
            row.add(bin.rows());
            row.add(Outcomes.known(bin.predicted()));
            row.add(Outcomes.known(bin.happened()));
        }

        @Override
        public void writeKey(Integer bin, ModelWriter out) {
            out.number(bin.intValue());
        }

        @Override
        public Integer readKey(ModelReader in) {
            return in.integer();
        }

        @Override
        public void writeValue(Calibration.Bin bin, ModelWriter out) {
            out.number(bin.from()).number(bin.to()).number(bin.rows());
            out.number(bin.predicted()).number(bin.happened());
        }

        @Override
        public Calibration.Bin readValue(ModelReader in) {
            return new Calibration.Bin(in.real(), in.real(), in.whole(), in.real(), in.real());
        }
    }
}
