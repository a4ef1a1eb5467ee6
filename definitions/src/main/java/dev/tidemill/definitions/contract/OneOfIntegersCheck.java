package dev.tidemill.definitions.contract;

import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.IntColumn;
import dev.tidemill.algebra.column.LongColumn;
import java.util.Arrays;

/** Refuses whole numbers that are not in a list. */
final class OneOfIntegersCheck implements ColumnCheck {
    private final String columnName;
    private final ColumnRule.OneOfIntegers rule;
    private final long[] sorted;

    OneOfIntegersCheck(String columnName, ColumnRule.OneOfIntegers rule) {
        this.columnName = columnName;
        this.rule = rule;
        this.sorted = rule.values().stream().mapToLong(Long::longValue).sorted().toArray();
    }

    @Override
    public void check(Column column, Findings findings) {
        for (int row = 0; row < column.size(); row++) {
            if (Arrays.binarySearch(sorted, number(column, row)) < 0 && !column.isNull(row)) {
                findings.add(
                        row,
                        columnName,
                        rule.name(),
                        column.value(row) + " is not one of the valid values");
            }
        }
    }

    private static long number(Column column, int row) {
        return column instanceof IntColumn ints
                ? ints.values()[row]
                : ((LongColumn) column).values()[row];
    }
}
