package dev.tidemill.node.plan;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What taking definitions over would do.
 *
 * @param base the fingerprint of what ran when this was planned
 * @param target the hash of the definitions' files
 * @param changes of all definitions, those that stay included, by kind and name
 * @param refusals why it cannot be applied; empty when it can
 * @param warnings what a person should know and nothing refuses
 * @param planMillis how long planning took
 */
public record DefinitionPlan(
        String base,
        String target,
        List<PlannedChange> changes,
        List<PlanRefusal> refusals,
        List<String> warnings,
        double planMillis) {
    public DefinitionPlan {
        requireNonNull(base, "base");
        requireNonNull(target, "target");
        changes = List.copyOf(changes);
        refusals = List.copyOf(refusals);
        warnings = List.copyOf(warnings);
    }

    /** Whether it can be applied. */
    public boolean applicable() {
        return refusals.isEmpty();
    }

    public boolean isEmpty() {
        return changes.stream().allMatch(change -> change.action() == PlanAction.NOTHING);
    }

    public long count(PlanAction action) {
        return changes.stream().filter(change -> change.action() == action).count();
    }
}
