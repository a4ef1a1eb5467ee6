package dev.tidemill.engine.expression;

import dev.tidemill.algebra.column.Column;

/**
 * Computes one row's value from argument columns and appends it to the output; throws {@link
 * RowFailure} before it appends.
 */
@FunctionalInterface
interface RowFunction {
    void apply(Column[] arguments, int position, RowOutput out);
}
