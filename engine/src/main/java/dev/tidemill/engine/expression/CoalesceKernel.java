package dev.tidemill.engine.expression;

import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.type.Type;

/** The first operand that is not NULL; the next operand sees only the rows still NULL. */
final class CoalesceKernel implements Kernel {
    private final Kernel[] operands;
    private final Type type;

    CoalesceKernel(Kernel[] operands, Type type) {
        this.operands = operands;
        this.type = type;
    }

    @Override
    public Column evaluate(Frame frame, Selection rows) {
        Column first = operands[0].evaluate(frame, rows).as(type);
        if (!first.hasNulls()) {
            return first;
        }
        ColumnAssembler assembler = new ColumnAssembler(type, rows.count());
        int[] open = CaseKernel.positions(rows.count());
        assembler.put(first, open, open.length);
        int openCount = nullsOf(first, open, open.length);
        for (int o = 1; o < operands.length && openCount > 0; o++) {
            Column next = operands[o].evaluate(frame, rows.at(open, openCount));
            assembler.put(next, open, openCount);
            openCount = nullsOf(next, open, openCount);
        }
        return assembler.build();
    }

    /** Keeps in {@code open} the positions whose value is NULL. */
    private static int nullsOf(Column column, int[] open, int count) {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (column.isNull(i)) {
                open[kept++] = open[i];
            }
        }
        return kept;
    }
}
