package dev.tidemill.definitions.contract;

import dev.tidemill.algebra.column.Column;

/** Refuses NULL. */
record RequiredCheck(String columnName) implements ColumnCheck {
    static final String RULE = "required";

    @Override
    public void check(Column column, Findings findings) {
        boolean[] nulls = column.nulls();
        if (nulls == null) {
            return;
        }
        for (int row = 0; row < column.size(); row++) {
            if (nulls[row]) {
                findings.add(row, columnName, RULE, "a value is required");
            }
        }
    }
}
