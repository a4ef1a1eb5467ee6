package dev.tidemill.bench;

import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.connectors.format.ParsedRows;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.ingest.AppendOptions;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * A file of flights, sent to the example's tables minute by minute of their time: departures, and
 * outcomes that are known by then. One thread.
 */
final class FlightMinutes {
    private static final long MINUTE = TimeUnit.MINUTES.toMicros(1);
    private static final long GROUND_MICROS = 30 * MINUTE;
    private static final long MILE_MICROS = 8_000_000;

    private final FlightColumns flights;
    private final boolean leaks;

    /** The flights by the time at which their outcome is sent. */
    private final int[] landing;

    private long minute;
    private int nextDeparture;
    private int nextLanding;

    /**
     * Reads the file.
     *
     * @param flightsMax the first so many
     * @param leaks whether outcomes are sent with the departure
     */
    FlightMinutes(Path file, int flightsMax, boolean leaks) {
        this.flights = new FlightColumns(file, flightsMax);
        this.leaks = leaks;
        this.landing =
                IntStream.range(0, flights.size())
                        .boxed()
                        .sorted(Comparator.comparingLong(this::known))
                        .mapToInt(Integer::intValue)
                        .toArray();
        this.minute = flights.departed(0);
    }

    private long known(int flight) {
        long departed = flights.departed(flight);
        return leaks ? departed : departed + GROUND_MICROS + flights.distance(flight) * MILE_MICROS;
    }

    /** Whether flights are left that have not departed. */
    boolean hasNext() {
        return nextDeparture < flights.size();
    }

    /** How many have departed. */
    int departed() {
        return nextDeparture;
    }

    /** Sends a minute; returns the last tick of it. */
    long send(Tidemill mill) throws InterruptedException {
        int size = flights.size();
        BatchBuilder out = new BatchBuilder(mill.input("departures").schema(), 64);
        while (nextDeparture < size && flights.departed(nextDeparture) <= minute) {
            int at = nextDeparture++;
            out.add(
                    1,
                    (long) at,
                    flights.origin(at),
                    flights.destination(at),
                    flights.distance(at),
                    flights.departed(at));
        }
        BatchBuilder in = new BatchBuilder(mill.input("arrivals").schema(), 64);
        while (nextLanding < size && known(landing[nextLanding]) <= minute) {
            int at = landing[nextLanding++];
            in.add(
                    1,
                    (long) at,
                    flights.origin(at),
                    flights.destination(at),
                    flights.distance(at),
                    flights.departed(at),
                    flights.delay(at),
                    known(at));
        }
        long tick = Math.max(append(mill, "departures", out), append(mill, "arrivals", in));
        minute += MINUTE;
        return tick;
    }

    private static long append(Tidemill mill, String table, BatchBuilder rows)
            throws InterruptedException {
        return rows.size() == 0
                ? 0
                : mill.append(table, ParsedRows.of(rows.build()), AppendOptions.embedded()).tick();
    }
}
