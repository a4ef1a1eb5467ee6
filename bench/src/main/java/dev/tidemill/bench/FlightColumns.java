package dev.tidemill.bench;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BytesColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.store.ParquetReader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A file of flights, in the order in which they departed: the example's January, or all of the half
 * year that it is cut from, whose columns are called otherwise. Immutable.
 */
public final class FlightColumns {
    private final int size;
    private final long[] departed;
    private final int[] distance;
    private final int[] delay;
    private final String[] origin;
    private final String[] destination;

    /** Reads the first so many of them. */
    public FlightColumns(Path parquet, int flightsMax) {
        Batch rows = new ParquetReader().read(parquet);
        long[] times = ((LongColumn) column(rows, "departed_at", "date")).values();
        int[] order =
                IntStream.range(0, rows.size())
                        .boxed()
                        .sorted(Comparator.comparingLong(row -> times[row]))
                        .limit(flightsMax)
                        .mapToInt(Integer::intValue)
                        .toArray();
        this.size = order.length;
        this.departed = Arrays.stream(order).mapToLong(row -> times[row]).toArray();
        this.distance = numbers(column(rows, "distance_mi", "distance"), order);
        this.delay = numbers(column(rows, "arrival_delay_min", "delay"), order);
        this.origin = texts(column(rows, "origin"), order);
        this.destination = texts(column(rows, "destination"), order);
    }

    private static Column column(Batch rows, String... names) {
        for (String name : names) {
            if (rows.schema().indexOf(name) >= 0) {
                return rows.column(rows.schema().indexOf(name));
            }
        }
        throw new IllegalArgumentException(
                "a file of flights has a column %s; its columns are %s"
                        .formatted(List.of(names), rows.schema().names()));
    }

    private static int[] numbers(Column column, int[] order) {
        return Arrays.stream(order)
                .map(row -> ((Number) requireNonNull(column.value(row), "number")).intValue())
                .toArray();
    }

    private static String[] texts(Column column, int[] order) {
        return Arrays.stream(order)
                .mapToObj(((BytesColumn) column)::text)
                .map(String::intern)
                .toArray(String[]::new);
    }

    public int size() {
        return size;
    }

    /** Microseconds of local time. */
    public long departed(int flight) {
        return departed[flight];
    }

    /** Miles. */
    public int distance(int flight) {
        return distance[flight];
    }

    /** Minutes after the scheduled arrival. */
    public int delay(int flight) {
        return delay[flight];
    }

    public String origin(int flight) {
        return origin[flight];
    }

    public String destination(int flight) {
        return destination[flight];
    }
}
