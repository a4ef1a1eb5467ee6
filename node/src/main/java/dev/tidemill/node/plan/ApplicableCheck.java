package dev.tidemill.node.plan;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.definition.CandidateDefinitions;
import dev.tidemill.node.definition.DefinitionsInForce;
import java.util.List;

/** The rows and tables that are there must allow the definitions. */
final class ApplicableCheck implements PlanCheck {
    private final DefinitionsInForce definitions;

    ApplicableCheck(DefinitionsInForce definitions) {
        this.definitions = requireNonNull(definitions, "definitions");
    }

    @Override
    public List<PlanRefusal> refusals(RunningDefinitions running, CandidateDefinitions next) {
        try {
            definitions.requireApplicable(next.entry());
            return List.of();
        } catch (TidemillException e) {
            return List.of(PlanRefusal.of(e));
        }
    }
}
