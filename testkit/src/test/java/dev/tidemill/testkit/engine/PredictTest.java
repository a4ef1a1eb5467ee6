package dev.tidemill.testkit.engine;

import static dev.tidemill.testkit.fixture.LiveTableAssertion.assertThat;

import dev.tidemill.engine.circuit.InputTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * PREDICT in live tables over rows that come, change and go, and over predictions that come before
 * or after their rows, change and go.
 */
class PredictTest {
    private static List<InputTable> inputs() {
        List<InputTable> inputs = new ArrayList<>(Tables.ALL);
        inputs.add(Tables.PREDICTIONS);
        return inputs;
    }

    @Test
    void isTheLeftJoinWithThePredictionsAfterEveryTick() {
        Map<String, String> queries =
                Map.of(
                        "selected",
                        "SELECT id, label, PREDICT('good', id) AS p, PREDICT_VALUE('good', id) AS v"
                                + " FROM items",
                        "kept",
                        "SELECT id, kind FROM events WHERE PREDICT('good', id) > 0.5"
                                + " OR PREDICT('good', id) IS NULL",
                        "grouped",
                        "SELECT kind, count(PREDICT('good', id)) AS n, max(PREDICT('good', id)) AS m"
                                + " FROM events GROUP BY kind",
                        "by_value",
                        "SELECT PREDICT_VALUE('good', item) AS v, sum(1) AS n FROM links"
                                + " GROUP BY PREDICT_VALUE('good', item)",
                        "below",
                        "SELECT label FROM items i WHERE EXISTS (SELECT 1 FROM links l"
                                + " WHERE l.item = i.id AND PREDICT('good', l.item) > 0)",
                        "ranked",
                        "SELECT id, rank() OVER (ORDER BY PREDICT('good', id), id) AS r FROM items");
        long first = Long.getLong("tidemill.seed", 3);
        for (long seed = first; seed < first + 3; seed++) {
            assertThat(queries)
                    .over(inputs())
                    .seed(seed)
                    .ticks(30)
                    .afterEachTick()
                    .equalsOracle()
                    .equalsDuckDb(10)
                    .isTheSameWhateverTheTicks()
                    .survivesRestarts();
        }
    }
}
