package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.expression.RowError;
import dev.tidemill.engine.expression.RowErrors;

/**
 * Collects the error rows of a step: a row that fails is an error row with the row's weight, so
 * that taking the row back takes the error back. Thread-safe.
 */
public final class ErrorRows {
    public static final Schema SCHEMA =
            Schema.of(
                    Field.of("code", Type.INTEGER),
                    Field.of("message", Type.TEXT),
                    Field.of("expression", Type.TEXT),
                    Field.of("row", Type.TEXT));

    private final BatchBuilder builder = new BatchBuilder(SCHEMA, 0);

    /** Adds the rows of a batch that failed. */
    public synchronized void add(Batch batch, RowErrors errors) {
        for (RowError error : errors.list()) {
            add(
                    error.code(),
                    error.message(),
                    error.expression(),
                    RowText.of(batch, error.row()),
                    batch.weight(error.row()));
        }
    }

    public synchronized void add(
            ErrorCode code, String message, String expression, String row, long weight) {
        builder.column(0).appendInt(code.number());
        builder.column(1).appendText(message);
        builder.column(2).appendText(expression);
        builder.column(3).appendText(row);
        builder.endRow(weight);
    }

    /** What was collected since the last call. */
    public synchronized Batch drain() {
        return builder.build();
    }
}
