package dev.tidemill.connectors.source;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BytesColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.IntColumn;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;

/**
 * A month of flights, repeated for ever with shifted dates: two sequences of events, each in event
 * time order. A flight departs, and arrives 30 minutes and one minute per 7.5 miles later; that is
 * when its delay is honestly known.
 *
 * <p>The period is the month's length in whole days. An arrival after the period's end belongs, in
 * the repeated sequence, to the next period ({@code wraps}), so that arrivals too are one sequence
 * that repeats; those of a cycle before the first do not exist and are passed over.
 *
 * <p>Immutable, safe for any thread.
 */
public final class FlightLog {
    public static final Schema DEPARTURES =
            Schema.of(
                    Field.of("flight_id", Type.BIGINT),
                    Field.of("origin", Type.TEXT),
                    Field.of("destination", Type.TEXT),
                    Field.of("distance", Type.INTEGER),
                    Field.of("departed_at", Type.TIMESTAMP));
    public static final Schema ARRIVALS =
            DEPARTURES.concat(
                    Schema.of(
                            Field.of("delay", Type.INTEGER),
                            Field.of("arrived_at", Type.TIMESTAMP)));

    private static final long MICROS_PER_SECOND = 1_000_000L;
    private static final long GROUND_MICROS = 30 * 60 * MICROS_PER_SECOND;
    private static final long MICROS_PER_MILE = 8 * MICROS_PER_SECOND;

    private final int size;
    private final long[] departedAt;
    private final int[] distance;
    private final Column delay;
    private final BytesColumn origin;
    private final BytesColumn destination;
    private final long startMicros;
    private final long periodMicros;

    /** File rows in order of departure and of arrival within the period. */
    private final int[] departureOrder;

    private final int[] arrivalOrder;
    private final long departuresEnd;
    private final long arrivalsEnd;

    /** Per slot of {@code arrivalOrder}: the flight departed in the period before. */
    private final boolean[] wraps;

    /** The month comes again without end. */
    public static final long FOREVER = Long.MAX_VALUE;

    /**
     * @param file with the columns departed_at, arrival_delay_min, distance_mi, origin, destination
     * @param cycles how many times the month is told
     */
    public FlightLog(Batch file, long cycles) {
        requireNonNull(file, "file");
        if (cycles < 1) {
            throw new IllegalArgumentException("cycles " + cycles);
        }
        size = file.size();
        if (size == 0) {
            throw new TidemillException(ErrorCode.INVALID_PROJECT, "The flights file is empty");
        }
        departedAt = ((LongColumn) column(file, "departed_at", Type.TIMESTAMP)).values();
        distance = ((IntColumn) column(file, "distance_mi", Type.INTEGER)).values();
        delay = column(file, "arrival_delay_min", Type.INTEGER);
        origin = (BytesColumn) column(file, "origin", Type.TEXT);
        destination = (BytesColumn) column(file, "destination", Type.TEXT);
        long first = Arrays.stream(departedAt, 0, size).min().orElseThrow();
        LocalDateTime month =
                LocalDateTime.ofInstant(
                                Instant.EPOCH.plus(first, ChronoUnit.MICROS), ZoneOffset.UTC)
                        .truncatedTo(ChronoUnit.DAYS)
                        .withDayOfMonth(1);
        boolean forever = cycles >= Long.MAX_VALUE / (size + 1L) - 1;
        departuresEnd = forever ? Long.MAX_VALUE : cycles * size;
        arrivalsEnd = forever ? Long.MAX_VALUE : (cycles + 1) * size;
        startMicros = micros(month);
        periodMicros = micros(month.plusMonths(1)) - startMicros;
        long[] departureOffsets = new long[size];
        long[] arrivalOffsets = new long[size];
        boolean[] wrapsByRow = new boolean[size];
        for (int i = 0; i < size; i++) {
            departureOffsets[i] = departedAt[i] - startMicros;
            long arrival = departureOffsets[i] + flightMicros(i);
            if (departureOffsets[i] >= periodMicros || arrival >= 2 * periodMicros) {
                throw new TidemillException(
                        ErrorCode.INVALID_PROJECT, "The flights file holds more than one month");
            }
            wrapsByRow[i] = arrival >= periodMicros;
            arrivalOffsets[i] = wrapsByRow[i] ? arrival - periodMicros : arrival;
        }
        departureOrder = order(departureOffsets);
        arrivalOrder = order(arrivalOffsets);
        wraps = new boolean[size];
        for (int i = 0; i < size; i++) {
            wraps[i] = wrapsByRow[arrivalOrder[i]];
        }
    }

    private static Column column(Batch file, String name, Type type) {
        int index = file.schema().indexOf(name);
        if (index < 0 || !file.schema().type(index).equals(type)) {
            throw new TidemillException(
                            ErrorCode.INVALID_PROJECT,
                            "The flights file has no column " + name + " of type " + type)
                    .withDetail("It has " + file.schema());
        }
        return file.column(index);
    }

