package dev.tidemill.engine.circuit;

import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.PlanHash;

/**
 * A node of a running circuit.
 *
 * @param stateBytes of its operator's pages; 0 for a node without state
 * @param liveTables how many live tables it works for
 */
public record NodeReport(
        Plan plan, PlanHash hash, long stateBytes, int liveTables, NodeCounters counters) {
    NodeReport withStateBytes(long bytes) {
        return new NodeReport(plan, hash, bytes, liveTables, counters);
    }
}
