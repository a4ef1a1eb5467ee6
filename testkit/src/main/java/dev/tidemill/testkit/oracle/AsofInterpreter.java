package dev.tidemill.testkit.oracle;

import dev.tidemill.algebra.plan.AsofJoin;
import dev.tidemill.algebra.plan.Join;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers an as-of join by looking at all right rows for each left one. */
final class AsofInterpreter {
    private AsofInterpreter() {}

    static ZSet joined(AsofJoin join, ZSet left, ZSet right) {
        ZSet joined = new ZSet();
        left.weights()
                .forEach(
                        (row, weight) -> {
                            List<@Nullable Object> nearest = nearest(join, row, right);
                            if (nearest != null || join.keepsAll()) {
                                List<@Nullable Object> pair = new ArrayList<>(row);
                                pair.addAll(
                                        nearest == null
                                                ? Collections.nCopies(
                                                        join.right().schema().size(), null)
                                                : nearest);
                                joined.add(pair, weight);
                            }
                        });
        return joined;
    }

    private static @Nullable List<@Nullable Object> nearest(
            AsofJoin join, List<@Nullable Object> left, ZSet right) {
        Comparator<List<@Nullable Object>> order =
                Comparator.comparing(
                        (List<@Nullable Object> row) -> row.get(join.rightOrder()),
                        (one, other) -> SqlOrder.compareNullable(one, other, false, false));
        order = order.thenComparing(SqlOrder.ROWS);
        if (join.direction().looksBack()) {
            order = order.reversed();
        }
        return right.weights().keySet().stream()
                .filter(row -> isCandidate(join, left, row))
                .min(order)
                .orElse(null);
    }

    private static boolean isCandidate(
            AsofJoin join, List<@Nullable Object> left, List<@Nullable Object> right) {
        for (Join.KeyPair key : join.keys()) {
            Object one = left.get(key.left());
            Object other = right.get(key.right());
            if (one == null || other == null || SqlOrder.compare(one, other) != 0) {
                return false;
            }
        }
        Object one = left.get(join.leftOrder());
        Object other = right.get(join.rightOrder());
        if (one == null || other == null) {
            return false;
        }
        int order = SqlOrder.compare(one, other);
        return switch (join.direction()) {
            case AT_OR_BEFORE -> order >= 0;
            case BEFORE -> order > 0;
            case AT_OR_AFTER -> order <= 0;
            case AFTER -> order < 0;
        };
    }
}
