package dev.tidemill.node.plan;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What taking definitions over would do.
 *
 * @param base the fingerprint of what ran when this was planned
 * @param target the hash of the definitions' files
 * @param changes of all definitions, those that stay included, by kind and name
 * @param refusals why it cannot be applied; empty when it can
 * @param warnings what a person should know and nothing refuses
 * @param tests how the project's tests went; null when they did not run
 * @param planMillis how long planning took
 */
public record DefinitionPlan(
        String base,
        String target,
        List<PlannedChange> changes,
        List<PlanRefusal> refusals,
        List<String> warnings,
        @Nullable PlanTests tests,
        double planMillis) {
    // Spelled out, since a compact constructor's parameters lose their annotations.
    public DefinitionPlan(
            String base,
            String target,
            List<PlannedChange> changes,
            List<PlanRefusal> refusals,
            List<String> warnings,
            @Nullable PlanTests tests,
            double planMillis) {
        this.base = requireNonNull(base, "base");
        this.target = requireNonNull(target, "target");
        this.changes = List.copyOf(changes);
        this.refusals = List.copyOf(refusals);
        this.warnings = List.copyOf(warnings);
        this.tests = tests;
        this.planMillis = planMillis;
    }

    /** Whether it can be applied. */
    public boolean applicable() {
        return refusals.isEmpty();
    }

    /** The same for who is refused nothing: what would refuse others is a warning. */
    DefinitionPlan unrefused() {
        List<String> told = new ArrayList<>(warnings);
        refusals.forEach(each -> told.add(each.code().code() + " " + each.message()));
        return new DefinitionPlan(base, target, changes, List.of(), told, tests, planMillis);
    }

    public boolean isEmpty() {
        return changes.stream().allMatch(change -> change.action() == PlanAction.NOTHING);
    }

    public long count(PlanAction action) {
        return changes.stream().filter(change -> change.action() == action).count();
    }
}
