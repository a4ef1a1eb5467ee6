package dev.tidemill.sql.rewrite;

import dev.tidemill.algebra.plan.Plan;
import java.util.List;

/** The passes in their order. */
public final class Passes {
    private static final List<Pass> IN_ORDER =
            List.of(
                    new OrderJoins(),
                    new PushFilters(),
                    new TopRows(),
                    new WholePartitions(),
                    new TemporalFilters(),
                    new BandJoins(),
                    new MergeProjects(),
                    new PruneColumns(),
                    new MergeProjects(),
                    new WindowSlices(),
                    new MergeProjects());

    private Passes() {}

    /** The same rows and columns with less work. Throws where now() cannot be kept live. */
    public static Plan apply(Plan plan) {
        return SharedParts.apply(plan, Passes::inOrder);
    }

    private static Plan inOrder(Plan plan) {
        Plan result = plan;
        for (Pass pass : IN_ORDER) {
            result = pass.apply(result);
        }
        return result;
    }
}
