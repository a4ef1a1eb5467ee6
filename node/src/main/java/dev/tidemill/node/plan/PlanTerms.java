package dev.tidemill.node.plan;

/**
 * What a plan looks at.
 *
 * @param allowBreaking whether contracts may break who sends rows or reads them
 * @param tests whether the project's tests run, and must pass
 */
public record PlanTerms(boolean allowBreaking, boolean tests) {
    public static final PlanTerms DEFAULT = new PlanTerms(false, true);
}
