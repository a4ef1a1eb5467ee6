package dev.tidemill.bench.learning;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BytesColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.store.ParquetReader;
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

    private final long[] departed;
    private final double[] distance;
    private final double[] delay;
    private final String[] origin;
    private final String[] destination;

    FlightRows(Path parquet) {
        Batch batch = new ParquetReader().read(parquet);
        this.departed = ((LongColumn) column(batch, "departed_at")).values();
        this.distance = numbers(column(batch, "distance_mi"), batch.size());
        this.delay = numbers(column(batch, "arrival_delay_min"), batch.size());
        this.origin = texts(column(batch, "origin"), batch.size());
        this.destination = texts(column(batch, "destination"), batch.size());
    }

    private static Column column(Batch batch, String name) {
        return batch.column(batch.schema().indexOf(name));
    }

    private static double[] numbers(Column column, int size) {
        return IntStream.range(0, size)
                .mapToDouble(
                        i -> ((Number) requireNonNull(column.value(i), "number")).doubleValue())
                .toArray();
    }

    private static String[] texts(Column column, int size) {
        return IntStream.range(0, size)
                .mapToObj(((BytesColumn) column)::text)
                .map(String::intern)
                .toArray(String[]::new);
    }

    int size() {
        return distance.length;
    }

    /** Microseconds of local time. */
    long departed(int row) {
        return departed[row];
    }

    long known(int row) {
        return departed[row] + (long) ((30 + distance[row] / 7.5) * MINUTE_MICROS);
    }

    double distance(int row) {
        return distance[row];
    }

    String origin(int row) {
        return origin[row];
    }

    String destination(int row) {
        return destination[row];
    }

    int late(int row) {
        return delay[row] > LATE_MINUTES ? 1 : 0;
    }

    /** The rows by the time their labels are learned. */
    int[] orderedBy(IntToLongFunction time) {
        Integer[] rows = IntStream.range(0, size()).boxed().toArray(Integer[]::new);
        Arrays.sort(rows, Comparator.comparingLong(time::applyAsLong));
        return Arrays.stream(rows).mapToInt(Integer::intValue).toArray();
    }
}
