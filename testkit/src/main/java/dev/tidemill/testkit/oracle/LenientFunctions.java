package dev.tidemill.testkit.oracle;

import dev.tidemill.algebra.expr.ScalarFunction;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Functions that are asked where an argument is NULL. */
final class LenientFunctions {
    private LenientFunctions() {}

    static @Nullable Object apply(ScalarFunction function, List<@Nullable Object> values) {
        return function == ScalarFunction.CONCAT_WS ? joined(values) : overlaps(values);
    }

    private static @Nullable Object joined(List<@Nullable Object> values) {
        Object separator = values.getFirst();
        return separator == null
                ? null
                : values.stream()
                        .skip(1)
                        .filter(Objects::nonNull)
                        .map(Object::toString)
                        .collect(Collectors.joining((String) separator));
    }

    /** As the standard says it: S1 > S2 and not (S1 >= T2 and T1 >= T2), and so on. */
    private static @Nullable Object overlaps(List<@Nullable Object> values) {
        @Nullable Long[] a = period(values.get(0), values.get(1));
        @Nullable Long[] b = period(values.get(2), values.get(3));
        Long s1 = a[0];
        Long s2 = b[0];
        if (s1 == null || s2 == null) {
            return null;
        }
        if (s1 > s2) {
            return starting(s1, a[1], b[1]);
        }
        if (s2 > s1) {
            return starting(s2, b[1], a[1]);
        }
        return a[1] == null || b[1] == null ? null : (Object) true;
    }

    /** One period starts within the other, or behind its end. */
    private static @Nullable Object starting(
            long start, @Nullable Long ownEnd, @Nullable Long otherEnd) {
        if (otherEnd == null) {
            return null;
        }
        if (start < otherEnd) {
            return true;
        }
        return ownEnd == null ? null : (Object) false;
    }

    private static @Nullable Long[] period(@Nullable Object start, @Nullable Object end) {
        if (start == null || end == null) {
            return new @Nullable Long[] {(Long) (start == null ? end : start), null};
        }
        long s = (Long) start;
        long e = (Long) end;
        return new @Nullable Long[] {Math.min(s, e), Math.max(s, e)};
    }
}
