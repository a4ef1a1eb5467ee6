package dev.tidemill.node.predict;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.connectors.format.ParsedRows;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.node.ingest.AppendOptions;
import dev.tidemill.store.ParquetReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whether flights of three days of January 2001 will be more than 15 minutes late, foretold as they
 * depart and learnt when they have arrived. What is known of the airports at that moment is worth
 * something beside the timetable, that is worth something beside guessing, and a mill that is told
 * each outcome at once would be better than all: that would be a leak.
 */
class LateFlightsTest {
    private static final Path EXAMPLE = Path.of("..", "examples", "flights").toAbsolutePath();
    private static final long MINUTE = TimeUnit.MINUTES.toMicros(1);
    private static final int DAYS = 3;

    private static final String SETTINGS =
            """
            name: flights
            timezone: UTC
            clock: {kind: replay, source: january}
            sources:
              - name: january
                kind: replay
                file: flights.parquet
                format: parquet
                preload: 1 day
                streams:
                  - {table: departures, time: departed_at, columns: {flight_id: row_id, origin: origin, destination: destination, distance: distance_mi, departed_at: departed_at}}
                  - {table: arrivals, time: departed_at, columns: {flight_id: row_id, origin: origin, destination: destination, distance: distance_mi, departed_at: departed_at, delay: arrival_delay_min, arrived_at: departed_at}}
            """;
    private static final String DEPARTING =
            """
            SELECT d.flight_id, d.origin, d.destination, d.distance,
                   EXTRACT(HOUR FROM d.departed_at)::INTEGER AS hour,
                   o.late_rate AS origin_late_rate, t.late_rate AS destination_late_rate
            FROM departures d
            LEFT JOIN airport_last_hour o ON o.airport = d.origin
            LEFT JOIN airport_last_hour t ON t.airport = d.destination
            WHERE d.departed_at > now() - INTERVAL '5 minutes'
            """;
    private static final String LANDED = "SELECT flight_id, delay > 15 AS late FROM arrivals\n";
    private static final String PREDICTOR =
            """
            name: NAME
            on: departing
            key: {flight_id: BIGINT}
            features:
              origin: {type: category}
              destination: {type: category}
              hour: {type: category}
              distance: {type: number}
            FEATURES
            crosses: [[origin, hour], [origin, destination]]
            target: {type: boolean}
            label: {table: landed, value: late, within: 1 day}
            learner: {type: LEARNER}
            limits: {window: 100000}
            """;
    private static final String LIVE =
            """
              origin_late_rate: {type: number}
              destination_late_rate: {type: number}
            """;

    @TempDir private Path folder;

    private record Flight(
            long id, String origin, String destination, int distance, long departed, int delay) {
        long known() {
            return departed + 30 * MINUTE + distance * 8_000_000L;
        }
    }

    private Path project(String name) throws IOException {
        Path project = Files.createDirectories(folder.resolve(name));
        for (String inner : List.of("contracts", "tables", "predictors")) {
            Files.createDirectories(project.resolve(inner));
        }
        for (String kept :
                List.of(
                        "contracts/departures.yaml",
                        "contracts/arrivals.yaml",
                        "tables/airport_last_hour.sql")) {
            Files.copy(EXAMPLE.resolve(kept), project.resolve(kept));
        }
        Files.writeString(project.resolve("flights.parquet"), "not read here", UTF_8);
        Files.writeString(project.resolve("tidemill.yaml"), SETTINGS, UTF_8);
        Files.writeString(project.resolve("tables/departing.sql"), DEPARTING, UTF_8);
        Files.writeString(project.resolve("tables/landed.sql"), LANDED, UTF_8);
        put(project, "guess", "", "majority");
        put(project, "timetable", "", "logistic");
        put(project, "late_arrival", LIVE, "logistic");
        return project;
    }

    private static void put(Path project, String name, String features, String learner)
            throws IOException {
        Files.writeString(
                project.resolve("predictors/" + name + ".yaml"),
                PREDICTOR
                        .replace("NAME", name)
                        .replace("FEATURES", features.stripTrailing())
                        .replace("LEARNER", learner),
                UTF_8);
    }

    private static List<Flight> flights() {
        Batch rows = new ParquetReader().read(EXAMPLE.resolve("data/flights-2001-01.parquet"));
        int[] columns =
                List.of("origin", "destination", "distance_mi", "departed_at", "arrival_delay_min")
                        .stream()
                        .mapToInt(rows.schema()::indexOf)
                        .toArray();
        List<Flight> flights = new ArrayList<>();
        long end = Long.MAX_VALUE;
        for (int row = 0; row < rows.size(); row++) {
            long departed = number(rows, columns[3], row);
            end = row == 0 ? departed + TimeUnit.DAYS.toMicros(DAYS) : end;
            if (departed >= end) {
                break;
            }
            flights.add(
                    new Flight(
                            row,
                            String.valueOf(rows.column(columns[0]).value(row)),
                            String.valueOf(rows.column(columns[1]).value(row)),
                            (int) number(rows, columns[2], row),
                            departed,
                            (int) number(rows, columns[4], row)));
        }
        return flights;
    }

