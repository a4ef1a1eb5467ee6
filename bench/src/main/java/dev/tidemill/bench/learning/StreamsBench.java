package dev.tidemill.bench.learning;

import dev.tidemill.bench.Result;
import dev.tidemill.learning.feature.FeatureVector;
import dev.tidemill.learning.learner.Classifier;
import dev.tidemill.learning.learner.Regressor;
import dev.tidemill.learning.metric.ClassificationScore;
import dev.tidemill.learning.metric.RegressionError;
import dev.tidemill.learning.stream.Friedman;
import dev.tidemill.learning.stream.LabelledStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The streams that the field publishes figures of, drawn from a seed: each row is predicted, scored
 * and then learned. The seconds are those of one pass, drawing the rows included, on one thread and
 * without a pass before it to warm up.
 */
@Command(
        name = "streams",
        description = "How well and how fast learners do on the drawn streams of the literature.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = {
            "  tidemill bench streams --stream random_tree --model tree --model forest",
            "  tidemill bench streams --regressor tree --regressor forest --rows 20000"
        })
public final class StreamsBench implements Callable<Integer> {
    @Option(
            names = "--stream",
            description =
                    "One of ${COMPLETION-CANDIDATES}; may be repeated: all, with no regressor named either.")
    private List<StreamChoice> streams = List.of();

    @Option(
            names = "--model",
            description = "One of ${COMPLETION-CANDIDATES}, for classes; may be repeated: TREE.")
    private List<FlightLearner> models = List.of(FlightLearner.TREE);

    @Option(
            names = "--regressor",
            description =
                    "One of ${COMPLETION-CANDIDATES}, on Friedman's numbers; may be repeated.")
    private List<StreamRegressor> regressors = List.of();

    @Option(
            names = "--rows",
            defaultValue = "100000",
            description = "Rows of each stream: ${DEFAULT-VALUE}.")
    private long rows;

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "What the rows are drawn from: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--csv",
            description = "Also write the rows into this folder, for other systems' learners.")
    private @Nullable Path csv;

    @Option(names = "--json", description = "Print one JSON line a trial.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        boolean all = streams.isEmpty() && regressors.isEmpty();
        for (StreamChoice stream : all ? List.of(StreamChoice.values()) : streams) {
            for (FlightLearner model : models) {
                classes(stream, model).print(System.out, json);
            }
        }
        for (StreamRegressor regressor : all ? List.of(StreamRegressor.values()) : regressors) {
            numbers(regressor).print(System.out, json);
        }
        if (csv != null) {
            write(csv);
        }
        return 0;
    }

    private Result classes(StreamChoice choice, FlightLearner learner) {
        LabelledStream stream = choice.from(seed, rows);
        Classifier model = learner.over(stream.space());
        ClassificationScore score = new ClassificationScore(stream.classes());
        FeatureVector row = new FeatureVector(stream.space());
        double[] probabilities = new double[stream.classes()];
        long started = System.nanoTime();
        for (long i = 0; i < rows; i++) {
            int label = stream.next(row);
            model.predict(row, probabilities);
            score.add(probabilities, label);
            model.learn(row, label);
        }
        return result(choice.name(), learner.name(), started)
                .put("accuracy", score.accuracy())
                .put("kappa", score.kappa())
                .put("log_loss", score.logLoss())
                .put("model_bytes", model.bytes());
    }

    private Result numbers(StreamRegressor regressor) {
        Friedman stream = new Friedman(seed);
        Regressor model = regressor.over(stream.space());
        RegressionError error = new RegressionError();
        FeatureVector row = new FeatureVector(stream.space());
        long started = System.nanoTime();
        for (long i = 0; i < rows; i++) {
            double target = stream.next(row);
            error.add(model.predict(row), target);
            model.learn(row, target);
        }
        return result("friedman", regressor.name(), started)
                .put("rmse", error.rmse())
                .put("mae", error.mae())
                .put("model_bytes", model.bytes());
    }

    private Result result(String stream, String model, long started) {
        return new Result()
                .put("stream", stream.toLowerCase(Locale.ROOT))
                .put("model", model.toLowerCase(Locale.ROOT))
                .put("rows", rows)
                .put("seed", seed)
                .put("seconds", (System.nanoTime() - started) / 1e9);
    }

    private void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (StreamChoice choice : streams) {
            LabelledStream stream = choice.from(seed, rows);
            String name = choice.name().toLowerCase(Locale.ROOT);
            StreamRows.write(folder.resolve(name + ".csv"), stream.space(), rows, stream::next);
        }
        if (!regressors.isEmpty()) {
            Friedman stream = new Friedman(seed);
            StreamRows.write(folder.resolve("friedman.csv"), stream.space(), rows, stream::next);
        }
    }
}
