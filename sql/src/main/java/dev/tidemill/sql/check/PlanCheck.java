package dev.tidemill.sql.check;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.plan.Plan;

/** One invariant of one node; its inputs are checked on their own. */
@FunctionalInterface
interface PlanCheck {
    /** Throws {@link ErrorCode#INTERNAL} when the node breaks the invariant. */
    void check(Plan node);

    static void require(boolean holds, String invariant, Plan node) {
        if (!holds) {
            throw new TidemillException(
                    ErrorCode.INTERNAL, invariant + " in the plan node: " + node.describe());
        }
    }
}
