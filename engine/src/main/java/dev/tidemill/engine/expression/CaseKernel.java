package dev.tidemill.engine.expression;

import dev.tidemill.algebra.column.BoolColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.type.Type;

/** CASE by selection: each condition and result sees only the rows that reach it. */
final class CaseKernel implements Kernel {
    private final Kernel[] conditions;
    private final Kernel[] results;
    private final Kernel otherwise;
    private final Type type;

    CaseKernel(Kernel[] conditions, Kernel[] results, Kernel otherwise, Type type) {
        this.conditions = conditions;
        this.results = results;
        this.otherwise = otherwise;
        this.type = type;
    }

    @Override
    public Column evaluate(Frame frame, Selection rows) {
        ColumnAssembler assembler = new ColumnAssembler(type, rows.count());
        int[] open = positions(rows.count());
        int openCount = open.length;
        for (int b = 0; b < conditions.length && openCount > 0; b++) {
            Selection reaching = rows.at(open, openCount);
            BoolColumn condition = (BoolColumn) conditions[b].evaluate(frame, reaching);
            int[] taken = new int[openCount];
            int[] left = new int[openCount];
            int takenCount = 0;
            int leftCount = 0;
            for (int i = 0; i < openCount; i++) {
                if (condition.values()[i] && !condition.isNull(i)) {
                    taken[takenCount++] = open[i];
                } else {
                    left[leftCount++] = open[i];
                }
            }
            if (takenCount == rows.count()) {
                return results[b].evaluate(frame, rows).as(type);
            }
            if (takenCount > 0) {
                Column result = results[b].evaluate(frame, rows.at(taken, takenCount));
                assembler.put(result, taken, takenCount);
            }
            open = left;
            openCount = leftCount;
        }
        if (openCount == rows.count()) {
            return otherwise.evaluate(frame, rows).as(type);
        }
        if (openCount > 0) {
            Column result = otherwise.evaluate(frame, rows.at(open, openCount));
            assembler.put(result, open, openCount);
        }
        return assembler.build();
    }

    static int[] positions(int count) {
        int[] positions = new int[count];
        for (int i = 0; i < count; i++) {
            positions[i] = i;
        }
        return positions;
    }
}
