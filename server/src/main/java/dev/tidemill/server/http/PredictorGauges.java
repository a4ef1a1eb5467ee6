package dev.tidemill.server.http;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.predict.PredictorMonitor;
import dev.tidemill.node.predict.watch.ServingTimes;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What {@code /metrics} says of predictors. */
final class PredictorGauges {
    private static final Map<String, String> MEASURES =
            Map.of(
                    "accuracy", "The part of predictions that was right",
                    "baseline_accuracy", "That of saying the last label again",
                    "kappa_temporal", "The part of what is right beyond the baseline",
                    "log_loss", "In nats a row",
                    "auc", "Over the newest labels",
                    "calibration_error", "How far probabilities are off, in the mean",
                    "rmse", "Root mean squared error, in the target's unit",
                    "baseline_rmse", "That of saying the last label again",
                    "label_lag_seconds", "From when a row was due to its label, in the mean");

    private final Tidemill mill;
    private final MeterRegistry registry;
    private final Map<String, MultiGauge> gauges = new LinkedHashMap<>();
    private final Map<String, List<MultiGauge.Row<?>>> rows = new LinkedHashMap<>();

    PredictorGauges(Tidemill mill, MeterRegistry registry) {
        this.mill = mill;
        this.registry = registry;
        gauge("due", "Rows that wait for their prediction");
        gauge("pending", "Predictions that wait for their label");
        gauge("predicted", "Predictions that were made");
        gauge("measured", "Predictions that were measured with their label");
        gauge("unlabelled", "Predictions whose label did not come in time");
        MEASURES.forEach(this::gauge);
        gauge("error_drift_tick", "The newest tick in which errors were found to have risen");
        gauge("feature_drifting", "Whether a feature's values are not what they were");
        gauge("feature_psi", "Its population stability index against its first rows");
        gauge("feature_missing_rate", "The part of its newest values that is missing");
        gauge("feature_unseen_rate", "The part of its newest values that no label was learnt of");
        gauge("serving_seconds", "From when a prediction was due until it was journalled");
    }

    private void gauge(String name, String description) {
        gauges.put(
                name,
                MultiGauge.builder("tidemill.predictor." + name)
                        .description(description)
                        .register(registry));
        rows.put(name, new ArrayList<>());
    }

    /** Reads all of it anew; for one thread at a time. */
    synchronized void read() {
        rows.values().forEach(List::clear);
        for (String name : mill.predictors()) {
            try {
                read(mill.predictor(name).monitor());
            } catch (TidemillException e) {
                if (e.errorCode() != ErrorCode.UNKNOWN_PREDICTOR) {
                    throw e;
                }
            }
        }
        gauges.forEach(
                (name, gauge) ->
                        gauge.register(List.copyOf(rows.getOrDefault(name, List.of())), true));
    }

    private void read(PredictorMonitor monitor) {
        Tags tags = Tags.of("predictor", monitor.status().name());
        add("due", tags, monitor.status().due());
        add("pending", tags, monitor.status().pending());
        monitor.status().counts().forEach((count, value) -> add(count, tags, value));
        monitor.status().measures().forEach((measure, value) -> add(measure, tags, value));
        Long drift = monitor.watched().errorDriftTick();
        if (drift != null) {
            add("error_drift_tick", tags, drift);
        }
        Batch features = monitor.watched().features();
        for (int row = 0; row < features.size(); row++) {
            Tags feature = tags.and("feature", String.valueOf(value(features, row, "feature")));
            for (String column : List.of("drifting", "psi", "missing_rate", "unseen_rate")) {
                add("feature_" + column, feature, value(features, row, column));
            }
        }
        add(tags.and("of", "rows"), monitor.rowTimes());
        add(tags.and("of", "asked"), monitor.askedTimes());
    }

    private void add(Tags tags, ServingTimes.Times times) {
        if (times.count() > 0) {
            add("serving_seconds", tags.and("quantile", "0.5"), times.p50Millis() / 1e3);
            add("serving_seconds", tags.and("quantile", "0.99"), times.p99Millis() / 1e3);
        }
    }

    private static Object value(Batch rows, int row, String column) {
        Object value = rows.column(rows.schema().indexOf(column)).value(row);
        return value == null ? "" : value;
    }

    /** What is not known, or no gauge, is left out. */
    private void add(String gauge, Tags tags, Object value) {
        List<MultiGauge.Row<?>> of = rows.get(gauge);
        if (of == null) {
            return;
        }
        switch (value) {
            case Boolean yes -> of.add(MultiGauge.Row.of(tags, yes ? 1 : 0));
            case Number number -> of.add(MultiGauge.Row.of(tags, number));
            default -> {}
        }
    }
}
