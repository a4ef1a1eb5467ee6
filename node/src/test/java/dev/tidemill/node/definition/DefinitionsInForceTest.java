package dev.tidemill.node.definition;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.circuit.Circuit;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.engine.circuit.Lateness;
import dev.tidemill.engine.circuit.LiveTable;
import dev.tidemill.engine.circuit.TickInput;
import dev.tidemill.engine.state.PageAllocator;
import dev.tidemill.engine.state.StateSpace;
import dev.tidemill.node.function.FunctionSource;
import dev.tidemill.node.record.DefinitionEntry;
import dev.tidemill.node.record.DefinitionEntry.LiveSql;
import dev.tidemill.node.record.Outcome;
import dev.tidemill.node.record.RetryEntry;
import dev.tidemill.node.record.SuspensionEntry;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which tables run, when a tick is run again that had no memory for some. */
class DefinitionsInForceTest {
    private static final InputTable EVENTS =
            new InputTable(
                            "e",
                            Schema.of(Field.of("id", Type.BIGINT), Field.of("at", Type.TIMESTAMP)),
                            List.of(),
                            1)
                    .withLateness(Lateness.of(1, 0));
    private static final LiveSql X = sql("x", "SELECT id, at FROM e");
    private static final LiveSql Y =
            sql("y", "SELECT date_trunc('hour', at) AS h, count(*) AS n FROM x GROUP BY 1");
    private static final LiveSql Z = sql("z", "SELECT sum(n) AS n FROM y");
    private static final DefinitionsInForce.SealedAt AT = new DefinitionsInForce.SealedAt(2, 2);

    private final DefinitionsInForce definitions = new DefinitionsInForce(FunctionSource.NONE);
    private final Circuit circuit =
            Circuit.create(
                    new StateSpace(PageAllocator.unbounded()),
                    List.<InputTable>of(),
                    List.<LiveTable>of(),
                    1);

    @AfterEach
    void close() {
        circuit.close();
    }

    private static LiveSql sql(String name, String sql) {
        return new LiveSql(name, sql, "");
    }

    private void define(LiveSql... tables) {
        DefinitionEntry entry = new DefinitionEntry(List.of(EVENTS), List.of(tables), Set.of());
        definitions.apply(entry, circuit, AT);
    }

    private void begin(LiveSql... tables) {
        define(tables);
        circuit.step(new TickInput(1, 1, List.of()));
    }

    private static SuspensionEntry entry(LiveSql table, String... readers) {
        return new SuspensionEntry(
                table.name(),
                table.sql(),
                List.of(readers),
                ErrorCode.STATE_OVER_BUDGET,
                "no memory for " + table.name());
    }

    private List<String> failures() {
        return definitions.failures().stream().map(each -> each.table()).sorted().toList();
    }

    private Set<String> running() {
        return Set.copyOf(circuit.liveTables());
    }

    @Test
    void aReaderThatFailedByItselfDoesSoInAReplay() {
        begin(X, Y, Z);
        definitions.foretell(
                List.of(
                        new Outcome.Suspended(2, false, entry(X, "y", "z")),
                        new Outcome.Suspended(2, false, entry(Y, "z"))));
        definitions.suspendForetold(false, circuit, AT);
        assertEquals(List.of("x", "y"), failures());
        assertEquals(Set.of(), running());
        definitions.foretell(List.of());
        define(sql("x", "SELECT id + 1 AS id, at FROM e"), Y, Z);
        assertEquals(Set.of("x", "y", "z"), running(), "what a table reads may have been at fault");
        assertEquals(Set.of(), definitions.view().suspended().keySet());
    }

    @Test
    void aTableThatFailedIsTriedAgainWhenSomebodyAsks() {
        begin(X, Y, Z);
        definitions.suspend(entry(X, "y", "z"), circuit, AT);
        assertEquals(Set.of(), running());
        definitions.retry(new RetryEntry("other"), circuit, AT);
        assertEquals(Set.of(), running());
        definitions.retry(new RetryEntry("z"), circuit, AT);
        assertEquals(Set.of("x", "y", "z"), running(), "what z reads had failed");
        assertEquals(List.of(), failures());
        assertEquals(Set.of(), definitions.view().suspended().keySet());
    }

    @Test
    void aTableThatFailedAgainWhenItWasTriedDoesSoInAReplay() {
        begin(X, Y, Z);
        definitions.suspend(entry(X, "y", "z"), circuit, AT);
        definitions.foretell(List.of(new Outcome.Suspended(2, false, entry(X, "y", "z"))));
        definitions.retry(new RetryEntry("x"), circuit, AT);
        assertEquals(Set.of(), running());
        assertEquals(List.of("x"), failures());
        assertEquals(List.of(), definitions.takeOutcomes(), "it is written down already");
    }

    @Test
    void aTableThatWasDefinedOtherwiseGoesOn() {
        LiveSql other = sql("y", "SELECT count(*) AS n FROM e");
        begin(X, other, Z);
        definitions.suspend(entry(X, "y", "z"), circuit, AT);
        assertEquals(List.of("x"), failures());
        assertEquals(Set.of("y", "z"), running());
    }

    @Test
    void aReaderThatHadNoRoomBehindAReplacementIsNotTriedAgain() {
        begin(X, Y, Z);
        definitions.foretell(List.of(new Outcome.Suspended(2, false, entry(Y, "z"))));
        define(sql("x", "SELECT id, at FROM e WHERE id > 1"), Y, Z);
        assertEquals(List.of("y"), failures());
        assertEquals(Set.of("x"), running());
        assertEquals(Set.of("y", "z"), definitions.view().suspended().keySet());
        assertEquals(List.of(), definitions.takeOutcomes(), "it is written down already");
        definitions.suspendForetold(false, circuit, AT);
        assertEquals(Set.of("x"), running());
    }

    @Test
    void aReaderThatIsReplacedTooIsBuiltInsteadOfMadeAnew() {
        begin(X, Y, Z);
        definitions.foretell(List.of(new Outcome.Suspended(2, false, entry(Y, "z"))));
        define(
                sql("x", "SELECT id, at FROM e WHERE id > 1"),
                sql("y", "SELECT count(*) AS n FROM x"),
                Z);
        assertEquals(List.of(), failures());
        definitions.suspendForetold(false, circuit, AT);
        assertEquals(Set.of("x", "y", "z"), running());
    }
}
