package dev.tidemill.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.connectors.source.Source;
import dev.tidemill.node.feature.FeatureView;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
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
        boolean isFound(String origin, String destination);
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
            FeatureView view = bench.mill().features(VIEW);
            Reading inside =
                    (origin, destination) -> view.get(origin, destination).absent(0).isEmpty();
            Reading http =
                    (origin, destination) -> {
                        String path =
                                "/v1/features/%s?key=%s&key=%s"
                                        .formatted(VIEW, origin, destination);
                        JsonNode row = client.get(path).path("rows").path(0);
                        return row.isObject() && row.path("absent").isEmpty();
                    };
            AtomicBoolean stopped = new AtomicBoolean();
            FutureTask<Boolean> feeding =
                    new FutureTask<>(() -> feed(client, posts, stopped), true);
            Thread.ofPlatform().name("feed").start(feeding);
            boolean isWhole;
            try {
                boolean _ = run("", inside, rate, WARM_UP_SECONDS);
                boolean _ = run("", http, httpRate, WARM_UP_SECONDS);
                System.err.println("warm; measuring");
                isWhole = run("inside", inside, rate, seconds);
                isWhole &= run("http", http, httpRate, seconds);
            } finally {
                stopped.set(true);
            }
            feeding.get();
            return isWhole ? 0 : 1;
        }
    }

    /**
     * Reads by a timetable, of which each thread has every so manieth.
     *
     * @param way what is told of; nothing is told when it is empty
     * @return whether all reads were answered
     */
    private boolean run(String way, Reading reading, int perSecond, int forSeconds)
            throws InterruptedException {
        Durations took = new Durations();
        LongAdder found = new LongAdder();
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
                                            if (reading.isFound(airport(random), airport(random))) {
                                                found.increment();
                                            }
                                            took.add(System.nanoTime() - due);
                                        }
                                    });
        }
        for (Thread thread : threads) {
            thread.join();
        }
        if (!way.isEmpty()) {
            Result result =
                    new Result()
                            .put("way", way)
                            .put("reads_per_second", perSecond)
                            .put("reads", took.count())
                            .put("missing", count - took.count())
                            .put("found", found.sum());
            took.put(result, "read");
            result.print(System.out, json);
        }
        return took.count() == count;
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
