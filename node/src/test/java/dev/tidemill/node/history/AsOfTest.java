package dev.tidemill.node.history;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.node.read.AsOf;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Queries ask for ticks before the newest. */
class AsOfTest {
    private static final int KEPT = 5;

    @TempDir @Nullable Path folder;

    private Tidemill open() throws Exception {
        Path project = requireNonNull(folder);
        Files.writeString(
                project.resolve("tidemill.yaml"),
                "name: past\nlimits:\n  ticks-kept: " + KEPT + "\n");
        return Tidemill.open(project, TidemillOptions.defaults().withWatching(false));
    }

    @Test
    void readsAllTablesAsOfATickThatIsKept() throws Exception {
        try (Tidemill mill = open()) {
            mill.execute("CREATE TABLE items (id BIGINT PRIMARY KEY, n INTEGER)");
            mill.execute(
                    "CREATE LIVE TABLE total AS SELECT count(*) AS items, sum(n) AS n FROM items");
            List<Long> ticks = new ArrayList<>();
            for (int i = 1; i <= 20; i++) {
                ticks.add(mill.execute("INSERT INTO items VALUES (" + i + ", " + i + ")").tick());
            }
            String query =
                    "SELECT (SELECT count(*) FROM items), items, n::BIGINT FROM total AS OF TICK ";
            for (int i = 20 - KEPT; i <= 20; i++) {
                long tick = ticks.get(i - 1);
                var answer = mill.execute(query + tick + (i % 2 == 0 ? ";" : "\n"));
                assertEquals(
                        List.of((long) i, (long) i, (long) i * (i + 1) / 2), answer.rows().row(0));
                assertEquals(tick, answer.tick());
                assertEquals(answer.rows().row(0), mill.query(query + tick).rows().row(0));
            }
            for (long gone : new long[] {ticks.get(20 - KEPT - 2), 0, ticks.getLast() + 100}) {
                TidemillException refused =
                        assertThrows(TidemillException.class, () -> mill.execute(query + gone));
                assertEquals(ErrorCode.TICK_NOT_KEPT, refused.errorCode());
            }
            mill.execute("DELETE FROM items WHERE id = 20");
            assertEquals(
                    List.of(20L),
                    mill.query("SELECT count(*) FROM items AS OF TICK " + ticks.getLast())
                            .rows()
                            .row(0));
            assertEquals(List.of(19L), mill.query("SELECT count(*) FROM items").rows().row(0));
        }
    }

    @Test
    void takesTheWordsOffTheEndOnly() {
        assertEquals(
                new AsOf("SELECT 1", OptionalLong.of(7)), AsOf.of("SELECT 1 as of  tick 7 ; "));
        for (String none :
                List.of(
                        "SELECT 'x AS OF TICK 7'",
                        "SELECT 1 -- AS OF TICK 7",
                        "SELECT 1 AS OF TICK x",
                        "SELECT 1 AS OF TICK 7 LIMIT 1",
                        "")) {
            assertEquals(new AsOf(none, OptionalLong.empty()), AsOf.of(none));
        }
    }
}
