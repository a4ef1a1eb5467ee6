package dev.tidemill.node.pgcatalog.evaluate;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** By what rows are put in order. */
record SortRule(Expression expression, boolean descending, boolean nullsFirst) {

    int compare(@Nullable Object left, @Nullable Object right) {
        if (left == null || right == null) {
            int order = left == right ? 0 : left == null ? 1 : -1;
            return nullsFirst ? -order : order;
        }
        int order = Values.compare(left, right);
        return descending ? -order : order;
    }

    static Comparator<Frame> comparator(List<SortRule> rules) {
        return (left, right) -> {
            for (SortRule rule : rules) {
                int order = rule.compare(rule.expression.value(left), rule.expression.value(right));
                if (order != 0) {
                    return order;
                }
            }
            return 0;
        };
    }
}