    private static long micros(LocalDateTime time) {
        return time.toEpochSecond(ZoneOffset.UTC) * MICROS_PER_SECOND;
    }

    /** Rows by time, then by row number: sorted as one long each, time in whole seconds. */
    private int[] order(long[] offsets) {
        long[] keys = new long[size];
        for (int i = 0; i < size; i++) {
            keys[i] = ((offsets[i] / MICROS_PER_SECOND) << 32) | i;
        }
        Arrays.sort(keys);
        int[] rows = new int[size];
        for (int i = 0; i < size; i++) {
            rows[i] = (int) keys[i];
        }
        return rows;
    }

    private long flightMicros(int row) {
        return GROUND_MICROS + distance[row] * MICROS_PER_MILE;
    }

    /** Flights in one cycle. */
    public int size() {
        return size;
    }

    /** The first instant of the month. */
    public long startMicros() {
        return startMicros;
    }

    /**
     * The event time of the n-th departure, from 0, over all cycles; the maximum after the last.
     */
    long departureMicros(long n) {
        if (n >= departuresEnd) {
            return Long.MAX_VALUE;
        }
        int row = departureOrder[(int) (n % size)];
        return departedAt[row] + (n / size) * periodMicros;
    }

    /** True when the n-th slot of the arrivals' sequence holds a flight. */
    boolean isArrival(long n) {
        if (n >= size && n < departuresEnd) {
            return true;
        }
        boolean wrapped = wraps[(int) (n % size)];
        return n < size ? !wrapped : n < arrivalsEnd && wrapped;
    }

    /** The first slot from {@code n} on that holds a flight; one past all when there is none. */
    long nextArrival(long n) {
        long slot = n;
        while (slot < arrivalsEnd && !isArrival(slot)) {
            slot++;
        }
        return slot;
    }

    /** The event time of the n-th slot of the arrivals' sequence; the maximum after the last. */
    long arrivalMicros(long n) {
        if (n >= arrivalsEnd) {
            return Long.MAX_VALUE;
        }
        int row = arrivalOrder[(int) (n % size)];
        return departedAt[row] + flightMicros(row) + arrivalCycle(n) * periodMicros;
    }

    private long arrivalCycle(long n) {
        return n / size - (wraps[(int) (n % size)] ? 1 : 0);
    }

    /** Departures {@code from} to {@code to} (exclusive). */
    Batch departures(long from, long to) {
        int count = Math.toIntExact(to - from);
        int[] rows = new int[count];
        long[] ids = new long[count];
        int[] distances = new int[count];
        long[] times = new long[count];
        for (int i = 0; i < count; i++) {
            long n = from + i;
            int row = departureOrder[(int) (n % size)];
            rows[i] = row;
            ids[i] = flightId(row, n / size);
            distances[i] = distance[row];
            times[i] = departedAt[row] + (n / size) * periodMicros;
        }
        return Batch.insertions(
                DEPARTURES,
                new LongColumn(Type.BIGINT, count, ids, null),
                origin.gather(rows, count),
                destination.gather(rows, count),
                new IntColumn(Type.INTEGER, count, distances, null),
                new LongColumn(Type.TIMESTAMP, count, times, null));
    }

    /** The flights in slots {@code from} to {@code to} (exclusive) of the arrivals' sequence. */
    Batch arrivals(long from, long to) {
        int slots = Math.toIntExact(to - from);
        int[] rows = new int[slots];
        long[] ids = new long[slots];
        int[] distances = new int[slots];
        long[] departed = new long[slots];
        long[] arrived = new long[slots];
        int count = 0;
        for (long n = from; n < to; n++) {
            if (isArrival(n)) {
                int row = arrivalOrder[(int) (n % size)];
                long cycle = arrivalCycle(n);
                rows[count] = row;
                ids[count] = flightId(row, cycle);
                distances[count] = distance[row];
                departed[count] = departedAt[row] + cycle * periodMicros;
                arrived[count] = departed[count] + flightMicros(row);
                count++;
            }
        }
        return Batch.insertions(
                ARRIVALS,
                new LongColumn(Type.BIGINT, count, ids, null),
                origin.gather(rows, count),
                destination.gather(rows, count),
                new IntColumn(Type.INTEGER, count, distances, null),
                new LongColumn(Type.TIMESTAMP, count, departed, null),
                delay.gather(rows, count),
                new LongColumn(Type.TIMESTAMP, count, arrived, null));
    }

    /**
     * File rows are numbered from 1; each cycle's flights go on after the last of the cycle before.
     */
    private long flightId(int row, long cycle) {
        return row + 1L + cycle * size;
    }
}
