package dev.tidemill.engine.circuit;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.plan.Plan;

/** A named plan over input tables and other live tables. */
public record LiveTable(String name, Plan plan) {
    public LiveTable {
        requireNonNull(name, "name");
        requireNonNull(plan, "plan");
    }

    /**
     * Whether it only ever gets more rows and knows no key, so that the oldest may leave memory.
     */
    public boolean isLog() {
        return PublishedTable.isLog(this);
    }
}
