package dev.tidemill.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.cli.show.AlignedTable;
import dev.tidemill.cli.show.Amount;
import dev.tidemill.cli.show.Sparkline;
import dev.tidemill.cli.show.Terminal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a predictor does, as tables for a person. Owned by one command. */
final class MonitorText {
    private final Terminal terminal;
    private final int windowsShown;

    MonitorText(Terminal terminal, int windowsShown) {
        this.terminal = terminal;
        this.windowsShown = windowsShown;
    }

    void print(JsonNode monitor) {
        JsonNode predictor = monitor.path("predictor");
        List<JsonNode> windows = windows(monitor);
        boolean tellsNumbers = windows.stream().anyMatch(window -> window.path("rmse").isNumber());
        terminal.out()
                .printf(
                        "%s on %s: %s, version %s, as of tick %s%n",
                        predictor.path("name").asText(),
                        predictor.path("on").asText(),
                        predictor.path("learner").asText(),
                        predictor.path("model_version").asText(),
                        monitor.path("tick").asText());
        printLines(monitor, windows, tellsNumbers ? "rmse" : "accuracy");
        section(
                "by window of " + span(monitor.path("evaluation").path("window_seconds").asLong()),
                windowTable(windows, tellsNumbers),
                "nothing was foretold yet");
        section("by segment", segmentTable(monitor, tellsNumbers), null);
        section("features", featureTable(monitor), null);
        section("calibration", calibrationTable(monitor), null);
    }

    /** Oldest first. */
    private static List<JsonNode> windows(JsonNode monitor) {
        List<JsonNode> windows = new ArrayList<>();
        monitor.path("windows").forEach(windows::add);
        windows.sort(Comparator.comparing(window -> window.path("window_start").asText()));
        return windows;
    }

    private void printLines(JsonNode monitor, List<JsonNode> windows, String measure) {
        List<@Nullable Double> values = new ArrayList<>();
        for (JsonNode window : windows) {
            JsonNode value = window.path(measure);
            values.add(value.isNumber() ? (Double) value.asDouble() : null);
        }
        JsonNode measures = monitor.path("predictor").path("measures");
        if (measures.has(measure)) {
            terminal.out()
                    .printf(
                            "%s %s, %s of saying the last label again  %s%n",
                            measure,
                            ModelListCommand.measure(measures.path(measure)),
                            ModelListCommand.measure(
                                    measures.path(
                                            measure.equals("rmse")
                                                    ? "baseline_rmse"
                                                    : "baseline_accuracy")),
                            Sparkline.of(values));
        }
        JsonNode drift = monitor.path("error_drift_tick");
        if (drift.isNumber()) {
            terminal.out()
                    .println(
                            terminal.paint()
                                    .bold("errors rose in tick " + Amount.count(drift.asLong())));
        }
        for (String of : new String[] {"rows", "asked"}) {
            JsonNode times = monitor.path("latency").path(of);
            if (times.path("count").asLong() > 0) {
                terminal.out()
                        .printf(
                                "%s: journalled within %s (p99 %s), %s since the start%n",
                                of,
                                Amount.millis(times.path("p50_ms").asDouble()),
                                Amount.millis(times.path("p99_ms").asDouble()),
                                Amount.count(times.path("count").asLong()));
            }
        }
    }

    private void section(String title, AlignedTable table, @Nullable String otherwise) {
        if (table.rowCount() == 0 && otherwise == null) {
            return;
        }
        terminal.out().println();
        terminal.out().println(terminal.paint().dim(title));
        if (table.rowCount() == 0) {
            terminal.out().println(otherwise);
        } else {
            table.print(terminal);
        }
    }

    private AlignedTable windowTable(List<JsonNode> windows, boolean tellsNumbers) {
        AlignedTable table = outcomes(new AlignedTable().left("FROM"), tellsNumbers);
        for (JsonNode window :
                windows.subList(Math.max(0, windows.size() - windowsShown), windows.size())) {
            List<String> row = new ArrayList<>();
            row.add(window.path("window_start").asText());
            addOutcomes(window, tellsNumbers, row);
            table.row(row);
        }
        return table;
    }

