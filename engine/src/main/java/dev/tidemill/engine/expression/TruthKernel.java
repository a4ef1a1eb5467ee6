package dev.tidemill.engine.expression;

import dev.tidemill.algebra.column.BoolColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.algebra.type.Type;

/** NOT and the IS tests of one operand; all but NOT are never NULL. */
record TruthKernel(ScalarFunction function, Kernel input) implements Kernel {
    @Override
    public Column evaluate(Frame frame, Selection rows) {
        Column column = input.evaluate(frame, rows);
        int count = rows.count();
        boolean[] out = new boolean[count];
        boolean[] nulls = column.nulls();
        switch (function) {
            case NOT -> {
                boolean[] values = ((BoolColumn) column).values();
                for (int i = 0; i < count; i++) {
                    out[i] = !values[i];
                }
                return new BoolColumn(Type.BOOLEAN, count, out, nulls);
            }
            case IS_NULL -> {
                for (int i = 0; nulls != null && i < count; i++) {
                    out[i] = nulls[i];
                }
            }
            case IS_NOT_NULL -> {
                for (int i = 0; i < count; i++) {
                    out[i] = nulls == null || !nulls[i];
                }
            }
            case IS_TRUE -> fill((BoolColumn) column, true, false, out);
            case IS_NOT_TRUE -> fill((BoolColumn) column, true, true, out);
            case IS_FALSE -> fill((BoolColumn) column, false, false, out);
            case IS_NOT_FALSE -> fill((BoolColumn) column, false, true, out);
            default -> throw new IllegalStateException(function + " is not a truth test");
        }
        return new BoolColumn(Type.BOOLEAN, count, out, null);
    }

    @SuppressWarnings("ShortCircuitBoolean") // without branches the loop vectorises
    private static void fill(BoolColumn column, boolean wanted, boolean negated, boolean[] out) {
        boolean[] values = column.values();
        boolean[] nulls = column.nulls();
        for (int i = 0; i < out.length; i++) {
            boolean known = nulls == null || !nulls[i];
            out[i] = (known & values[i] == wanted) != negated;
        }
    }
}
