package dev.tidemill.cli.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.cli.client.ServerUnreachable;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Makes, replaces and drops live tables that are built beside the ticks, have parts of their
 * queries in common and read a table that drops its oldest rows; and indexes of them.
 */
final class Definer {
    private static final int TABLES = 6;

    /** The last digits of retained rows; those that a table began with have no gap. */
    private static final String DIGITS =
            "(SELECT n % 10 AS k, count(*) AS rows, min(n) AS first, max(n) AS last FROM retained"
                    + " GROUP BY n % 10)";

    /** Tables with this name have the columns of {@link #DIGITS}, and rows of it. */
    private static final String DIGITS_TABLE = "digits";

    private final SplittableRandom random;
    private int defined;
    private int seenBuilding;
    private int checked;
    private final Map<String, Integer> refusals = new TreeMap<>();

    Definer(long seed) {
        random = new SplittableRandom(seed + 77);
    }

    int defined() {
        return defined;
    }

    /** How often a table was found that was not complete. */
    int seenBuilding() {
        return seenBuilding;
    }

    /** Why statements were refused, with how often. */
    Map<String, Integer> refusals() {
        return refusals;
    }

    void defineUntilKilled(ServerClient client) {
        while (true) {
            try {
                JsonNode _ = client.queryJson(statement());
                defined++;
                if (!client.get("/v1/status").path("building").isEmpty()) {
                    seenBuilding++;
                }
            } catch (ServerUnreachable e) {
                return;
            } catch (TidemillException e) {
                refusals.merge(e.message(), 1, Integer::sum);
            }
        }
    }

    private String statement() {
        int number = random.nextInt(TABLES);
        String name = (random.nextBoolean() ? "made" : DIGITS_TABLE) + number;
        return switch (random.nextInt(6)) {
            case 0 -> "DROP LIVE TABLE " + name;
            case 1 -> "CREATE INDEX IF NOT EXISTS " + name + "_by_k ON " + name + " (k)";
            case 2 -> "DROP INDEX IF EXISTS " + name + "_by_k";
            default -> "CREATE OR REPLACE LIVE TABLE " + name + " AS " + query(name);
        };
    }

    /**
     * Each table over retained rows has counted those from some row on, to the last; whatever other
     * tables began with.
     */
    void check(ServerClient client, String when) {
        JsonNode last = client.queryJson("SELECT coalesce(max(n), -1) FROM retained");
        long newest = last.path("rows").path(0).path(0).asLong();
        for (JsonNode table : client.get("/v1/status").path("tables")) {
            String name = table.path("name").asText();
            if (!name.startsWith(DIGITS_TABLE)) {
                continue;
            }
            JsonNode rows = client.queryJson("SELECT k, rows, first, last FROM " + name);
            Set<Long> seen = new HashSet<>();
            for (JsonNode row : rows.path("rows")) {
                long digit = row.path(0).asLong();
                long counted = (row.path(3).asLong() - row.path(2).asLong()) / 10 + 1;
                String what = name + " has " + row + " " + when;
                assertTrue(seen.add(digit), what);
                assertEquals(counted, row.path(1).asLong(), what);
                assertTrue(row.path(3).asLong() > newest - 10, what);
            }
            checked++;
        }
    }

    /** How often a table over retained rows was looked at. */
    int checked() {
        return checked;
    }

    private String query(String name) {
        if (name.startsWith(DIGITS_TABLE)) {
            return switch (random.nextInt(3)) {
                case 0 -> "SELECT * FROM " + DIGITS + " d";
                case 1 -> "SELECT * FROM " + DIGITS + " d WHERE k < " + random.nextInt(1, 10);
                default -> "SELECT d.* FROM " + DIGITS + " d JOIN " + DIGITS + " o ON o.k = d.k";
            };
        }
        return switch (random.nextInt(4)) {
            case 0 -> "SELECT origin AS k, count(*) AS n FROM departures GROUP BY origin";
            case 1 -> "SELECT origin AS k, flight_id AS n FROM departures";
            case 2 ->
                    "SELECT d.origin AS k, count(*) AS n FROM departures d"
                            + " JOIN arrivals a ON a.flight_id = d.flight_id"
                            + " GROUP BY d.origin";
            default -> "SELECT origin AS k, max(flight_id) AS n FROM arrivals GROUP BY 1";
        };
    }
}
