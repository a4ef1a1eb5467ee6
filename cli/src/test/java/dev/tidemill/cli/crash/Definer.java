package dev.tidemill.cli.crash;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.cli.client.ServerUnreachable;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Makes, replaces and drops live tables that are built beside the ticks. */
final class Definer {
    private static final int TABLES = 3;

    private final SplittableRandom random;
    private int defined;
    private int seenBuilding;
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
        String name = "made" + random.nextInt(TABLES);
        return "CREATE OR REPLACE LIVE TABLE "
                + name
                + " AS "
                + switch (random.nextInt(4)) {
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
