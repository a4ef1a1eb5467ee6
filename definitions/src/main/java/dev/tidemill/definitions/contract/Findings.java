package dev.tidemill.definitions.contract;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The rows of one batch that broke a rule so far. Owned by one check.
 *
 * <p>Invariant: a row is bad exactly when it has one violation.
 */
final class Findings {
    private final boolean[] bad;
    private final List<Violation> violations = new ArrayList<>();

    Findings(int rows) {
        this.bad = new boolean[rows];
    }

    boolean isBad(int row) {
        return bad[row];
    }

    void add(int row, String column, String rule, String reason) {
        if (!bad[row]) {
            bad[row] = true;
            violations.add(new Violation(row, column, rule, reason));
        }
    }

    CheckResult result() {
        int[] good = new int[bad.length - violations.size()];
        int count = 0;
        for (int row = 0; row < bad.length; row++) {
            if (!bad[row]) {
                good[count++] = row;
            }
        }
        violations.sort(Comparator.comparingInt(Violation::row));
        return new CheckResult(good, count, violations);
    }
}
