package dev.tidemill.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** How a predictor does, over HTTP and in the metrics. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PredictorMonitorTest {
    private Served served;

    @BeforeAll
    void serve(@TempDir Path folder) throws Exception {
        Files.createDirectories(folder.resolve("predictors"));
        Files.writeString(
                folder.resolve("predictors/spends.yaml"),
                """
                name: spends
                on: orders
                key: {id: BIGINT}
                features: {customer: {type: category}, note: {type: category}}
                target: {type: number}
                label: {table: orders, value: amount, within: 1 hour}
                learner: {type: mean}
                evaluation: {window: 1 day, segments: [customer]}
                """);
        served = Served.in(folder, "");
        for (int id = 1; id <= 8; id++) {
            served.order(Served.line(id, id % 2 == 0 ? "ada" : "bob", 10L * id));
            long end = System.nanoTime() + 20_000_000_000L;
            while (served.mill().predictor("spends").status().labelsLearnt() < id) {
                assertTrue(System.nanoTime() < end, "nothing is learnt");
                Thread.sleep(5);
            }
        }
    }

    @AfterAll
    void close() {
        served.close();
    }

    private JsonNode monitor() throws Exception {
        return Served.json(served.get("/v1/predictors/spends/monitor"));
    }

    /** The mean of those before is foretold: of the first 0, and the last again is 10 less. */
    private static double rmse() {
        double squares = 100;
        for (int id = 2; id <= 8; id++) {
            double mean = 5.0 * id;
            squares += (10 * id - mean) * (10 * id - mean);
        }
        return Math.sqrt(squares / 8);
    }

    @Test
    void tellsAllPartsInOneAnswer() throws Exception {
        JsonNode monitor = monitor();
        assertEquals("spends", monitor.path("predictor").path("name").asText());
        assertEquals(86_400, monitor.path("evaluation").path("window_seconds").asInt());
        double squares = 0;
        long measured = 0;
        for (JsonNode window : monitor.path("windows")) {
            assertTrue(
                    window.path("window_start").asText().contains("T00:00:00"), window.toString());
            long rows = window.path("measured").asLong();
            measured += rows;
            squares += rows * Math.pow(window.path("rmse").asDouble(), 2);
        }
        assertEquals(8, measured, monitor.toString());
        assertEquals(rmse(), Math.sqrt(squares / 8), 1e-9);
        assertEquals(2, monitor.path("segments").size(), monitor.toString());
        for (JsonNode segment : monitor.path("segments")) {
            assertEquals("customer", segment.path("feature").asText());
            assertEquals(4, segment.path("labelled").asLong());
            assertEquals(1, segment.path("coverage").asDouble());
        }
        assertEquals(0, monitor.path("calibration").size(), "numbers have no scores");
        assertEquals(8, monitor.path("latency").path("rows").path("count").asLong());
        assertTrue(monitor.path("latency").path("rows").path("p50_ms").asDouble() > 0);
        for (JsonNode feature : monitor.path("features")) {
            boolean isNote = feature.path("feature").asText().equals("note");
            assertEquals(isNote ? 1 : 0, feature.path("missing_rate").asDouble());
            assertEquals(isNote ? 0 : 2 / 8.0, feature.path("unseen_rate").asDouble());
            assertEquals(false, feature.path("drifting").asBoolean());
        }
    }

    @Test
    void theTablesSayTheSame() throws Exception {
        JsonNode monitor = monitor();
        long end = System.nanoTime() + 20_000_000_000L;
        JsonNode rows = rows();
        while (rows.path(0).path(0).asLong() != 8) {
            assertTrue(System.nanoTime() < end, rows.toString());
            Thread.sleep(10);
            rows = rows();
        }
        assertEquals(
                monitor.path("segments").path(0).path("rmse").asDouble()
                        + monitor.path("segments").path(1).path("rmse").asDouble(),
                rows.path(0).path(1).asDouble(),
                1e-9);
    }

    private JsonNode rows() throws Exception {
        return Served.json(
                        served.sql(
                                "SELECT sum(measured), sum(rmse) FROM tidemill.predictor_segments",
                                "application/json"))
                .path("rows");
    }

    @Test
    void metricsTellOfEachPredictorAndFeature() throws Exception {
        String metrics = served.get("/metrics").body();
        for (String expected :
                new String[] {
                    "tidemill_predictor_measured{predictor=\"spends\"} 8.0",
                    "tidemill_predictor_pending{predictor=\"spends\"} 0.0",
                    "tidemill_predictor_rmse{predictor=\"spends\"} " + rmse(),
                    "tidemill_predictor_feature_missing_rate{feature=\"note\",predictor=\"spends\"}"
                            + " 1.0",
                    "tidemill_predictor_feature_drifting{feature=\"customer\",predictor=\"spends\"}"
                            + " 0.0",
                    "tidemill_predictor_serving_seconds{of=\"rows\",predictor=\"spends\",quantile=\"0.99\"}"
                }) {
            assertTrue(metrics.contains(expected), expected + " in\n" + metrics);
        }
        assertFalse(metrics.contains("tidemill_predictor_accuracy{"), "of numbers there is none");
    }

    @Test
    void onesThatAreNotThereAreRefused() throws Exception {
        assertEquals(404, served.get("/v1/predictors/spend/monitor").statusCode());
    }
}
