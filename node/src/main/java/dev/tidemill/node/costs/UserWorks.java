package dev.tidemill.node.costs;

import dev.tidemill.node.access.Principal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what users do beside queries. At most {@link #USERS_MAX} are told apart; those that come
 * later count as {@link #OTHERS}, as they do for queries. Safe for all threads.
 */
public final class UserWorks {
    /** So many users are told apart. */
    static final int USERS_MAX = 1000;

    /** Who all further ones are together. */
    static final String OTHERS = "others";

    /** What is counted of one user. */
    private static final class Counts {
        private final LongAdder rowsWritten = new LongAdder();
        private final LongAdder bytesWritten = new LongAdder();
        private final LongAdder lookups = new LongAdder();
        private final LongAdder rowsFollowed = new LongAdder();
    }

    private final Map<String, Counts> byUser = new ConcurrentHashMap<>();

    private Counts of(Principal principal) {
        Counts known = byUser.get(principal.name());
        if (known != null) {
            return known;
        }
        String name = byUser.size() < USERS_MAX ? principal.name() : OTHERS;
        return byUser.computeIfAbsent(name, _ -> new Counts());
    }

    /** Rows were taken. */
    public void wrote(Principal principal, long rows, long bytes) {
        Counts counts = of(principal);
        counts.rowsWritten.add(rows);
        counts.bytesWritten.add(bytes);
    }

    /** A row was looked for. */
    public void lookedUp(Principal principal) {
        of(principal).lookups.increment();
    }

    /** Rows of a snapshot or of changes were given to a subscription. */
    public void followed(Principal principal, long rows) {
        of(principal).rowsFollowed.add(rows);
    }

    /** What was counted, in no order. */
    List<UserWork> works() {
        return byUser.entrySet().stream()
                .map(
                        user ->
                                new UserWork(
                                        user.getKey(),
                                        user.getValue().rowsWritten.sum(),
                                        user.getValue().bytesWritten.sum(),
                                        user.getValue().lookups.sum(),
                                        user.getValue().rowsFollowed.sum()))
                .toList();
    }
}
