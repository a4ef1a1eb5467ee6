package dev.tidemill.node.predict.watch;

import dev.tidemill.definitions.predictor.PredictorEvaluation;
import dev.tidemill.definitions.predictor.PredictorFeature;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import dev.tidemill.node.record.PredictorRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether a predictor's features are still what they were. For one thread. */
final class FeatureShifts {
    private final WatchedRows<String, FeatureShift> rows =
            new WatchedRows<>(WatchTables.FEATURES, new Form());
    private List<PredictorFeature> features = List.of();
    private PredictorEvaluation evaluation = PredictorEvaluation.DEFAULT;

    FeatureShifts(PredictorRule rule) {
        features = rule.features();
        evaluation = rule.evaluation();
        begin();
    }

    private void begin() {
        for (PredictorFeature feature : features) {
            rows.put(
                    feature.name(), new FeatureShift(feature.isCategory(), evaluation.shiftRows()));
        }
    }

    /** Goes on by another rule; another model, or other sizes, begin anew. */
    void use(PredictorRule rule, boolean goesOn) {
        boolean same = goesOn && evaluation.shiftRows() == rule.evaluation().shiftRows();
        features = rule.features();
        evaluation = rule.evaluation();
        if (!same) {
            rows.clear();
            begin();
        }
    }

    void predicted(Decided row, long tick) {
        for (int i = 0; i < features.size(); i++) {
            String name = features.get(i).name();
            FeatureShift shift = rows.values().get(name);
            if (shift != null && shift.add(row.features().get(i), evaluation, tick)) {
                rows.put(name, shift);
            }
        }
    }

    void learnt(Decided row) {
        for (int i = 0; i < features.size(); i++) {
            FeatureShift shift = rows.values().get(features.get(i).name());
            if (shift != null) {
                shift.learnt(row.features().get(i));
            }
        }
    }

    WatchedRows<String, FeatureShift> rows() {
        return rows;
    }

    void write(ModelWriter out) {
        rows.write(out);
    }

    void read(ModelReader in) {
        rows.read(in);
    }

    private static final class Form implements WatchedRows.Form<String, FeatureShift> {
        @Override
        public void addKey(String feature, List<@Nullable Object> row) {
            row.add(feature);
        }

        @Override
        public void addValue(FeatureShift shift, List<@Nullable Object> row) {
            shift.addTo(row);
        }

        @Override
        public void writeKey(String feature, ModelWriter out) {
            out.text(feature);
        }

        @Override
        public String readKey(ModelReader in) {
            return in.text();
        }

        @Override
        public void writeValue(FeatureShift shift, ModelWriter out) {
            shift.write(out);
        }

        @Override
        public FeatureShift readValue(ModelReader in) {
            return FeatureShift.read(in);
        }
    }
}
