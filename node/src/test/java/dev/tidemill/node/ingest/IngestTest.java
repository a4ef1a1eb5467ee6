package dev.tidemill.node.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.connectors.format.ParsedRows;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.node.definition.DefinitionsInForce;
import dev.tidemill.node.function.FunctionSource;
import dev.tidemill.node.record.DefinitionEntry;
import dev.tidemill.node.tick.AdmissionQueue;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What may enter while tables come and go. */
class IngestTest {
    private final DefinitionsInForce definitions = new DefinitionsInForce(FunctionSource.NONE);
    private final Ingest ingest =
            new Ingest(
                    definitions,
                    new AdmissionQueue(1000, 10),
                    new Receipts(10),
                    new AtomicLong(),
                    () -> 0);

    private void define(List<Integer> key, Field... columns) {
        InputTable table = new InputTable("t", Schema.of(columns), key, -1);
        definitions.adopt(new DefinitionEntry(List.of(table), List.of(), Set.of("t")), List.of());
    }

    /** Rows wait for room while another table takes the place of theirs. */
    private TidemillException refusalAfter(Runnable replaced) {
        ingest.enterOnlyWith(
                new IntakeRoom() {
                    @Override
                    public boolean isThere() {
                        return true;
                    }

                    @Override
                    public void await() {
                        replaced.run();
                    }

                    @Override
                    public TidemillException refusal() {
                        throw new AssertionError("there is room");
                    }
                });
        BatchBuilder builder = new BatchBuilder(definitions.input("t").schema(), 1);
        builder.add(1, 7);
        Batch rows = builder.build();
        return assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () ->
                        assertThrows(
                                TidemillException.class,
                                () ->
                                        ingest.append(
                                                "t",
                                                ParsedRows.of(rows),
                                                AppendOptions.embedded())));
    }

    @Test
    void refusesRowsWhoseTableHasOtherColumnsByNow() {
        define(List.of(), new Field("a", Type.INTEGER, true));
        TidemillException refused =
                refusalAfter(() -> define(List.of(), new Field("a", Type.BIGINT, true)));
        assertEquals(ErrorCode.DEFINITION_CHANGED, refused.errorCode());
    }

    @Test
    void refusesInsertsWhoseTableHasAKeyByNow() {
        define(List.of(), new Field("a", Type.INTEGER, true));
        TidemillException refused =
                refusalAfter(() -> define(List.of(0), new Field("a", Type.INTEGER, true)));
        assertEquals(ErrorCode.DEFINITION_CHANGED, refused.errorCode());
    }
}
