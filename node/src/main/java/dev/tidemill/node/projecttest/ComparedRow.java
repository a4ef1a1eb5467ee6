package dev.tidemill.node.projecttest;

import dev.tidemill.algebra.column.Batch;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A row's values, to be held against another's. NULL equals NULL. DOUBLEs are equal when nobody
 * would write them otherwise: they may differ by their billionth part.
 *
 * @param values plain objects, decimals without trailing zeros
 * @param texts the same as people read them
 */
record ComparedRow(List<@Nullable Object> values, List<@Nullable String> texts) {
    private static final double RELATIVE_TOLERANCE = 1e-9;

    ComparedRow {
        values = Collections.unmodifiableList(new ArrayList<>(values));
        texts = Collections.unmodifiableList(new ArrayList<>(texts));
    }

    static List<ComparedRow> of(Batch rows) {
        List<ComparedRow> all = new ArrayList<>(rows.size());
        for (int row = 0; row < rows.size(); row++) {
            List<@Nullable Object> values = new ArrayList<>();
            for (@Nullable Object value : rows.row(row)) {
                values.add(
                        value instanceof BigDecimal number ? number.stripTrailingZeros() : value);
            }
            all.add(new ComparedRow(values, ValueTexts.of(rows, row)));
        }
        return all;
    }

    /** Equal for rows that can be equal: all values but the DOUBLEs. */
    List<@Nullable Object> exactPart() {
        List<@Nullable Object> exact = new ArrayList<>(values);
        exact.replaceAll(value -> value instanceof Double ? Double.class : value);
        return exact;
    }

    /** The values at these positions. */
    List<@Nullable Object> at(List<Integer> positions) {
        List<@Nullable Object> some = new ArrayList<>();
        positions.forEach(position -> some.add(values.get(position)));
        return some;
    }

    /** Positions of the values that differ. */
    Set<Integer> differences(ComparedRow other) {
        Set<Integer> differences = new TreeSet<>();
        for (int i = 0; i < values.size(); i++) {
            if (!isSame(values.get(i), other.values.get(i))) {
                differences.add(i);
            }
        }
        return differences;
    }

    private static boolean isSame(@Nullable Object left, @Nullable Object right) {
        return (left instanceof Double l && right instanceof Double r)
                ? isSame(l.doubleValue(), r.doubleValue())
                : Objects.equals(left, right);
    }

    private static boolean isSame(double left, double right) {
        if (!Double.isFinite(left) || !Double.isFinite(right)) {
            return Double.compare(left, right) == 0;
        }
        double size = Math.max(Math.abs(left), Math.abs(right));
        return Math.abs(left - right) <= RELATIVE_TOLERANCE * size;
    }
}
