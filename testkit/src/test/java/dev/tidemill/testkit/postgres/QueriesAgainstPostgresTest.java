package dev.tidemill.testkit.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tidemill.testkit.engine.LiveQueries;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The shared queries, answered by the oracle and by PostgreSQL over the same rows. */
class QueriesAgainstPostgresTest {
    @Test
    void everyQueryAnswersWhatPostgresAnswers() throws Exception {
        long seed = Long.getLong("tidemill.seed", 3);
        PostgresQueries postgres = PostgresQueries.overSeed(seed);
        List<String> report = new ArrayList<>();
        for (String query : LiveQueries.all()) {
            String difference = postgres.difference(query);
            if (difference != null) {
                report.add(query + "\n    " + difference);
            }
        }
        assertEquals("", String.join("\n", report), "seed " + seed);
    }
}
