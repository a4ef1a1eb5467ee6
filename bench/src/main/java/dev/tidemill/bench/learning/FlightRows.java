package dev.tidemill.bench.learning;

import dev.tidemill.bench.FlightColumns;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/**
 * Flights in the order in which they departed, and when each one's outcome became known: half an
 * hour after the time it flies at 7.5 miles a minute.
 */
final class FlightRows {
    private static final int LATE_MINUTES = 15;
    private static final long MINUTE_MICROS = TimeUnit.MINUTES.toMicros(1);

    private final FlightColumns flights;

    FlightRows(Path parquet, int flightsMax) {
        this.flights = new FlightColumns(parquet, flightsMax);
    }

    int size() {
        return flights.size();
    }

    /** Microseconds of local time. */
    long departed(int row) {
        return flights.departed(row);
    }

    long known(int row) {
        return departed(row) + (long) ((30 + distance(row) / 7.5) * MINUTE_MICROS);
    }

    double distance(int row) {
        return flights.distance(row);
    }

    String origin(int row) {
        return flights.origin(row);
    }

    String destination(int row) {
        return flights.destination(row);
    }

    int late(int row) {
        return flights.delay(row) > LATE_MINUTES ? 1 : 0;
    }

    /** The rows by the time their labels are learned. */
    int[] orderedBy(IntToLongFunction time) {
        Integer[] rows = IntStream.range(0, size()).boxed().toArray(Integer[]::new);
        Arrays.sort(rows, Comparator.comparingLong(time::applyAsLong));
        return Arrays.stream(rows).mapToInt(Integer::intValue).toArray();
    }
}
