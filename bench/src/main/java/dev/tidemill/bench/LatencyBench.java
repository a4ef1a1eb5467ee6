package dev.tidemill.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.algebra.column.Batch;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.connectors.format.ByteBuilder;
import dev.tidemill.connectors.format.JsonRowWriter;
import dev.tidemill.connectors.source.Source;
import dev.tidemill.connectors.source.SourceBatch;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How long after its acknowledgement a row can be read, at a steady rate. Posts leave by a
 * timetable whatever the ones before them do, so a slow one does not hide those behind it. "In
 * process" waits for the tick inside the JVM; "HTTP" asks a live table over HTTP until it answers
 * with that tick.
 */
@Command(
        name = "latency",
        description = "Time from acknowledged to readable, at a steady rate.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = {"  tidemill bench latency --rate 10000 --seconds 20 --json"})
final class LatencyBench implements Callable<Integer> {
    private static final int ROWS_PER_POST = 100;
    private static final int WARM_UP_SECONDS = 10;
    private static final long PRELOAD_ROWS = 200_000;

    @Option(names = "--rate", defaultValue = "10000", description = "Rows/s: ${DEFAULT-VALUE}.")
    private int rate;

    @Option(names = "--seconds", defaultValue = "20", description = "Seconds: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(names = "--json", description = "Print one JSON line.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        try (FlightsBench bench = FlightsBench.open();
                ServerClient client = bench.client();
                Source source = bench.flights()) {
            Posts posts = new Posts(source);
            preload(client, posts);
            run(bench, client, posts, WARM_UP_SECONDS);
            System.err.println("warm; measuring");
            Measured measured = run(bench, client, posts, seconds);
            measured.result(rate).print(System.out, json);
        }
        return 0;
    }

    private static void preload(ServerClient client, Posts posts) {
        for (long sent = 0; sent < PRELOAD_ROWS; sent += 10_000) {
            Post post = posts.next(10_000);
            client.postRows(post.table(), post.body(), "preload-" + sent);
        }
    }

    private Measured run(FlightsBench bench, ServerClient client, Posts posts, int forSeconds)
            throws InterruptedException {
        int count = rate / ROWS_PER_POST * forSeconds;
        Measured measured = new Measured(count);
        long interval = 1_000_000_000L * ROWS_PER_POST / rate;
        long start = System.nanoTime() + interval;
        Thread[] threads = new Thread[count];
        for (int i = 0; i < count; i++) {
            Post post = posts.next(ROWS_PER_POST);
            long due = start + i * interval;
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            int number = i;
            threads[i] =
                    Thread.ofVirtual().start(() -> measured.send(bench, client, post, number, due));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return measured;
    }

    /** A body ready to be sent. */
    private record Post(String table, byte[] body) {}

    /** Cuts the example's flights into posts. */
    private static final class Posts {
        private final Source source;
        private Batch rows = Batch.empty(new dev.tidemill.algebra.type.Schema(java.util.List.of()));
        private String table = "";
        private int at;
        private final java.util.ArrayDeque<SourceBatch.TableRows> waiting =
                new java.util.ArrayDeque<>();

        Posts(Source source) {
            this.source = source;
        }

        Post next(int size) {
            while (at >= rows.size()) {
                if (waiting.isEmpty()) {
                    SourceBatch batch = java.util.Objects.requireNonNull(source.poll());
                    waiting.addAll(batch.tables());
                }
                SourceBatch.TableRows next = waiting.removeFirst();
                table = next.table();
                rows = next.rows().rows();
                at = 0;
            }
            ByteBuilder body = new ByteBuilder(size * 160);
            JsonRowWriter writer = new JsonRowWriter(rows.schema());
            int end = Math.min(rows.size(), at + size);
            for (; at < end; at++) {
                writer.object(rows, at, body);
                body.append('\n');
            }
            return new Post(table, body.toByteArray());
        }
    }

    /** Latencies of a run, each post's own slot. */
    private static final class Measured {
        private final long[] acknowledged;
        private final long[] inProcess;
        private final long[] http;
        private final AtomicInteger failed = new AtomicInteger();

        Measured(int count) {
            acknowledged = new long[count];
            inProcess = new long[count];
            http = new long[count];
        }

        void send(FlightsBench bench, ServerClient client, Post post, int number, long due) {
            try {
                JsonNode answer =
                        client.postRows(post.table(), post.body(), "p" + due + "-" + number);
                long acked = System.nanoTime();
                acknowledged[number] = acked - due;
                long tick = answer.path("tick").asLong();
                bench.awaitTick(tick);
                inProcess[number] = System.nanoTime() - acked;
                while (client.get("/v1/tables/network_totals/rows").path("tick").asLong() < tick) {
                    Thread.onSpinWait();
                }
                http[number] = System.nanoTime() - acked;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                fail(number);
            }
        }

        /**
         * A post that was refused counts as never readable: zero would make a failure look fast.
         */
        private void fail(int number) {
            failed.incrementAndGet();
            acknowledged[number] = Long.MAX_VALUE;
            inProcess[number] = Long.MAX_VALUE;
            http[number] = Long.MAX_VALUE;
        }

        Result result(int rate) {
            Result result =
                    new Result()
                            .put("rows_per_second", rate)
                            .put("posts", acknowledged.length)
                            .put("failed", failed.get());
            percentiles(result, "acknowledged", acknowledged);
            percentiles(result, "readable_in_process", inProcess);
            percentiles(result, "readable_http", http);
            return result;
        }

        private static void percentiles(Result result, String name, long[] nanos) {
            long[] sorted = nanos.clone();
            Arrays.sort(sorted);
            result.put(name + "_p50_ms", sorted[sorted.length / 2] / 1e6);
            result.put(name + "_p99_ms", sorted[(int) (sorted.length * 0.99)] / 1e6);
            result.put(name + "_p999_ms", sorted[(int) (sorted.length * 0.999)] / 1e6);
        }
    }
}
