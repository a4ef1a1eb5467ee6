package dev.tidemill.testkit.script;

import static dev.tidemill.testkit.fixture.LiveTableAssertion.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.engine.circuit.Lateness;
import dev.tidemill.sql.CaretText;
import dev.tidemill.testkit.engine.Tables;
import dev.tidemill.testkit.fixture.LiveTableAssertion;
import dev.tidemill.testkit.fixture.SqlTables;
import dev.tidemill.testkit.postgres.PostgresQueries;
import dev.tidemill.testkit.script.LiveScript.Command;
import dev.tidemill.testkit.script.LiveScript.Query;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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
 *   <li>{@code !lateness table.column duration}: rows of the table come at most so late; those that
 *       come later are not admitted. It may stand several times, beside the others.
 * </ul>
 */
final class LiveJudge {
    private static final Set<String> COMMANDS = Set.of("live", "postgres", "refused", "lateness");
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
            refuses(query, refused);
        } else {
            keepsLive(query, query.command("live").orElseThrow());
        }
    }

    private static void refuses(Query query, String expected) {
        String sql = query.sql();
        TidemillException refusal =
                assertThrows(
                        TidemillException.class,
                        () -> SqlTables.plan(tables(query), Map.of(LIVE_TABLE, sql)));
        String said = CaretText.of(sql, refusal);
        assertTrue(said.contains(expected), () -> "expected " + expected + " in:\n" + said);
    }

    private void keepsLive(Query query, String exceptions) throws Exception {
        LiveTableAssertion live =
                assertThat(LIVE_TABLE, query.sql())
                        .over(tables(query))
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

    /** The tables with the lateness that the query's commands give them. */
    private static List<InputTable> tables(Query query) {
        Map<String, List<Lateness>> late = new HashMap<>();
        for (Command command : query.commands()) {
            if (command.name().equals("lateness")) {
                String[] words = command.rest().split("[. ]", 3);
                late.computeIfAbsent(words[0], _ -> new ArrayList<>())
                        .add(Lateness.of(column(words[0], words[1]), micros(words[2])));
            }
        }
        boolean predicts = query.sql().contains("PREDICT");
        return Stream.concat(
                        Tables.ALL.stream(), predicts ? Stream.of(Tables.PREDICTIONS) : Stream.of())
                .map(
                        table ->
                                table.withLateness(
                                        late.getOrDefault(table.name(), List.of())
                                                .toArray(Lateness[]::new)))
                .toList();
    }

    private static long micros(String duration) {
        String[] words = duration.split(" ", 2);
        long amount = Long.parseLong(words[0]);
        return switch (words[1]) {
            case "minute", "minutes" -> TimeUnit.MINUTES.toMicros(amount);
            case "hour", "hours" -> TimeUnit.HOURS.toMicros(amount);
            case "day", "days" -> TimeUnit.DAYS.toMicros(amount);
            default -> throw new IllegalArgumentException(duration);
        };
    }

    private static int column(String table, String column) {
        return Tables.ALL.stream()
                .filter(known -> known.name().equals(table))
                .findFirst()
                .orElseThrow()
                .schema()
                .indexOf(column);
    }

    /** The lateness that a query is kept live with, in words. */
    static List<String> lateness(Query query) {
        return query.commands().stream()
                .filter(command -> command.name().equals("lateness"))
                .map(Command::rest)
                .toList();
    }

    /** What a reader of the script must be told of the judges that are left out. */
    static List<String> reservations(Query query) {
        return query.command("live").filter(rest -> !rest.isEmpty()).stream().toList();
    }
}
