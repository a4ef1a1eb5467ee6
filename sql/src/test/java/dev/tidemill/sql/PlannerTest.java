package dev.tidemill.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Type;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlannerTest {
    private final Planner planner = new Planner(FlightsCatalog.CATALOG);

    @Test
    void givesAggregatesPostgresTypes() {
        PlannedQuery query =
                planner.plan(
                        """
                        SELECT origin, COUNT(*) AS n, SUM(delay) AS s, SUM(flight_id) AS b,
                               AVG(delay) AS a
                        FROM arrivals GROUP BY origin
                        """);
        assertEquals(
                List.of(
                        Type.TEXT,
                        Type.BIGINT,
                        Type.BIGINT,
                        Type.decimal(38, 0),
                        Type.decimal(38, 16)),
                query.output().fields().stream().map(f -> f.type()).toList());
        assertEquals(List.of("origin", "n", "s", "b", "a"), query.output().names());
        assertEquals(Set.of("arrivals"), query.tables());
    }

    @Test
    void pointsAtAMistypedColumnAndSuggestsTheRightOne() {
        String sql = "SELECT origin,\n       orign AS o\nFROM departures";
        TidemillException error = assertThrows(TidemillException.class, () -> planner.plan(sql));
        assertEquals(ErrorCode.UNKNOWN_COLUMN, error.errorCode());
        assertEquals(
                """
                TM1002: column "orign" does not exist
                2 |        orign AS o
                           ^
                Hint: Did you mean "origin"?""",
                CaretText.of(sql, error));
    }
}
