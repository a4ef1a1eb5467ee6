package dev.tidemill.engine.expression;

import dev.tidemill.algebra.column.Column;

/**
 * A compiled expression. Stateless apart from caches; safe to use from several threads with a frame
 * each.
 */
public interface Kernel {
    /**
     * The values for the selected rows: value {@code i} belongs to row {@code rows.row(i)}. A row
     * that fails is entered in the frame's errors and is NULL here.
     */
    Column evaluate(Frame frame, Selection rows);
}