    private static long number(Batch rows, int column, int row) {
        return rows.column(column).value(row) instanceof Number number ? number.longValue() : 0;
    }

    /** Sends the flights minute by minute, and each outcome when it is known, or at once. */
    private static Map<String, PredictorStatus> run(
            Path project, List<Flight> flights, boolean leaks) throws InterruptedException {
        List<Flight> landing = new ArrayList<>(flights);
        if (!leaks) {
            landing.sort(Comparator.comparingLong(Flight::known));
        }
        TidemillOptions options =
                TidemillOptions.defaults().withWatching(false).withReplay(null, false, null);
        try (Tidemill mill = Tidemill.open(project, options)) {
            int departed = 0;
            int landed = 0;
            long end = flights.getLast().departed();
            for (long minute = flights.getFirst().departed(); minute <= end; minute += MINUTE) {
                BatchBuilder out = new BatchBuilder(mill.input("departures").schema(), 64);
                BatchBuilder in = new BatchBuilder(mill.input("arrivals").schema(), 64);
                while (departed < flights.size() && flights.get(departed).departed() <= minute) {
                    Flight one = flights.get(departed++);
                    out.add(
                            1,
                            one.id(),
                            one.origin(),
                            one.destination(),
                            one.distance(),
                            one.departed());
                }
                while (landed < landing.size() && known(landing.get(landed), leaks) <= minute) {
                    Flight one = landing.get(landed++);
                    in.add(
                            1,
                            one.id(),
                            one.origin(),
                            one.destination(),
                            one.distance(),
                            one.departed(),
                            one.delay(),
                            known(one, leaks));
                }
                append(mill, "departures", out);
                append(mill, "arrivals", in);
            }
            Visits.await(
                    mill, "SELECT count(*) FROM tidemill.predictions_late_arrival", flights.size());
            Map<String, PredictorStatus> status = new TreeMap<>();
            for (String name : mill.predictors()) {
                status.put(name, mill.predictor(name).status());
            }
            System.out.println((leaks ? "leaky " : "honest ") + status);
            return status;
        }
    }

    private static double measure(Map<String, PredictorStatus> run, String name, String what) {
        return requireNonNull(requireNonNull(run.get(name), name).measures().get(what), what);
    }

    private static long known(Flight flight, boolean leaks) {
        return leaks ? flight.departed() : flight.known();
    }

    private static void append(Tidemill mill, String table, BatchBuilder rows)
            throws InterruptedException {
        if (rows.size() > 0) {
            AppendOptions how = AppendOptions.embedded();
            long tick = mill.append(table, ParsedRows.of(rows.build()), how).tick();
            if (!mill.await(tick, 10_000)) {
                throw new AssertionError("tick " + tick);
            }
        }
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void isBetterThanTheTimetableAndNotAsGoodAsALeak() throws Exception {
        List<Flight> flights = flights();
        Map<String, PredictorStatus> honest = run(project("honest"), flights, false);
        Map<String, PredictorStatus> leaky = run(project("leaky"), flights, true);
        String all = "honest " + honest + "\nleaky " + leaky;
        PredictorStatus status = requireNonNull(honest.get("late_arrival"));
        assertEquals(0, status.counts().get("early"), all);
        assertTrue(
                measure(honest, "late_arrival", "label_lag_seconds")
                        > TimeUnit.MINUTES.toSeconds(30),
                "an outcome is known half an hour after the departure, and later");
        assertTrue(
                measure(honest, "late_arrival", "accuracy")
                        > measure(honest, "late_arrival", "baseline_accuracy") + 0.05,
                all);
        double guess = measure(honest, "guess", "log_loss");
        double timetable = measure(honest, "timetable", "log_loss");
        double live = measure(honest, "late_arrival", "log_loss");
        double leak = measure(leaky, "late_arrival", "log_loss");
        assertTrue(guess > timetable && timetable > live && live > leak + 0.01, all);
        assertTrue(
                measure(honest, "timetable", "auc") < measure(honest, "late_arrival", "auc"), all);
        assertTrue(
                measure(honest, "late_arrival", "auc") + 0.01
                        < measure(leaky, "late_arrival", "auc"),
                all);
    }
}
