package dev.tidemill.testkit.engine;

import dev.tidemill.algebra.plan.Scan;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.circuit.InputTable;
import java.util.List;

/** Input tables that the tests share. */
public final class Tables {
    /** Events with most types. */
    public static final InputTable EVENTS =
            new InputTable(
                    "events",
                    Schema.of(
                            Field.of("id", Type.INTEGER),
                            Field.of("kind", Type.TEXT),
                            Field.of("happened", Type.TIMESTAMP),
                            Field.of("amount", Type.decimal(12, 2)),
                            Field.of("score", Type.DOUBLE),
                            Field.of("good", Type.BOOLEAN)),
                    List.of(),
                    2);

    /** Rows with one key column. */
    public static final InputTable ITEMS =
            new InputTable(
                    "items",
                    Schema.of(
                            Field.of("id", Type.INTEGER),
                            Field.of("label", Type.TEXT),
                            Field.of("day", Type.DATE),
                            Field.of("size", Type.BIGINT)),
                    List.of(0),
                    -1);

    /** Rows with a key of two columns, which are not the first. */
    public static final InputTable LINKS =
            new InputTable(
                    "links",
                    Schema.of(
                            Field.of("weight", Type.DOUBLE),
                            Field.of("kind", Type.TEXT),
                            Field.of("item", Type.INTEGER)),
                    List.of(2, 1),
                    -1);

    /** What a predictor foretold of items, for queries that ask for it. */
    public static final InputTable PREDICTIONS =
            new InputTable(
                    "tidemill.predictions_good",
                    Schema.of(
                            Field.of("id", Type.INTEGER),
                            Field.of("prediction", Type.BOOLEAN),
                            Field.of("score", Type.DOUBLE)),
                    List.of(0),
                    -1);

    public static final List<InputTable> ALL = List.of(EVENTS, ITEMS, LINKS);

    private Tables() {}

    /** All rows of a table. */
    public static Scan scan(InputTable table) {
        return new Scan(
                table.name(), table.schema(), table.key(), !table.isKeyed(), table.eventTime());
    }
}
