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
 * Whether flights of January 2001 will be more than 15 minutes late, by the example's own tables
 * and predictor: foretold as they depart, and learnt when they have arrived. What is known of the
 * airports and routes at that moment is worth something beside the timetable, that is worth
 * something beside guessing, and a mill that is told each outcome at once would seem better than
 * all: that would be a leak, and that it shows is proof that the delay is kept otherwise.
 */
class LateFlightsTest {
    private static final Path EXAMPLE = Path.of("..", "examples", "flights").toAbsolutePath();
    private static final long MINUTE = TimeUnit.MINUTES.toMicros(1);

    /** Days of January; all of them with {@code -Dtidemill.long=true}. */
    private static final int DAYS =
            Integer.getInteger("tidemill.days", Boolean.getBoolean("tidemill.long") ? 31 : 3);

    /** What the example's predictor reads, and what that reads. */
    private static final String[] TABLES = {
        "departing", "landed", "late_from", "late_to", "late_routes", "route_slots"
    };

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

    /** What to beat, over the rows of the example's predictor. */
    private static final String BASELINE =
            """
            name: NAME
            on: departing
            key: {flight_id: BIGINT}
            features:
              origin: {type: category}
              destination: {type: category}
              hour: {type: category}
              day: {type: category}
              distance: {type: number}
            target: {type: boolean}
            label: {table: landed, value: late, within: 1 day}
            learner: {type: LEARNER}
            limits: {window: 600000}
            """;

    @TempDir private Path folder;

    private record Flight(
            long id, String origin, String destination, int distance, long departed, int delay) {
        long known() {
            return departed + 30 * MINUTE + distance * 8_000_000L;
        }
    }

    /** The example's tables and its predictor, with what that is compared with. */
    private Path project(String name) throws IOException {
        Path project = Files.createDirectories(folder.resolve(name));
        for (String inner : List.of("contracts", "tables", "features", "predictors")) {
            Files.createDirectories(project.resolve(inner));
        }
        for (String kept : List.of("contracts/departures.yaml", "contracts/arrivals.yaml")) {
            Files.copy(EXAMPLE.resolve(kept), project.resolve(kept));
        }
        for (String table : List.of(TABLES)) {
            String file = "tables/" + table + ".sql";
            Files.copy(EXAMPLE.resolve(file), project.resolve(file));
        }
        Files.copy(
                EXAMPLE.resolve("features/departing.yaml"),
                project.resolve("features/departing.yaml"));
        Files.writeString(
                project.resolve("predictors/late_arrival.yaml"),
                Files.readString(EXAMPLE.resolve("predictors/late_arrival.yaml"))
                        .replaceAll("(?m)^limits:.*\n", "")
                        .concat("limits: {window: 600000}\n"));
        Files.writeString(project.resolve("flights.parquet"), "not read here", UTF_8);
        Files.writeString(project.resolve("tidemill.yaml"), SETTINGS, UTF_8);
        put(project, "guess", "majority");
        put(project, "timetable", "logistic");
        return project;
    }

    private static void put(Path project, String name, String learner) throws IOException {
        Files.writeString(
                project.resolve("predictors/" + name + ".yaml"),
                BASELINE.replace("NAME", name).replace("LEARNER", learner),
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
