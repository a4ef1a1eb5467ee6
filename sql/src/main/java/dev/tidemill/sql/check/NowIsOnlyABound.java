package dev.tidemill.sql.check;

import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.sql.rewrite.Columns;

/** No expression of a running plan reads the time; temporal filters compare with it themselves. */
final class NowIsOnlyABound implements PlanCheck {
    @Override
    public void check(Plan node) {
        NodeExpressions.of(node)
                .expressions()
                .forEach(
                        expression ->
                                PlanCheck.require(
                                        !Columns.readsNow(expression),
                                        "now() is left in " + expression,
                                        node));
    }
}
