package dev.tidemill.bench.history;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.connectors.format.ParsedRows;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.ingest.AppendOptions;
import dev.tidemill.node.ingest.IngestResult;
import java.util.Arrays;

/** Flights that keep arriving at a rate, and how long each batch takes to be readable. */
final class ArrivingRows implements AutoCloseable {
    private static final int BATCHES_A_SECOND = 50;

    private final Tidemill mill;
    private final FlightTable flights;
    private final int rate;
    private final Thread thread;
    private final long startedNanos = System.nanoTime();
    private long next;
    private long sent;
    private double[] acknowledged = new double[1024];
    private double[] readable = new double[1024];
    private int batches;
    private volatile boolean stopped;

    ArrivingRows(Tidemill mill, FlightTable flights, long first, int rate) {
        this.mill = mill;
        this.flights = flights;
        this.next = first;
        this.rate = rate;
        this.thread = Thread.ofPlatform().name("arriving").daemon().start(this::run);
    }

    private void run() {
        int rows = rate / BATCHES_A_SECOND;
        long due = System.nanoTime();
        try {
            while (!stopped) {
                due += 1_000_000_000L / BATCHES_A_SECOND;
                long started = System.nanoTime();
                IngestResult result =
                        mill.append(
                                "flights",
                                ParsedRows.of(flights.batch(next, rows)),
                                AppendOptions.embedded());
                long kept = System.nanoTime();
                boolean there = mill.await(result.tick(), 60_000);
                add((kept - started) / 1e6, there ? (System.nanoTime() - kept) / 1e6 : 60_000);
                next += rows;
                long wait = due - System.nanoTime();
                if (wait > 0) {
                    Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void add(double acknowledgedMillis, double readableMillis) {
        if (batches == acknowledged.length) {
            acknowledged = Arrays.copyOf(acknowledged, 2 * batches);
            readable = Arrays.copyOf(readable, 2 * batches);
        }
        acknowledged[batches] = acknowledgedMillis;
        readable[batches++] = readableMillis;
        sent += rate / BATCHES_A_SECOND;
    }

    synchronized ObjectNode summary() {
        ObjectNode line = JsonOutput.object();
        double seconds = (System.nanoTime() - startedNanos) / 1e9;
        line.put("rows_per_second", Math.round(sent / seconds));
        line.put("acknowledged_p50_ms", percentile(acknowledged, 0.5));
        line.put("acknowledged_p99_ms", percentile(acknowledged, 0.99));
        line.put("acknowledged_to_queryable_p50_ms", percentile(readable, 0.5));
        line.put("acknowledged_to_queryable_p99_ms", percentile(readable, 0.99));
        return line;
    }

    private double percentile(double[] values, double share) {
        double[] sorted = Arrays.copyOf(values, batches);
        Arrays.sort(sorted);
        return batches == 0
                ? 0
                : HistoryBench.rounded(
                        sorted[(int) Math.min(batches - 1L, (long) (share * batches))]);
    }

    @Override
    public void close() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