    private static AlignedTable segmentTable(JsonNode monitor, boolean tellsNumbers) {
        AlignedTable table =
                outcomes(new AlignedTable().left("FEATURE").left("SEGMENT"), tellsNumbers);
        List<JsonNode> segments = new ArrayList<>();
        monitor.path("segments").forEach(segments::add);
        segments.sort(
                Comparator.comparing((JsonNode each) -> each.path("feature").asText())
                        .thenComparingLong(each -> -each.path("predicted").asLong()));
        for (JsonNode segment : segments) {
            List<String> row = new ArrayList<>();
            row.add(segment.path("feature").asText());
            row.add(
                    segment.path("kind").asText().equals("value")
                            ? segment.path("segment").asText()
                            : "(" + segment.path("kind").asText() + ")");
            addOutcomes(segment, tellsNumbers, row);
            table.row(row);
        }
        return table;
    }

    private static AlignedTable outcomes(AlignedTable table, boolean tellsNumbers) {
        table.right("PREDICTED").right("LABELLED").right("COVERAGE").right("LAG");
        if (tellsNumbers) {
            return table.right("RMSE").right("BASELINE");
        }
        return table.right("ACCURACY")
                .right("BASELINE")
                .right("KAPPA")
                .right("LOG-LOSS")
                .right("AUC")
                .right("CALIBRATION");
    }

    private static void addOutcomes(JsonNode of, boolean tellsNumbers, List<String> row) {
        row.add(Amount.count(of.path("predicted").asLong()));
        row.add(Amount.count(of.path("labelled").asLong()));
        row.add(percent(of.path("coverage")));
        JsonNode lag = of.path("label_lag_seconds");
        row.add(lag.isNumber() ? Amount.millis(lag.asDouble() * 1_000) : "-");
        List<String> measures =
                tellsNumbers
                        ? List.of("rmse", "baseline_rmse")
                        : List.of(
                                "accuracy",
                                "baseline_accuracy",
                                "kappa_temporal",
                                "log_loss",
                                "auc",
                                "calibration_error");
        measures.forEach(measure -> row.add(ModelListCommand.measure(of.path(measure))));
    }

    private static AlignedTable featureTable(JsonNode monitor) {
        AlignedTable table =
                new AlignedTable()
                        .left("FEATURE")
                        .left("TYPE")
                        .right("SEEN")
                        .right("MISSING")
                        .right("UNSEEN")
                        .right("PSI")
                        .right("KS")
                        .right("WASSERSTEIN")
                        .left("STATE");
        for (JsonNode feature : monitor.path("features")) {
            table.row(
                    feature.path("feature").asText(),
                    feature.path("type").asText(),
                    Amount.count(feature.path("seen").asLong()),
                    percent(feature.path("missing_rate")),
                    percent(feature.path("unseen_rate")),
                    ModelListCommand.measure(feature.path("psi")),
                    ModelListCommand.measure(feature.path("ks")),
                    ModelListCommand.measure(feature.path("wasserstein")),
                    state(feature));
        }
        return table;
    }

    private static String state(JsonNode feature) {
        if (feature.path("drifting").asBoolean()) {
            return "drifting since tick "
                    + Amount.count(feature.path("drifting_since_tick").asLong());
        }
        return feature.path("psi").isNumber() ? "steady" : "too few rows";
    }

    private static AlignedTable calibrationTable(JsonNode monitor) {
        AlignedTable table =
                new AlignedTable()
                        .left("SCORES")
                        .right("MEASURED")
                        .right("MEAN SCORE")
                        .right("OBSERVED");
        List<JsonNode> bins = new ArrayList<>();
        monitor.path("calibration").forEach(bins::add);
        bins.sort(Comparator.comparingInt(bin -> bin.path("bin").asInt()));
        for (JsonNode bin : bins) {
            table.row(
                    String.format(
                            Locale.ROOT,
                            "%.1f to %.1f",
                            bin.path("score_from").asDouble(),
                            bin.path("score_to").asDouble()),
                    Amount.count(bin.path("measured").asLong()),
                    ModelListCommand.measure(bin.path("mean_score")),
                    ModelListCommand.measure(bin.path("observed_rate")));
        }
        return table;
    }

    private static String percent(JsonNode share) {
        return share.isNumber()
                ? String.format(Locale.ROOT, "%.1f %%", 100 * share.asDouble())
                : "-";
    }

    private static String span(long seconds) {
        Duration window = Duration.ofSeconds(seconds);
        if (seconds % 86_400 == 0) {
            return window.toDays() + " d";
        }
        if (seconds % 3_600 == 0) {
            return window.toHours() + " h";
        }
        return seconds % 60 == 0 ? window.toMinutes() + " min" : seconds + " s";
    }
}
