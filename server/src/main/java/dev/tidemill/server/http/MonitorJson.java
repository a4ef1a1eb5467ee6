package dev.tidemill.server.http;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.connectors.format.ByteBuilder;
import dev.tidemill.connectors.format.JsonRowWriter;
import dev.tidemill.definitions.predictor.PredictorEvaluation;
import dev.tidemill.node.predict.PredictorMonitor;
import dev.tidemill.node.predict.watch.ServingTimes;
import dev.tidemill.node.predict.watch.Watched;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a predictor does, as one object: its status, then the rows of each table. */
final class MonitorJson {
    private final ByteBuilder json = new ByteBuilder(1 << 14);

    private MonitorJson() {}

    static byte[] of(PredictorMonitor monitor) {
        return new MonitorJson().write(monitor);
    }

    private byte[] write(PredictorMonitor monitor) {
        Watched watched = monitor.watched();
        json.append("{\"predictor\":");
        value(monitor.status());
        json.append(",\"tick\":").append(monitor.tick());
        json.append(",\"evaluation\":");
        value(evaluation(watched.evaluation()));
        json.append(",\"error_drift_tick\":");
        value(watched.errorDriftTick());
        json.append(",\"latency\":");
        value(Map.of("rows", times(monitor.rowTimes()), "asked", times(monitor.askedTimes())));
        rows("windows", watched.windows());
        rows("segments", watched.segments());
        rows("features", watched.features());
        rows("calibration", watched.calibration());
        return json.append('}').toByteArray();
    }

    private static Map<String, Object> evaluation(PredictorEvaluation evaluation) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("window_seconds", evaluation.window().toSeconds());
        object.put("windows", evaluation.windowsMax());
        object.put("segments", evaluation.segments());
        object.put("segments_kept", evaluation.segmentsMax());
        object.put("shift_rows", evaluation.shiftRows());
        object.put("shift_above", evaluation.shiftAbove());
        return object;
    }

    private static Map<String, Object> times(ServingTimes.Times times) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("count", times.count());
        object.put("p50_ms", times.p50Millis());
        object.put("p99_ms", times.p99Millis());
        return object;
    }

    private void value(@Nullable Object value) {
        if (value == null) {
            json.append("null");
            return;
        }
        byte[] encoded = Json.encode(value);
        json.append(encoded, 0, encoded.length);
    }

    private void rows(String name, Batch rows) {
        json.append(",\"").append(name).append("\":[");
        JsonRowWriter writer = new JsonRowWriter(rows.schema());
        for (int row = 0; row < rows.size(); row++) {
            if (row > 0) {
                json.append(',');
            }
            writer.object(rows, row, json);
        }
        json.append(']');
    }
}
