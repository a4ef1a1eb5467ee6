package dev.tidemill.bench;

import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.connectors.source.Source;
import dev.tidemill.node.feature.FeatureAnswer;
import dev.tidemill.node.feature.FeatureView;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How long reads of the example's feature view take, by a timetable that does not wait for slow
 * ones: inside the process, and over HTTP at a lower rate, while flights keep coming.
 */
@Command(
        name = "features",
        description = "How long features of a key take at so many reads a second.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = {"  tidemill bench features --rate 10000 --seconds 20 --json"})
final class FeaturesBench implements Callable<Integer> {
    private static final long PRELOAD_ROWS = 200_000;
    private static final int WARM_UP_SECONDS = 5;
    private static final int ROWS_PER_POST = 100;
    private static final long POST_PAUSE_NANOS = 100_000_000;
    private static final String VIEW = "departure";

    /** Airports with many flights, so that nearly all keys are found. */
    private static final List<String> AIRPORTS =
            List.of("ATL", "ORD", "DFW", "LAX", "PHX", "DEN", "BOS", "JFK", "SFO", "MSP");

    @Option(
            names = "--rate",
            defaultValue = "10000",
            description = "Reads/s inside the process: ${DEFAULT-VALUE}.")
    private int rate;

    @Option(
            names = "--http-rate",
            defaultValue = "1000",
            description = "Reads/s over HTTP: ${DEFAULT-VALUE}.")
    private int httpRate;

    @Option(
            names = "--readers",
            defaultValue = "2",
            description = "Threads that read: ${DEFAULT-VALUE}.")
    private int readers;

    @Option(
            names = "--seconds",
            defaultValue = "20",
            description = "Seconds of each load: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(names = "--json", description = "Print JSON lines.")
    private boolean json;

    /** One read of a key; what it throws ends its thread, so that reads are missing. */
    private interface Reading {
        void read(String origin, String destination);
    }

    @Override
    public Integer call() throws Exception {
        try (FlightsBench bench = FlightsBench.open();
                ServerClient client = bench.client();
                Source source = bench.flights()) {
            FlightPosts posts = new FlightPosts(source);
            for (long sent = 0; sent < PRELOAD_ROWS; ) {
                FlightPosts.Post post = posts.post(10_000);
                bench.awaitTick(
                        client.postRows(post.table(), post.body(), "preload-" + sent)
                                .path("tick")
                                .asLong());
                sent += post.rows();
            }
            AtomicBoolean stopped = new AtomicBoolean();
            Thread feeding = Thread.ofPlatform().start(() -> feed(client, posts, stopped));
            FeatureView view = bench.mill().features(VIEW);
            AtomicLong found = new AtomicLong();
            Reading inside =
                    (origin, destination) -> {
                        FeatureAnswer answer = view.get(origin, destination);
                        found.addAndGet(answer.absent(0).isEmpty() ? 1 : 0);
                    };
            Reading http =
                    (origin, destination) ->
                            found.addAndGet(
                                    client.get(
                                                    "/v1/features/%s?key=%s&key=%s"
                                                            .formatted(VIEW, origin, destination))
                                            .path("rows")
                                            .size());
            Durations _ = run(inside, rate, WARM_UP_SECONDS);
            Durations _ = run(http, httpRate, WARM_UP_SECONDS);
            System.err.println("warm; measuring");
            tell("inside", rate, run(inside, rate, seconds));
            tell("http", httpRate, run(http, httpRate, seconds));
            System.err.printf("%,d reads found all their rows%n", found.get());
            stopped.set(true);
            feeding.join();
        }
        return 0;
    }

    private void tell(String way, int reads, Durations took) {
        Result result =
                new Result()
                        .put("way", way)
                        .put("reads_per_second", reads)
                        .put("reads", took.count());
        took.put(result, "read");
        result.print(System.out, json);
    }

    /** Each thread has every so manieth read of the timetable. */
    private Durations run(Reading reading, int perSecond, int forSeconds)
            throws InterruptedException {
        Durations took = new Durations();
        long interval = 1_000_000_000L / perSecond;
        long start = System.nanoTime() + interval;
        long count = (long) perSecond * forSeconds;
        Thread[] threads = new Thread[readers];
        for (int t = 0; t < readers; t++) {
            int first = t;
            threads[t] =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        SplittableRandom random = new SplittableRandom(first);
                                        for (long i = first; i < count; i += readers) {
                                            long due = start + i * interval;
                                            while (System.nanoTime() < due) {
                                                LockSupport.parkNanos(due - System.nanoTime());
                                            }
                                            reading.read(airport(random), airport(random));
                                            took.add(System.nanoTime() - due);
                                        }
                                    });
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return took;
    }

    private static String airport(SplittableRandom random) {
        return AIRPORTS.get(random.nextInt(AIRPORTS.size()));
    }

    private static void feed(ServerClient client, FlightPosts posts, AtomicBoolean stopped) {
        for (int i = 0; !stopped.get(); i++) {
            FlightPosts.Post post = posts.post(ROWS_PER_POST);
            client.postRows(post.table(), post.body(), "feed-" + i);
            LockSupport.parkNanos(POST_PAUSE_NANOS);
        }
    }
}
