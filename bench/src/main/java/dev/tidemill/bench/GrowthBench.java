package dev.tidemill.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The work of a tick of 1,000 rows while the tables grow a thousandfold: it must not grow with
 * them. Between the sizes rows are loaded in large ticks; at each size the small ticks are
 * measured. The code is warmed up on tables of their own, which are thrown away.
 */
@Command(
        name = "growth",
        description = "Work per tick while the tables grow a thousandfold, as a plot.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = {"  tidemill bench growth --plot docs/growth.png"})
final class GrowthBench implements Callable<Integer> {
    private static final int TICK_ROWS = 1_000;
    private static final int WARM_UP_TICKS = 500;
    private static final int TICKS = 100;
    private static final double[] FACTORS = {1, 3, 10, 30, 100, 300, 1_000};

    @Option(
            names = "--from",
            defaultValue = "10000",
            description = "Rows at the first size: ${DEFAULT-VALUE}.")
    private long from;

    @Option(names = "--plot", description = "Where the picture goes; none when left out.")
    private @Nullable Path plot;

    @Option(names = "--json", description = "Print one JSON line a size.")
    private boolean json;

    /** Tables that grow, and the ticks that are measured. One thread. */
    interface Subject extends AutoCloseable {
        /** Loads rows until there are so many. */
        void grow(long untilRows) throws InterruptedException;

        long rows();

        /** The engine's work for one more tick of about so many rows. */
        long tickNanos(int tickRows) throws InterruptedException;

        long stateBytes();

        @Override
        void close() throws IOException;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<GrowthSeries> all = new ArrayList<>();
        try (Subject warmUp = new FlightGrowth()) {
            long[] ignored = ticks(warmUp, WARM_UP_TICKS);
        }
        try (Subject flights = new FlightGrowth()) {
            all.add(measure("flights' ten tables", flights));
        }
        try (Subject warmUp = new KeyedGrowth()) {
            warmUp.grow(from);
            long[] ignored = ticks(warmUp, WARM_UP_TICKS);
        }
        try (Subject keyed = new KeyedGrowth()) {
            all.add(measure("keyed aggregate and join", keyed));
        }
        if (plot != null) {
            GrowthPlot.write(all, TICK_ROWS, plot);
        }
        return 0;
    }

    private GrowthSeries measure(String name, Subject subject) throws InterruptedException {
        GrowthSeries series = GrowthSeries.empty(name);
        for (double factor : FACTORS) {
            subject.grow((long) (from * factor));
            long[] ignored = ticks(subject, TICKS / 4);
            GrowthSeries.Point point = GrowthSeries.Point.of(subject.rows(), ticks(subject, TICKS));
            series.points().add(point);
            new Result()
                    .put("tables", name)
                    .put("table_rows", point.rows())
                    .put("tick_rows", TICK_ROWS)
                    .put("tick_median_ms", point.median())
                    .put("tick_p90_ms", point.p90())
                    .put("state_mb", subject.stateBytes() >> 20)
                    .print(System.out, json);
        }
        return series;
    }

    private static long[] ticks(Subject subject, int count) throws InterruptedException {
        long[] nanos = new long[count];
        for (int i = 0; i < count; i++) {
            nanos[i] = subject.tickNanos(TICK_ROWS);
        }
        return nanos;
    }
}
