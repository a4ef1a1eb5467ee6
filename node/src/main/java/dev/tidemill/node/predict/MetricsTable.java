package dev.tidemill.node.predict;

import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.node.ingest.SystemTables;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows of {@link SystemTables#PREDICTOR_METRICS}. */
final class MetricsTable {
    private MetricsTable() {}

    /** The row of a predictor as of the tick before. */
    static void add(PredictorState state, long asOfTick, BatchBuilder rows) {
        List<@Nullable Object> row = new ArrayList<>();
        row.add(state.rule().name());
        row.add(state.lineup().champion().settings().learner().word());
        row.add(state.model().version());
        row.add(state.model().labelsLearnt());
        row.add((long) state.dueCount());
        row.add((long) state.pendingCount());
        row.add((long) state.earlyCount());
        for (Tally each : Tally.values()) {
            row.add(state.count(each));
        }
        row.addAll(state.model().measures().values());
        row.add(state.model().lagSeconds());
        row.add(state.watch().errorDriftTick());
        row.add(asOfTick);
        rows.addRow(1, row);
    }

    /** The same for a person. */
    static PredictorStatus status(PredictorState state) {
        Schema schema = SystemTables.PREDICTOR_METRICS.schema();
        Map<String, Long> counts = new LinkedHashMap<>();
        int count = schema.indexOf("predicted");
        for (Tally each : Tally.values()) {
            counts.put(schema.field(count++).name(), state.count(each));
        }
        Map<String, Double> measures = measures(state.model());
        Double lag = state.model().lagSeconds();
        if (lag != null) {
            measures.put("label_lag_seconds", lag);
        }
        return new PredictorStatus(
                state.rule().name(),
                state.rule().on(),
                state.lineup().champion().settings().learner().word(),
                state.model().version(),
                state.model().labelsLearnt(),
                state.dueCount(),
                state.pendingCount(),
                counts,
                measures);
    }

    /** Those of a model that are known, by the names of the table's columns. */
    static Map<String, Double> measures(TaughtModel model) {
        Schema schema = SystemTables.PREDICTOR_METRICS.schema();
        Map<String, Double> measures = new LinkedHashMap<>();
        int at = schema.indexOf("accuracy");
        for (Double value : model.measures().values()) {
            if (value != null) {
                measures.put(schema.field(at).name(), value);
            }
            at++;
        }
        return measures;
    }

    static BatchBuilder rows() {
        return new BatchBuilder(SystemTables.PREDICTOR_METRICS.schema(), 4);
    }

    static InputChange upsert(BatchBuilder rows) {
        return new InputChange(
                SystemTables.PREDICTOR_METRICS.name(), InputChange.Op.UPSERT, rows.build());
    }

    /** Takes out the rows of predictors that are gone. */
    static InputChange deletion(Collection<String> predictors) {
        BatchBuilder rows = rows();
        int size = SystemTables.PREDICTOR_METRICS.schema().size();
        for (String predictor : predictors) {
            List<@Nullable Object> row = new ArrayList<>();
            row.add(predictor);
            row.add("");
            row.add(0);
            for (int i = 3; i < size; i++) {
                boolean nullable = SystemTables.PREDICTOR_METRICS.schema().field(i).nullable();
                row.add(nullable ? null : (Object) 0L);
            }
            rows.addRow(1, row);
        }
        return new InputChange(
                SystemTables.PREDICTOR_METRICS.name(), InputChange.Op.DELETE, rows.build());
    }
}
