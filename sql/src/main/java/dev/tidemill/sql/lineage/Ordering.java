package dev.tidemill.sql.lineage;

import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.SortKey;
import dev.tidemill.algebra.plan.Traits;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What decides which of some rows comes first. */
final class Ordering {
    private Ordering() {}

    static List<Integer> columns(List<SortKey> order) {
        return order.stream().map(SortKey::column).toList();
    }

    /**
     * The columns that decide between rows of a partition that are equal in the order. Ties are
     * broken by the whole row from its first column on, so these are its columns up to the one from
     * which on no two rows are equal.
     */
    static List<Integer> ties(Plan input, List<Integer> partition, List<SortKey> order) {
        Set<Integer> known = new HashSet<>(partition);
        known.addAll(columns(order));
        List<Integer> deciding = new ArrayList<>();
        for (int column = 0; column < input.schema().size(); column++) {
            if (identify(input, known)) {
                break;
            }
            if (known.add(column)) {
                deciding.add(column);
            }
        }
        return deciding;
    }

    /** Whether no two rows are equal in all of the columns. */
    static boolean identify(Plan input, Set<Integer> columns) {
        return Traits.of(input).keys().stream().anyMatch(columns::containsAll);
    }
}
