package dev.tidemill.bench;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.connectors.format.ParsedRows;
import dev.tidemill.connectors.source.Source;
import dev.tidemill.connectors.source.SourceBatch;
import dev.tidemill.node.ingest.AppendOptions;
import dev.tidemill.node.trace.TickTrace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The work of a tick of 1,000 rows while the tables grow a hundredfold: it must not grow with them.
 * Between the sizes rows are loaded in large ticks; at each size the small ticks are measured. They
 * add rows too, so the largest size lies somewhat above a hundred times the first. The code is
 * warmed up on a mill of its own, which is thrown away.
 */
@Command(
        name = "growth",
        description = "Work per tick while the tables grow a hundredfold, as a plot.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = {"  tidemill bench growth --plot docs/growth.png"})
final class GrowthBench implements Callable<Integer> {
    private static final int TICK_ROWS = 1_000;
    private static final int WARM_UP_TICKS = 300;
    private static final int TICKS = 60;
    private static final double[] FACTORS = {1, 2, 5, 10, 20, 50, 100, 190};

    @Option(
            names = "--from",
            defaultValue = "100000",
            description = "Rows at the first size: ${DEFAULT-VALUE}.")
    private long from;

    @Option(names = "--plot", description = "Where the picture goes; none when left out.")
    private @Nullable Path plot;

    @Option(names = "--json", description = "Print one JSON line a size.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        warmUp();
        List<double[]> points = new ArrayList<>();
        try (FlightsBench bench = FlightsBench.open();
                Source source = bench.flights()) {
            Feed feed = new Feed(bench, source);
            for (double factor : FACTORS) {
                feed.load((long) (from * factor));
                feed.tickNanos(TICKS / 4);
                long[] nanos = feed.tickNanos(TICKS);
                Arrays.sort(nanos);
                double median = nanos[nanos.length / 2] / 1e6;
                double p90 = nanos[nanos.length * 9 / 10] / 1e6;
                points.add(new double[] {feed.rows, median, p90});
                new Result()
                        .put("table_rows", feed.rows)
                        .put("tick_rows", TICK_ROWS)
                        .put("tick_median_ms", median)
                        .put("tick_p90_ms", p90)
                        .put("state_mb", bench.mill().status().memory().stateBytes() >> 20)
                        .print(System.out, json);
            }
        }
        if (plot != null) {
            GrowthPlot.write(points, TICK_ROWS, plot);
        }
        return 0;
    }

    private static void warmUp() throws IOException, InterruptedException {
        try (FlightsBench bench = FlightsBench.open();
                Source source = bench.flights()) {
            new Feed(bench, source).tickNanos(WARM_UP_TICKS);
        }
    }

    /** Sends flights in process, in ticks of a chosen size. */
    private static final class Feed {
        private final FlightsBench bench;
        private final Source source;
        private final java.util.ArrayDeque<SourceBatch.TableRows> waiting =
                new java.util.ArrayDeque<>();
        private long rows;

        Feed(FlightsBench bench, Source source) {
            this.bench = bench;
            this.source = source;
        }

        void load(long until) throws InterruptedException {
            long tick = 0;
            while (rows < until) {
                SourceBatch.TableRows part = next();
                tick = append(part.table(), part.rows().rows());
            }
            bench.awaitTick(tick);
        }

        private SourceBatch.TableRows next() {
            while (waiting.isEmpty()) {
                waiting.addAll(java.util.Objects.requireNonNull(source.poll()).tables());
            }
            return waiting.removeFirst();
        }

        private long append(String table, Batch batch) throws InterruptedException {
            rows += batch.size();
            return bench.mill()
                    .append(table, ParsedRows.of(batch), AppendOptions.embedded())
                    .tick();
        }

        long[] tickNanos(int ticks) throws InterruptedException {
            long[] nanos = new long[ticks];
            int measured = 0;
            while (measured < ticks) {
                SourceBatch.TableRows part = next();
                Batch all = part.rows().rows();
                for (int at = 0;
                        at + TICK_ROWS <= all.size() && measured < ticks;
                        at += TICK_ROWS) {
                    int[] window = new int[TICK_ROWS];
                    int first = at;
                    Arrays.setAll(window, i -> first + i);
                    long tick = append(part.table(), all.gather(window, TICK_ROWS));
                    bench.awaitTick(tick);
                    nanos[measured++] = engineNanos(tick);
                }
            }
            return nanos;
        }

        private long engineNanos(long tick) throws InterruptedException {
            while (true) {
                var trace = bench.mill().trace(tick).map(TickTrace::engineNanos);
                if (trace.isPresent()) {
                    return trace.get();
                }
                Thread.sleep(1);
            }
        }
    }
}
