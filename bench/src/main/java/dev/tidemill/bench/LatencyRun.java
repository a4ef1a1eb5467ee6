package dev.tidemill.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.cli.client.ServerClient;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Posts by a timetable that does not wait for slow answers, and how long each takes from when it
 * was due until it is acknowledged, and from then until its rows can be read: in process, and by
 * asking a live table over HTTP. A post that was refused counts as one that is never readable,
 * since zero would make a failure look fast.
 */
final class LatencyRun {
    private final FlightsBench bench;
    private final ServerClient client;
    private final Durations acknowledged = new Durations();
    private final Durations inProcess = new Durations();
    private final Durations http = new Durations();
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicLong rows = new AtomicLong();
    private double seconds;

    LatencyRun(FlightsBench bench, ServerClient client) {
        this.bench = bench;
        this.client = client;
    }

    /** Sends posts of so many rows, so many rows a second, and waits for all of them. */
    void send(FlightPosts posts, int rowsPerPost, double rowsPerSecond, double forSeconds)
            throws InterruptedException {
        int count = (int) Math.max(1, rowsPerSecond / rowsPerPost * forSeconds);
        long interval = (long) (1e9 * rowsPerPost / rowsPerSecond);
        long start = System.nanoTime() + interval;
        Thread[] threads = new Thread[count];
        for (int i = 0; i < count; i++) {
            FlightPosts.Post post = posts.post(rowsPerPost);
            long due = start + i * interval;
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            int number = i;
            threads[i] = Thread.ofVirtual().start(() -> send(post, number, due));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        seconds = (System.nanoTime() - start) / 1e9;
    }

    private void send(FlightPosts.Post post, int number, long due) {
        try {
            JsonNode answer = client.postRows(post.table(), post.body(), "p" + due + "-" + number);
            long acked = System.nanoTime();
            long tick = answer.path("tick").asLong();
            bench.awaitTick(tick);
            long readable = System.nanoTime();
            while (client.get("/v1/tables/network_totals/rows").path("tick").asLong() < tick) {
                Thread.onSpinWait();
            }
            acknowledged.add(acked - due);
            inProcess.add(readable - acked);
            http.add(System.nanoTime() - acked);
            rows.addAndGet(post.rows());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TidemillException e) {
            fail(e.errorCode());
        }
    }

    private void fail(ErrorCode code) {
        if (failed.getAndIncrement() == 0) {
            System.err.println("a post failed with " + code);
        }
        acknowledged.add(Long.MAX_VALUE);
        inProcess.add(Long.MAX_VALUE);
        http.add(Long.MAX_VALUE);
    }

    void draw(String load, LatencyPlot plot) {
        plot.add(load + ": until acknowledged", acknowledged);
        plot.add(load + ": from there to readable", inProcess);
    }

    Result result(String load, int rowsPerPost) {
        Result result =
                new Result()
                        .put("load", load)
                        .put("rows_per_second", Math.round(rows.get() / seconds))
                        .put("rows_per_post", rowsPerPost)
                        .put("posts", acknowledged.count())
                        .put("failed", failed.get());
        acknowledged.put(result, "acknowledged");
        inProcess.put(result, "readable_in_process");
        http.put(result, "readable_http");
        return result;
    }
}
