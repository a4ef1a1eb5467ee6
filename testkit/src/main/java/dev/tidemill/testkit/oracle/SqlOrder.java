package dev.tidemill.testkit.oracle;

import dev.tidemill.algebra.column.Interval;
import dev.tidemill.algebra.plan.SortKey;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL's order of values of one type: NaN is greatest and equals itself, -0 equals 0, TEXT
 * goes by code point, false before true. NULLs are the caller's affair.
 */
final class SqlOrder {
    private SqlOrder() {}

    static int compare(Object left, Object right) {
        return switch (left) {
            case Boolean value -> Boolean.compare(value, (Boolean) right);
            case Integer value -> Integer.compare(value, (Integer) right);
            case Long value -> Long.compare(value, (Long) right);
            case Double value -> Double.compare(value + 0.0, (Double) right + 0.0);
            case BigDecimal value -> value.compareTo((BigDecimal) right);
            case String value -> compareText(value, (String) right);
            case Interval value -> value.compareTo((Interval) right);
            case UUID value -> compareText(value.toString(), right.toString());
            case List<?> value -> compareArrays(value, (List<?>) right);
            default -> throw new IllegalArgumentException("no order for " + left.getClass());
        };
    }

    private static int compareText(String left, String right) {
        int[] leftPoints = left.codePoints().toArray();
        int[] rightPoints = right.codePoints().toArray();
        return java.util.Arrays.compare(leftPoints, rightPoints);
    }

    /** The first elements that differ decide, NULL being last; then the shorter is first. */
    private static int compareArrays(List<?> left, List<?> right) {
        for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
            int order = compareNullable(left.get(i), right.get(i), false, false);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(left.size(), right.size());
    }

    static int compareNullable(
            @Nullable Object left, @Nullable Object right, boolean descending, boolean nullsFirst) {
        if (left == null || right == null) {
            int order = Boolean.compare(left == null, right == null);
            return nullsFirst ? -order : order;
        }
        return descending ? compare(right, left) : compare(left, right);
    }

    /** Whole rows, ascending, NULLs last. */
    static final Comparator<List<? extends @Nullable Object>> ROWS =
            (left, right) -> {
                for (int i = 0; i < left.size(); i++) {
                    int order = compareNullable(left.get(i), right.get(i), false, false);
                    if (order != 0) {
                        return order;
                    }
                }
                return 0;
            };

    /** Rows by sort keys alone. */
    static Comparator<List<@Nullable Object>> keys(List<SortKey> keys) {
        return (left, right) -> {
            for (SortKey key : keys) {
                int order =
                        compareNullable(
                                left.get(key.column()),
                                right.get(key.column()),
                                key.descending(),
                                key.nullsFirst());
                if (order != 0) {
                    return order;
                }
            }
            return 0;
        };
    }

    /** Rows by sort keys, ties broken by the whole row. */
    static Comparator<List<@Nullable Object>> rows(List<SortKey> keys) {
        return keys(keys).thenComparing(ROWS);
    }

    /** Equal values have equal keys: for grouping and joining. */
    static @Nullable Object groupingKey(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Double number -> number + 0.0;
            case BigDecimal number -> number.stripTrailingZeros();
            case Interval interval -> canonical(interval);
            case List<?> elements -> groupingKeys(elements);
            default -> value;
        };
    }

    private static List<@Nullable Object> groupingKeys(List<?> elements) {
        List<@Nullable Object> keys = new ArrayList<>();
        for (Object element : elements) {
            keys.add(groupingKey(element));
        }
        return keys;
    }

    /** Months become 30 days, days become 24 hours. */
    private static List<Long> canonical(Interval interval) {
        long days =
                interval.months() * 30L
                        + interval.days()
                        + Math.floorDiv(interval.micros(), Interval.MICROS_PER_DAY);
        return List.of(days, Math.floorMod(interval.micros(), Interval.MICROS_PER_DAY));
    }
}
