package dev.tidemill.testkit.engine;

import dev.tidemill.testkit.fixture.LiveTableAssertion;
import dev.tidemill.testkit.fixture.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The live tables of the flights example, all in one circuit, right after every tick. */
class FlightsTest {
    private static final Path TABLES = Path.of("..", "examples", "flights", "tables");

    @Test
    void theExamplesLiveTablesAreRightAfterEveryTick() throws IOException {
        boolean isLong = Boolean.getBoolean("tidemill.long");
        long first = Long.getLong("tidemill.seed", 8);
        for (long seed = first; seed < first + (isLong ? 20 : 1); seed++) {
            List<Step> steps = new RandomFlights(seed).steps(isLong ? 120 : 45);
            example()
                    .over(RandomFlights.INPUTS)
                    .seed(seed)
                    .after(steps)
                    .afterEachTick()
                    .equalsOracle()
                    .equalsDuckDb(15)
                    .isTheSameWhateverTheTicks();
        }
    }

    private static LiveTableAssertion example() throws IOException {
        Map<String, String> queries = new TreeMap<>();
        try (Stream<Path> files = Files.list(TABLES)) {
            for (Path file : new ArrayList<>(files.toList())) {
                String name = String.valueOf(file.getFileName());
                if (name.endsWith(".sql")) {
                    queries.put(name.substring(0, name.length() - 4), Files.readString(file));
                }
            }
        }
        return LiveTableAssertion.assertThat(queries);
    }
}
