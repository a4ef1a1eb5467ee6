package dev.tidemill.testkit.script;

import dev.tidemill.testkit.postgres.PostgresQueries;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every query of every script as a live table. {@code -Dtidemill.script=20-joins} runs one script,
 * {@code -Dtidemill.seed=7} another seed, {@code -Dtidemill.long=true} many seeds.
 */
class LiveScriptTest {
    private static final long SEED = Long.getLong("tidemill.seed", 5);
    private static final boolean LONG = Boolean.getBoolean("tidemill.long");
    private static final String ONLY = System.getProperty("tidemill.script", "");

    @TestFactory
    Stream<DynamicContainer> everyQueryStaysWhatItMeans() throws Exception {
        PostgresQueries postgres = PostgresQueries.overSeed(SEED);
        return LiveScript.all().stream()
                .filter(script -> script.file().startsWith(ONLY))
                .map(
                        script ->
                                DynamicContainer.dynamicContainer(
                                        script.file(),
                                        script.queries().stream()
                                                .map(query -> test(postgres, script, query))));
    }

    private static DynamicTest test(
            PostgresQueries postgres, LiveScript script, LiveScript.Query query) {
        String name = script.file() + ":" + query.line() + " " + query.sql().lines().findFirst();
        return DynamicTest.dynamicTest(
                name,
                () -> {
                    for (long seed : seeds()) {
                        new LiveJudge(postgres, seed, LONG ? 60 : 20).judge(query);
                    }
                });
    }

    private static List<Long> seeds() {
        return Stream.iterate(SEED, seed -> seed + 1).limit(LONG ? 20 : 1).toList();
    }

    @TestFactory
    Stream<DynamicTest> everyScriptHasATitleAndQueries() throws IOException {
        return LiveScript.all().stream()
                .map(
                        script ->
                                DynamicTest.dynamicTest(
                                        script.file(), () -> new ScriptPage(script).markdown()));
    }
}
