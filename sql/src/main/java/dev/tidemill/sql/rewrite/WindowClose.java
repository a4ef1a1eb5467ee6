package dev.tidemill.sql.rewrite;

import dev.tidemill.algebra.bound.Bound;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.plan.Filter;
import dev.tidemill.algebra.plan.FinalRows;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Project;
import dev.tidemill.algebra.plan.Traits;
import dev.tidemill.algebra.retention.ColumnBounds;
import java.util.Map;

/**
 * Lets only final rows out of a query: EMIT ON WINDOW CLOSE.
 *
 * <pre>
 * project hour, n (filter n &gt; 1 (aggregate by hour (s)))
 *   → project hour, n (filter n &gt; 1 (final hour below its bound (aggregate by hour (s))))
 * </pre>
 */
public final class WindowClose {
    private WindowClose() {}

    /** Throws NEVER_FINAL when no watermark bounds the rows. */
    public static Plan finalOnly(Plan plan) {
        if (Traits.of(plan).expiring()) {
            throw new TidemillException(
                            ErrorCode.NEVER_FINAL,
                            "rows that expire are never final, so EMIT ON WINDOW CLOSE has none")
                    .withHint("Leave out the condition with now(), or the words EMIT ON …");
        }
        return wrapped(plan);
    }

    private static Plan wrapped(Plan plan) {
        return switch (plan) {
            case Project project -> new Project(wrapped(project.input()), project.columns());
            case Filter filter -> new Filter(wrapped(filter.input()), filter.predicate());
            default -> held(plan);
        };
    }

    private static Plan held(Plan plan) {
        for (Map.Entry<Integer, Bound> bounded : ColumnBounds.of(plan).entrySet()) {
            if (!bounded.getValue().readsClock()) {
                return new FinalRows(plan, bounded.getKey(), bounded.getValue());
            }
        }
        throw new TidemillException(
                        ErrorCode.NEVER_FINAL,
                        "no watermark bounds this query, so its rows are never final")
                .withHint(
                        "Declare a lateness for the event time in the table's contract, and group"
                                + " by a time that follows from it: date_trunc('hour', t).");
    }
}
