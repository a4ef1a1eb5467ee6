package dev.tidemill.node.costs;

import dev.tidemill.store.activity.CallerCost;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Joins what is known of each user. At most {@link UserWorks#USERS_MAX} are told apart; further
 * ones are added to {@link UserWorks#OTHERS}. Owned by one call.
 */
final class UserCosts {
    /** What is known of one user. */
    private static final class Sums {
        private long queries;
        private long failed;
        private long runNanos;
        private long waitNanos;
        private long rowsReached;
        private long rowsAnswered;
        private long bytesAnswered;
        private long rowsWritten;
        private long bytesWritten;
        private long lookups;
        private long rowsFollowed;
        private long tablesNanos;
        private long tablesBytes;
    }

    private final Map<String, Sums> byUser = new LinkedHashMap<>();

    private Sums of(String user) {
        boolean apart = byUser.containsKey(user) || byUser.size() < UserWorks.USERS_MAX;
        return byUser.computeIfAbsent(apart ? user : UserWorks.OTHERS, _ -> new Sums());
    }

    void add(CallerCost cost) {
        Sums sums = of(cost.caller());
        sums.queries += cost.queries();
        sums.failed += cost.failed();
        sums.runNanos += cost.runNanos();
        sums.waitNanos += cost.waitNanos();
        sums.rowsReached += cost.rowsReached();
        sums.rowsAnswered += cost.rowsAnswered();
        sums.bytesAnswered += cost.bytesAnswered();
    }

    void add(UserWork work) {
        Sums sums = of(work.user());
        sums.rowsWritten += work.rowsWritten();
        sums.bytesWritten += work.bytesWritten();
        sums.lookups += work.lookups();
        sums.rowsFollowed += work.rowsFollowed();
    }

    /** A table that the user made. */
    void addTable(String user, long nanos, long bytes) {
        Sums sums = of(user);
        sums.tablesNanos += nanos;
        sums.tablesBytes += bytes;
    }

    /** All of them, the one whose queries and tables took the most time first. */
    List<Costs.UserCost> costs() {
        List<Costs.UserCost> costs = new ArrayList<>();
        byUser.forEach((user, sums) -> costs.add(cost(user, sums)));
        costs.sort(
                Comparator.comparingDouble((Costs.UserCost cost) -> cost.runMs() + cost.tablesMs())
                        .reversed()
                        .thenComparing(Costs.UserCost::user));
        return costs;
    }

    private static Costs.UserCost cost(String user, Sums sums) {
        return new Costs.UserCost(
                user,
                sums.queries,
                sums.failed,
                CostReporter.millis(sums.runNanos),
                CostReporter.millis(sums.waitNanos),
                sums.rowsReached,
                sums.rowsAnswered,
                sums.bytesAnswered,
                sums.rowsWritten,
                sums.bytesWritten,
                sums.lookups,
                sums.rowsFollowed,
                CostReporter.millis(sums.tablesNanos),
                sums.tablesBytes);
    }
}
