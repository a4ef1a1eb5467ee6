package dev.tidemill.engine.expression;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;

/** One evaluation: the batch it reads and the place for rows that fail. */
public record Frame(Batch batch, RowErrors errors) {
    public Frame {
        requireNonNull(batch, "batch");
        requireNonNull(errors, "errors");
    }

    public static Frame over(Batch batch) {
        return new Frame(batch, new RowErrors(batch.size()));
    }
}
