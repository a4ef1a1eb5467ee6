package dev.tidemill.sql.rewrite;

import dev.tidemill.algebra.plan.Plan;
import java.util.List;
import java.util.function.UnaryOperator;

/** A rewrite that keeps a plan's rows and columns. */
@FunctionalInterface
interface Pass {
    Plan apply(Plan plan);

    /** The plan with its inputs rewritten; itself when nothing changed. */
    static Plan overInputs(Plan plan, UnaryOperator<Plan> rewrite) {
        List<Plan> inputs = plan.inputs();
        List<Plan> renewed = inputs.stream().map(rewrite).toList();
        return renewed.equals(inputs) ? plan : plan.withInputs(renewed);
    }
}
