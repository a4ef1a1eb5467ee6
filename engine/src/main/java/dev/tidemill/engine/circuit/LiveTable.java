package dev.tidemill.engine.circuit;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.plan.Plan;

/** A named plan over input tables and other live tables. */
public record LiveTable(String name, Plan plan) {
    public LiveTable {
        requireNonNull(name, "name");
        requireNonNull(plan, "plan");
    }
}
