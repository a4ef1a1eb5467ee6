package dev.tidemill.bench;

import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.cli.replay.RowPoster;
import dev.tidemill.connectors.format.ParsedRows;
import dev.tidemill.connectors.source.Source;
import dev.tidemill.node.ingest.AppendOptions;
import dev.tidemill.node.trace.TickTrace;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How long rows take into the example's ten live tables: over HTTP when the mill is nearly idle, at
 * half of the rate that it takes at most, which is measured in between, and one event at a time
 * from the seal of its tick.
 */
@Command(
        name = "latency",
        description = "How long rows take until they can be read: idle, at half load, one by one.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = {"  tidemill bench latency --seconds 20 --plot latency.png --json"})
final class LatencyBench implements Callable<Integer> {
    private static final int WARM_UP_SECONDS = 10;
    private static final int WARM_UP_ROWS_PER_SECOND = 10_000;
    private static final int IDLE_ROWS_PER_SECOND = 5_000;
    private static final int IDLE_ROWS_PER_POST = 100;
    private static final int LOADED_POSTS_PER_SECOND = 100;
    private static final int LOADED_ROWS_PER_POST_MAX = 5_000;
    private static final long PRELOAD_ROWS = 200_000;
    private static final long MEASURED_ROWS = 500_000;
    private static final long SINGLE_PAUSE_MILLIS = 1;

    @Option(
            names = "--rate",
            description = "Rows/s under load; half of what is taken at most when left out.")
    private @Nullable Double rate;

    @Option(
            names = "--seconds",
            defaultValue = "20",
            description = "Seconds of each load: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(
            names = "--events",
            defaultValue = "5000",
            description = "Events sent one by one: ${DEFAULT-VALUE}.")
    private int events;

    @Option(names = "--plot", description = "Where the picture goes; none when left out.")
    private @Nullable Path plot;

    @Option(names = "--json", description = "Print JSON lines.")
    private boolean json;

    private final LatencyPlot picture = new LatencyPlot();

    @Override
    public Integer call() throws Exception {
        try (FlightsBench bench = FlightsBench.open();
                ServerClient client = bench.client();
                Source source = bench.flights()) {
            FlightPosts posts = new FlightPosts(source);
            preload(client, posts);
            new LatencyRun(bench, client)
                    .send(posts, IDLE_ROWS_PER_POST, WARM_UP_ROWS_PER_SECOND, WARM_UP_SECONDS);
            System.err.println("warm; measuring");
            measure(
                    "idle",
                    bench,
                    client,
                    posts,
                    IDLE_ROWS_PER_POST,
                    (double) IDLE_ROWS_PER_SECOND);
            single(bench, posts);
            double loaded = rate != null ? rate : mostRowsPerSecond(bench, client, source) / 2;
            int rowsPerPost =
                    (int)
                            Math.clamp(
                                    loaded / LOADED_POSTS_PER_SECOND,
                                    IDLE_ROWS_PER_POST,
                                    LOADED_ROWS_PER_POST_MAX);
            measure("half", bench, client, posts, rowsPerPost, loaded);
        }
        if (plot != null) {
            picture.write(plot);
        }
        return 0;
    }

    private static void preload(ServerClient client, FlightPosts posts) {
        for (long sent = 0; sent < PRELOAD_ROWS; ) {
            FlightPosts.Post post = posts.post(10_000);
            client.postRows(post.table(), post.body(), "preload-" + sent);
            sent += post.rows();
        }
    }

    private void measure(
            String load,
            FlightsBench bench,
            ServerClient client,
            FlightPosts posts,
            int rowsPerPost,
            double rowsPerSecond)
            throws InterruptedException {
        LatencyRun run = new LatencyRun(bench, client);
        run.send(posts, rowsPerPost, rowsPerSecond, seconds);
        run.result(load, rowsPerPost).print(System.out, json);
        run.draw(load, picture);
    }

    /** As fast as a client in the same process can send, as the bench of ingest does. */
    private double mostRowsPerSecond(FlightsBench bench, ServerClient client, Source source)
            throws InterruptedException {
        try (RowPoster poster = new RowPoster(client)) {
            boolean ignored = poster.post(source, MEASURED_ROWS);
            long before = poster.awaitAcknowledged().rows();
            long started = System.nanoTime();
            while (System.nanoTime() - started < seconds * 500_000_000L) {
                ignored = poster.post(source, MEASURED_ROWS);
            }
            var receipts = poster.awaitAcknowledged();
            bench.awaitTick(receipts.tick());
            double most = (receipts.rows() - before) / ((System.nanoTime() - started) / 1e9);
            System.err.printf("takes %,.0f rows/s at most%n", most);
            return most;
        }
    }

    /** One event through all live tables, from the seal being durable until it can be read. */
    private void single(FlightsBench bench, FlightPosts posts) throws InterruptedException {
        Durations sealed = new Durations();
        Durations work = new Durations();
        Durations commit = new Durations();
        for (int i = 0; i < events; i++) {
            FlightPosts.Rows one = posts.rows(1);
            long tick =
                    bench.mill()
                            .append(
                                    one.table(),
                                    ParsedRows.of(one.batch()),
                                    AppendOptions.embedded())
                            .tick();
            bench.awaitTick(tick);
            TickTrace trace = trace(bench, tick);
            sealed.add(trace.waitNanos() + trace.engineNanos() + trace.publishNanos());
            work.add(trace.engineNanos());
            commit.add(trace.commitNanos());
            Thread.sleep(SINGLE_PAUSE_MILLIS);
        }
        Result result =
                new Result()
                        .put("load", "single")
                        .put("events", events)
                        .put("live_tables", bench.mill().project().liveTables().size());
        sealed.put(result, "sealed_to_readable");
        work.put(result, "engine");
        commit.put(result, "commit");
        picture.add("one event: from its seal to readable", sealed);
        result.print(System.out, json);
    }

    private static TickTrace trace(FlightsBench bench, long tick) throws InterruptedException {
        while (true) {
            Optional<TickTrace> trace = bench.mill().trace(tick);
            if (trace.isPresent()) {
                return trace.get();
            }
            Thread.sleep(0, 100_000);
        }
    }
}
