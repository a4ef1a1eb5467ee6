package dev.tidemill.testkit.engine;

import dev.tidemill.algebra.column.Interval;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.circuit.InputChange.Op;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.testkit.fixture.RowChange;
import dev.tidemill.testkit.fixture.Step;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Flights that look like the example's: a few busy airports, rush hours, late evenings, arrivals
 * that are told when they are known, some out of order, airports that are renamed or closed, and a
 * latch that goes up and down.
 */
final class RandomFlights {
    private static final long MINUTE = 60 * Interval.MICROS_PER_SECOND;
    private static final List<String> AIRPORTS = List.of("ATL", "ORD", "DFW", "LAX", "BOS", "ANC");

    static final InputTable DEPARTURES =
            new InputTable(
                    "departures",
                    Schema.of(
                            required("flight_id", Type.BIGINT),
                            required("origin", Type.TEXT),
                            required("destination", Type.TEXT),
                            required("distance", Type.INTEGER),
                            required("departed_at", Type.TIMESTAMP)),
                    List.of(),
                    4);
    static final InputTable ARRIVALS =
            new InputTable(
                    "arrivals",
                    Schema.of(
                            required("flight_id", Type.BIGINT),
                            required("origin", Type.TEXT),
                            required("destination", Type.TEXT),
                            required("distance", Type.INTEGER),
                            required("departed_at", Type.TIMESTAMP),
                            required("delay", Type.INTEGER),
                            required("arrived_at", Type.TIMESTAMP)),
                    List.of(),
                    6);
    static final InputTable AIRPORT_NAMES =
            new InputTable(
                    "airports",
                    Schema.of(
                            required("iata", Type.TEXT),
                            required("name", Type.TEXT),
                            Field.of("city", Type.TEXT),
                            Field.of("state", Type.TEXT),
                            required("country", Type.TEXT),
                            required("latitude", Type.DOUBLE),
                            required("longitude", Type.DOUBLE)),
                    List.of(0),
                    -1);
    static final InputTable LATCH =
            new InputTable(
                    "alert_latch",
                    Schema.of(
                            required("airport", Type.TEXT), required("raised_at", Type.TIMESTAMP)),
                    List.of(0),
                    -1);
    static final List<InputTable> INPUTS = List.of(DEPARTURES, ARRIVALS, AIRPORT_NAMES, LATCH);

    private record Arrival(long knownAt, List<@Nullable Object> row) {}

    private final Random random;
    private final List<Arrival> inTheAir = new ArrayList<>();
    private long now = LocalDate.of(2001, 1, 8).toEpochDay() * Interval.MICROS_PER_DAY;
    private long flight;

    RandomFlights(long seed) {
        this.random = new Random(seed);
    }

    private static Field required(String name, Type type) {
        return new Field(name, type, false);
    }

    List<Step> steps(int ticks) {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < ticks; i++) {
            long before = now;
            now += random.nextInt(8) == 0 ? 0 : random.nextLong(45 * MINUTE);
            List<RowChange> changes = new ArrayList<>();
            if (i == 0) {
                AIRPORTS.forEach(airport -> changes.add(named(airport, airport + " Field")));
            }
            depart(before, changes);
            arrive(changes);
            disturb(changes);
            steps.add(new Step(now, changes));
        }
        return steps;
    }

    private void depart(long from, List<RowChange> changes) {
        long minutes = (now - from) / MINUTE;
        boolean isNight = Math.floorMod(now, Interval.MICROS_PER_DAY) < 5 * 60 * MINUTE;
        long flights = isNight ? minutes / 8 : minutes * 2;
        for (long i = 0; i < flights; i++) {
            String origin = AIRPORTS.get(Math.min(random.nextInt(10), random.nextInt(10)) % 6);
            String destination = AIRPORTS.get(random.nextInt(6));
            int distance = random.nextInt(100, 4500);
            long departedAt = from + random.nextLong(minutes + 1) * MINUTE;
            flight++;
            changes.add(
                    new RowChange(
                            "departures",
                            Op.INSERT,
                            List.of(flight, origin, destination, distance, departedAt)));
            int delay = (int) (random.nextGaussian() * 30 + (origin.equals("ORD") ? 25 : 3));
            long arrivedAt = departedAt + 30 * MINUTE + distance * 2L * MINUTE / 15;
            inTheAir.add(
                    new Arrival(
                            arrivedAt + (random.nextInt(20) == 0 ? 90 * MINUTE : 0),
                            List.of(
                                    flight,
                                    origin,
                                    destination,
                                    distance,
                                    departedAt,
                                    delay,
                                    arrivedAt)));
        }
    }

    private void arrive(List<RowChange> changes) {
        inTheAir.removeIf(
                arrival -> {
                    boolean isKnown = arrival.knownAt() <= now;
                    if (isKnown) {
                        changes.add(new RowChange("arrivals", Op.INSERT, arrival.row()));
                    }
                    return isKnown;
                });
    }

    private void disturb(List<RowChange> changes) {
        String airport = AIRPORTS.get(random.nextInt(6));
        switch (random.nextInt(8)) {
            case 0 -> changes.add(named(airport, airport + " International " + random.nextInt(3)));
            case 1 -> changes.add(new RowChange("airports", Op.DELETE, named(airport, "").row()));
            case 2 -> changes.add(new RowChange("alert_latch", Op.DELETE, List.of(airport, now)));
            case 3, 4 ->
                    changes.add(new RowChange("alert_latch", Op.UPSERT, List.of(airport, now)));
            default -> {}
        }
    }

    private RowChange named(String airport, String name) {
        List<@Nullable Object> row = new ArrayList<>();
        row.add(airport);
        row.add(name);
        row.add("City of " + airport);
        row.add(random.nextInt(4) == 0 ? null : "GA");
        row.add("USA");
        row.add(33.5 + airport.charAt(0));
        row.add(-84.25 - airport.charAt(1));
        return new RowChange("airports", Op.UPSERT, row);
    }
}
