package dev.tidemill.definitions.contract;

import java.util.List;

/**
 * What a check found: the rows to admit, and one violation for each of the others, in row order.
 *
 * @param goodRows positions of the good rows, ascending; only the first {@code goodCount} count
 */
public record CheckResult(int[] goodRows, int goodCount, List<Violation> violations) {
    public CheckResult {
        violations = List.copyOf(violations);
    }

    public boolean allGood() {
        return violations.isEmpty();
    }
}
