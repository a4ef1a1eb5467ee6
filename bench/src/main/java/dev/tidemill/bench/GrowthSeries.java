package dev.tidemill.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How long ticks of some tables take at several sizes.
 *
 * @param points in the order of their rows
 */
record GrowthSeries(String name, List<Point> points) {
    /** Rows of the tables, and milliseconds of the engine's work for a tick. */
    record Point(long rows, double median, double p90) {
        static Point of(long rows, long[] nanos) {
            long[] sorted = nanos.clone();
            Arrays.sort(sorted);
            return new Point(
                    rows, sorted[sorted.length / 2] / 1e6, sorted[sorted.length * 9 / 10] / 1e6);
        }
    }

    static GrowthSeries empty(String name) {
        return new GrowthSeries(name, new ArrayList<>());
    }
}
