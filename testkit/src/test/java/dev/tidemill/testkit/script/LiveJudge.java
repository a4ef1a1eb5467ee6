package dev.tidemill.testkit.script;

import static dev.tidemill.testkit.fixture.LiveTableAssertion.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.sql.CaretText;
import dev.tidemill.testkit.engine.Tables;
import dev.tidemill.testkit.fixture.LiveTableAssertion;
import dev.tidemill.testkit.fixture.SqlTables;
import dev.tidemill.testkit.postgres.PostgresQueries;
import dev.tidemill.testkit.script.LiveScript.Command;
import dev.tidemill.testkit.script.LiveScript.Query;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Holds a query of a script to its commands.
 *
 * <ul>
 *   <li>{@code !live}: after every tick of random changes, in random splits and across restarts,
 *       the live table is what the oracle and DuckDB answer, and PostgreSQL agrees on other rows.
 *       {@code no-duckdb: reason} and {@code no-postgres: reason} leave a judge out.
 *   <li>{@code !postgres SQL}: PostgreSQL is asked this instead, which means the same.
 *   <li>{@code !refused TEXT}: planning fails and says TEXT.
 * </ul>
 */
final class LiveJudge {
    private static final Set<String> COMMANDS = Set.of("live", "postgres", "refused");
    private static final String LIVE_TABLE = "live";

    private final PostgresQueries postgres;
    private final long seed;
    private final int ticks;

    LiveJudge(PostgresQueries postgres, long seed, int ticks) {
        this.postgres = postgres;
        this.seed = seed;
        this.ticks = ticks;
    }

    void judge(Query query) throws Exception {
        for (Command command : query.commands()) {
            assertTrue(COMMANDS.contains(command.name()), () -> "no command " + command.name());
        }
        String refused = query.command("refused").orElse(null);
        if (refused != null) {
            refuses(query.sql(), refused);
        } else {
            keepsLive(query, query.command("live").orElseThrow());
        }
    }

    private static void refuses(String sql, String expected) {
        TidemillException refusal =
                assertThrows(
                        TidemillException.class,
                        () -> SqlTables.plan(Tables.ALL, Map.of(LIVE_TABLE, sql)));
        String said = CaretText.of(sql, refusal);
        assertTrue(said.contains(expected), () -> "expected " + expected + " in:\n" + said);
    }

    private void keepsLive(Query query, String exceptions) throws Exception {
        LiveTableAssertion live =
                assertThat(LIVE_TABLE, query.sql())
                        .over(Tables.ALL)
                        .seed(seed)
                        .ticks(ticks)
                        .afterEachTick()
                        .equalsOracle()
                        .isTheSameWhateverTheTicks()
                        .survivesRestarts();
        if (!exceptions.contains("no-duckdb:")) {
            live.equalsDuckDb(10);
        }
        if (!exceptions.contains("no-postgres:")) {
            String theirs = query.command("postgres").orElse(query.sql());
            @Nullable String difference = postgres.difference(query.sql(), theirs);
            assertEquals("", difference == null ? "" : difference);
        }
    }

    /** What a reader of the script must be told of the judges that are left out. */
    static List<String> reservations(Query query) {
        return query.command("live").filter(rest -> !rest.isEmpty()).stream().toList();
    }
}
