package dev.tidemill.bench.loop;

import dev.tidemill.bench.BenchFolder;
import dev.tidemill.bench.Durations;
import dev.tidemill.bench.Result;
import dev.tidemill.cli.client.ServerAddress;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.node.predict.PredictorStatus;
import dev.tidemill.server.ServerOptions;
import dev.tidemill.server.TidemillServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How long it takes from an event until the application is told what to do about it: a payment is
 * sent over HTTP, its account's features are brought up to date, it is foretold whether it is
 * fraud, that is journalled, and the application receives the action's request. Every payment is
 * foretold of; the times are those of the ones that are acted upon, from when they were due to be
 * sent. An action that never came counts as one that takes for ever.
 */
@Command(
        name = "loop",
        description = {
            "How long from an event until the application receives what is to be done about it:",
            "feature, prediction and action between them, the client and the receiver in the same",
            "process, over loopback."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = {"  tidemill bench loop --rate 5000 --seconds 30 --json"})
public final class LoopBench implements Callable<Integer> {
    private static final long SEED = 1;
    private static final long LAST_MILLIS = 30_000;
    private static final long LOOK_MILLIS = 5;
    private static final long PROGRESS_MILLIS = 5_000;

    @Option(
            names = "--rate",
            defaultValue = "5000",
            description = "Events a second: ${DEFAULT-VALUE}.")
    private double rate;

    @Option(
            names = "--rows-per-post",
            defaultValue = "25",
            description = "Events of one request: ${DEFAULT-VALUE}.")
    private int rowsPerPost;

    @Option(
            names = "--actions",
            defaultValue = "100",
            description = "How many events a second are acted upon: ${DEFAULT-VALUE}.")
    private double actions;

    @Option(
            names = "--labelled",
            defaultValue = "0.2",
            description =
                    "Of how many of the others the outcome comes, a second later, and is learnt:"
                            + " ${DEFAULT-VALUE}.")
    private double labelled;

    @Option(
            names = "--warm-up",
            defaultValue = "15",
            description = "Seconds before it is measured: ${DEFAULT-VALUE}.")
    private double warmUp;

    @Option(
            names = "--seconds",
            defaultValue = "30",
            description = "Seconds that are measured: ${DEFAULT-VALUE}.")
    private double seconds;

    @Option(
            names = "--json",
            description =
                    "Print JSON: a line with all figures, and last one with p50_ms, p99_ms and"
                            + " events_per_second.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("tidemill-loop");
        try (LoopReceiver receiver = new LoopReceiver()) {
            Path project = Files.createDirectories(folder.resolve("project"));
            LoopProject.write(project, receiver.url());
            TidemillOptions options =
                    TidemillOptions.defaults().withData(folder.resolve("data")).withWatching(false);
            try (TidemillServer server =
                            TidemillServer.start(
                                    ServerOptions.loopback(0),
                                    url -> Tidemill.open(project, options.withLocalUrl(url)));
                    ServerClient client =
                            new ServerClient(ServerAddress.parse(server.url(), null));
                    LoopLoad load = new LoopLoad(client, new LoopRows(SEED, labelled))) {
                return run(server.mill(), load, receiver);
            }
        } finally {
            BenchFolder.delete(folder);
        }
    }

    private int run(Tidemill mill, LoopLoad load, LoopReceiver receiver)
            throws InterruptedException {
        LoopLoad.Timetable timetable = new LoopLoad.Timetable(rate, rowsPerPost, actions);
        System.err.printf("warming up for %.0f s%n", warmUp);
        double ignored = load.run(timetable, warmUp);
        // The first ones were not foretold to be fraud, as nothing was learnt yet.
        long predictedBefore = awaitPredicted(mill, load.accepted());
        load.forget();
        Durations loop = new Durations();
        Thread progress = Thread.ofVirtual().start(() -> tellProgress(load, receiver));
        double took = load.run(timetable, seconds);
        progress.interrupt();
        progress.join();
        int lost = awaitActions(load, receiver);
        for (Map.Entry<Long, Long> each : load.fraud().entrySet()) {
            Long came = receiver.receivedNanos(each.getKey());
            loop.add(came == null ? Long.MAX_VALUE : came - each.getValue());
        }
        double eventsPerSecond = load.accepted() / took;
        long predicted = awaitPredicted(mill, predictedBefore + load.accepted()) - predictedBefore;
        all(mill, load, receiver, loop, lost, eventsPerSecond)
                .put("predicted", predicted)
                .print(System.out, json);
        new Result()
                .put("p50_ms", loop.millis(0.5))
                .put("p99_ms", loop.millis(0.99))
                .put("events_per_second", Math.round(eventsPerSecond))
                .print(System.out, json);
        return lost == 0 && load.failed() == 0 && predicted == load.accepted() ? 0 : 1;
    }

    /** Waits until so many are foretold of, for a time; how many are. */
    private static long awaitPredicted(Tidemill mill, long wanted) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LAST_MILLIS);
        while (true) {
            long predicted =
                    mill.predictor("fraud").status().counts().getOrDefault("predicted", 0L);
            if (predicted >= wanted || System.nanoTime() > end) {
                return predicted;
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    private static void tellProgress(LoopLoad load, LoopReceiver receiver) {
        try {
            while (true) {
                Thread.sleep(PROGRESS_MILLIS);
                System.err.printf(
                        "%,d events, %,d requests received%n",
                        load.accepted(), receiver.payments());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Result all(
            Tidemill mill,
            LoopLoad load,
            LoopReceiver receiver,
            Durations loop,
            int lost,
            double eventsPerSecond) {
        PredictorStatus fraud = mill.predictor("fraud").status();
        Result result =
                new Result()
                        .put("events", load.accepted())
                        .put("rows_per_post", rowsPerPost)
                        .put("failed_posts", load.failed())
                        .put("outcomes", load.outcomesSent())
                        .put("labels_learnt_since_start", fraud.labelsLearnt())
                        .put("actions", loop.count())
                        .put("actions_per_second", Math.round(loop.count() / seconds))
                        .put("lost", lost)
                        .put("repeated", receiver.repeated())
                        .put("ticks", mill.status().tick())
                        .put("events_per_second", Math.round(eventsPerSecond));
        load.acknowledged().put(result, "acknowledged");
        loop.put(result, "loop");
        return result;
    }

    /** Waits for what is to be received; how many did not come. */
    private static int awaitActions(LoopLoad load, LoopReceiver receiver)
            throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LAST_MILLIS);
        Map<Long, Long> fraud = load.fraud();
        while (true) {
            long missing = fraud.keySet().stream().filter(p -> !receiver.hasReceived(p)).count();
            if (missing == 0 || System.nanoTime() > end) {
                return (int) missing;
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }
}
