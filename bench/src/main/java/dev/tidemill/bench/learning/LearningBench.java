package dev.tidemill.bench.learning;

import dev.tidemill.bench.BenchFolder;
import dev.tidemill.bench.Result;
import dev.tidemill.learning.learner.Classifier;
import dev.tidemill.learning.metric.ClassificationScore;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Whether a flight that departs will be more than 15 minutes late, predicted in the order of the
 * flights; each outcome is learned when it is known, and not before. The last set of features
 * learns each outcome at once: what that gains is a leak, and shows what keeping to the time costs.
 */
@Command(
        name = "learning",
        description = "How well and how fast learners predict which flights are late.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = {"  tidemill bench learning --model logistic --model forest"})
public final class LearningBench implements Callable<Integer> {
    @Option(
            names = "--data",
            description = "A Parquet file of flights; the example's January when left out.")
    private @Nullable Path data;

    @Option(
            names = "--model",
            defaultValue = "logistic",
            description = "One of ${COMPLETION-CANDIDATES}; may be repeated: ${DEFAULT-VALUE}.")
    private List<FlightLearner> models = List.of(FlightLearner.LOGISTIC);

    @Option(
            names = "--features",
            description = "One of ${COMPLETION-CANDIDATES}; may be repeated; all when left out.")
    private List<FlightFeatures> features = List.of();

    @Option(
            names = "--flights",
            defaultValue = "" + Integer.MAX_VALUE,
            description = "The most flights of the file; all when left out.")
    private int most;

    @Option(names = "--json", description = "Print one JSON line a trial.")
    private boolean json;

    @Override
    public Integer call() {
        Path file =
                data == null
                        ? BenchFolder.home()
                                .resolve("examples/flights/data/flights-2001-01.parquet")
                        : data;
        FlightRows flights = new FlightRows(file, most);
        for (FlightLearner model : models) {
            for (FlightFeatures told : features.isEmpty() ? all() : features) {
                trial(flights, model, told).print(System.out, json);
            }
        }
        return 0;
    }

    private static List<FlightFeatures> all() {
        return List.of(FlightFeatures.values());
    }

    private static Result trial(FlightRows flights, FlightLearner learner, FlightFeatures told) {
        Classifier model = learner.over(told.space());
        FlightTrial trial = new FlightTrial(flights, told, model);
        long started = System.nanoTime();
        ClassificationScore score = trial.run();
        double micros = (System.nanoTime() - started) / 1e3 / flights.size();
        return new Result()
                .put("model", learner.name().toLowerCase(Locale.ROOT))
                .put("features", told.name().toLowerCase(Locale.ROOT))
                .put("flights", flights.size())
                .put("accuracy", score.accuracy())
                .put("no_change_accuracy", score.noChangeAccuracy())
                .put("kappa", score.kappa())
                .put("kappa_temporal", score.kappaTemporal())
                .put("auc", score.auc())
                .put("log_loss", score.logLoss())
                .put("brier", score.calibration().brier())
                .put("calibration_error", score.calibration().error())
                .put("pending_max", trial.pendingMax())
                .put("model_bytes", model.bytes())
                .put("micros_a_flight", micros);
    }
}
