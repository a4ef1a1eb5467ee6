package dev.tidemill.bench;

import dev.tidemill.node.Tidemill;
import dev.tidemill.node.predict.PredictorStatus;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The example's predictors over flights in the order in which they departed, in a mill as it is:
 * each flight is foretold of as it departs, and its outcome is sent when it is known, half an hour
 * after the time that it flies at 7.5 miles a minute. Measures are of the predictions that were
 * made.
 */
@Command(
        name = "late-flights",
        description = {
            "How well the flights example foretells which flights are late, the whole mill running:",
            "departures and arrivals are sent minute by minute, each arrival when it is known."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = {
            "  tidemill bench late-flights --data flights-3m.parquet --flights 1000000 --json"
        })
final class LateFlightsBench implements Callable<Integer> {
    private static final long SETTLED_MILLIS = 60_000;
    private static final int PROGRESS = 50_000;

    @Option(
            names = "--data",
            description = "A Parquet file of flights; the example's January when left out.")
    private @Nullable Path data;

    @Option(
            names = "--flights",
            defaultValue = "1000000",
            description = "The most flights of it: ${DEFAULT-VALUE}.")
    private int flights;

    @Option(
            names = "--leak",
            description =
                    "Send each outcome at departure, which nobody can know: what that gains is a"
                            + " leak.")
    private boolean leak;

    @Option(names = "--json", description = "Print one JSON line for each predictor.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Path file =
                data == null
                        ? FlightsBench.example().resolve("data/flights-2001-01.parquet")
                        : data;
        FlightMinutes minutes = new FlightMinutes(file, flights, leak);
        try (FlightsBench bench = FlightsBench.openExample()) {
            Tidemill mill = bench.mill();
            long started = System.nanoTime();
            int shown = 0;
            while (minutes.hasNext()) {
                bench.awaitTick(minutes.send(mill));
                if (minutes.departed() / PROGRESS > shown) {
                    shown = minutes.departed() / PROGRESS;
                    System.err.printf(
                            "%,d flights in %.0f s: %s%n",
                            minutes.departed(),
                            (System.nanoTime() - started) / 1e9,
                            mill.predictor("late_arrival").status().measures());
                }
            }
            boolean isWhole = arePredicted(mill, minutes.departed());
            double seconds = (System.nanoTime() - started) / 1e9;
            for (String name : mill.predictors()) {
                result(mill.predictor(name).status(), minutes, seconds).print(System.out, json);
            }
            if (!isWhole) {
                System.err.println("not all flights are foretold of: these figures are of some");
                return 1;
            }
        }
        return 0;
    }

    private static boolean arePredicted(Tidemill mill, int flights) throws InterruptedException {
        long end = System.currentTimeMillis() + SETTLED_MILLIS;
        while (System.currentTimeMillis() < end) {
            PredictorStatus status = mill.predictor("late_arrival").status();
            if (status.counts().getOrDefault("predicted", 0L) >= flights) {
                return true;
            }
            Thread.sleep(50);
        }
        return false;
    }

    private Result result(PredictorStatus status, FlightMinutes minutes, double seconds) {
        Result result =
                new Result()
                        .put("predictor", status.name())
                        .put("learner", status.learner())
                        .put("outcomes", leak ? "at departure" : "when they are known")
                        .put("flights", minutes.departed())
                        .put("seconds", seconds);
        for (Map.Entry<String, Long> count : status.counts().entrySet()) {
            if (count.getValue() != 0) {
                result.put(count.getKey(), count.getValue());
            }
        }
        status.measures().forEach(result::put);
        return result;
    }
}
