package dev.tidemill.node.pgcatalog.evaluate;

import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How values compare: numbers by size, texts by code point, arrays by their elements. */
final class Values {
    /** NULL is after all others. */
    static final Comparator<@Nullable Object> NULLS_LAST = Values::compareNullsLast;

    private Values() {}

    private static int compareNullsLast(@Nullable Object left, @Nullable Object right) {
        if (left == null || right == null) {
            return left == right ? 0 : left == null ? 1 : -1;
        }
        return compare(left, right);
    }

    static int compare(Object left, Object right) {
        if (left instanceof Long a && right instanceof Long b) {
            return Long.compare(a, b);
        }
        if (left instanceof Number a && right instanceof Number b) {
            return left instanceof Double || right instanceof Double
                    ? Double.compare(a.doubleValue(), b.doubleValue())
                    : decimal(a).compareTo(decimal(b));
        }
        if (left instanceof String a && right instanceof String b) {
            return compareTexts(a, b);
        }
        if (left instanceof Boolean a && right instanceof Boolean b) {
            return Boolean.compare(a, b);
        }
        if (left instanceof OffsetDateTime a && right instanceof OffsetDateTime b) {
            return a.toInstant().compareTo(b.toInstant());
        }
        if (left instanceof List<?> a && right instanceof List<?> b) {
            return compareLists(a, b);
        }
        return compareTexts(left.toString(), right.toString());
    }

    static BigDecimal decimal(Number number) {
        return number instanceof BigDecimal decimal
                ? decimal
                : number instanceof Double d
                        ? BigDecimal.valueOf(d)
                        : BigDecimal.valueOf(number.longValue());
    }

    private static int compareTexts(String left, String right) {
        int length = Math.min(left.length(), right.length());
        for (int i = 0; i < length; i++) {
            char a = left.charAt(i);
            char b = right.charAt(i);
            if (a != b) {
                // Halves of a pair stand for code points above all others.
                boolean pairs = Character.isSurrogate(a) != Character.isSurrogate(b);
                return pairs ? (Character.isSurrogate(a) ? 1 : -1) : Character.compare(a, b);
            }
        }
        return Integer.compare(left.length(), right.length());
    }

    private static int compareLists(List<?> left, List<?> right) {
        int length = Math.min(left.size(), right.size());
        for (int i = 0; i < length; i++) {
            int order = compareNullsLast(left.get(i), right.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(left.size(), right.size());
    }

    static boolean equal(Object left, Object right) {
        return (left.getClass() == right.getClass() && !(left instanceof BigDecimal))
                ? left.equals(right)
                : compare(left, right) == 0;
    }
}
