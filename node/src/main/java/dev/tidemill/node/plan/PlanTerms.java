package dev.tidemill.node.plan;

/**
 * What a plan looks at.
 *
 * @param allowBreaking whether contracts may break who sends rows or reads them
 * @param tests whether the project's tests run, and must pass
 * @param back whether the definitions were in force before: tables with rows that they lack stay
 */
public record PlanTerms(boolean allowBreaking, boolean tests, boolean back) {
    public static final PlanTerms DEFAULT = new PlanTerms(false, true);

    /** Of definitions that go back: what they break, and their tests, were looked at before. */
    static final PlanTerms BACK = new PlanTerms(true, false, true);

    /** Of definitions that are new. */
    public PlanTerms(boolean allowBreaking, boolean tests) {
        this(allowBreaking, tests, false);
    }
}
