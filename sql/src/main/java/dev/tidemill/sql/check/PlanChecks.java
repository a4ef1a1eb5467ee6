package dev.tidemill.sql.check;

import dev.tidemill.algebra.plan.Plan;
import java.util.List;

/** All invariants of a finished plan. */
public final class PlanChecks {
    private static final List<PlanCheck> ALL =
            List.of(
                    new ColumnsAreInRange(),
                    new TypesAgree(),
                    new NowIsOnlyABound(),
                    new AggregateArgumentsFit());

    private PlanChecks() {}

    /** Throws when a pass left a plan that must not run: our bug, not the user's. */
    public static void check(Plan plan) {
        plan.inputs().forEach(PlanChecks::check);
        ALL.forEach(check -> check.check(plan));
    }
}
