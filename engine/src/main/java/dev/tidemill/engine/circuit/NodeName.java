package dev.tidemill.engine.circuit;

import dev.tidemill.algebra.plan.PlanHash;

/**
 * What a circuit's node is found by, and its state named by: nodes of one name have had the same
 * inputs and do the same with them.
 *
 * @param origin which rows its inputs began with; empty when with all ({@link Origin})
 */
record NodeName(PlanHash hash, String origin) {
    /** The region of the operator's state. */
    String state() {
        return "node:" + hash.hex() + origin;
    }

    /** The region of the error rows. */
    String errors() {
        return "errors:" + hash.hex() + origin;
    }

    /** The hash of the plan, in digits, that a node's region is named by. */
    static String hash(String region) {
        int from = region.indexOf(':') + 1;
        int origin = region.indexOf('@', from);
        return region.substring(from, origin < 0 ? region.length() : origin);
    }

    /** Whether a region is one of a node. */
    static boolean isNode(String region) {
        return region.startsWith("node:") || region.startsWith("errors:");
    }
}
