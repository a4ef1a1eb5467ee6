package dev.tidemill.node.plan;

import dev.tidemill.node.definition.CandidateDefinitions;
import java.util.List;

/** One thing that definitions must stand before they are taken over. */
interface PlanCheck {
    /**
     * Why the definitions cannot be taken over; empty when this check finds nothing.
     *
     * @param next can be read as a project, and all of it can be planned
     */
    List<PlanRefusal> refusals(RunningDefinitions running, CandidateDefinitions next);
}
