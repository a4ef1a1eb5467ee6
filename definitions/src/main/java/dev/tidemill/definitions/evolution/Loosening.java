package dev.tidemill.definitions.evolution;

import dev.tidemill.definitions.contract.ColumnRule;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Whether every value that keeps to one rule is known to keep to another. */
final class Loosening {
    private Loosening() {}

    static boolean holds(ColumnRule from, ColumnRule to) {
        return switch (to) {
            case ColumnRule.Range wide ->
                    from instanceof ColumnRule.Range narrow
                            && atMost(wide.minimum(), narrow.minimum())
                            && atMost(negated(wide.maximum()), negated(narrow.maximum()));
            case ColumnRule.Length wide ->
                    from instanceof ColumnRule.Length narrow
                            && wide.minimum() <= narrow.minimum()
                            && wide.maximum() >= narrow.maximum();
            case ColumnRule.OneOfTexts wide ->
                    from instanceof ColumnRule.OneOfTexts narrow
                            && wide.values().containsAll(narrow.values());
            case ColumnRule.OneOfIntegers wide ->
                    from instanceof ColumnRule.OneOfIntegers narrow
                            && wide.values().containsAll(narrow.values());
            // Whether one expression finds all that another finds is not asked.
            case ColumnRule.Matches pattern ->
                    from instanceof ColumnRule.Matches same
                            && same.pattern().equals(pattern.pattern());
        };
    }

    /** No bound is below every bound. */
    private static boolean atMost(@Nullable BigDecimal bound, @Nullable BigDecimal other) {
        return bound == null || (other != null && bound.compareTo(other) <= 0);
    }

    private static @Nullable BigDecimal negated(@Nullable BigDecimal bound) {
        return bound == null ? null : bound.negate();
    }
}
