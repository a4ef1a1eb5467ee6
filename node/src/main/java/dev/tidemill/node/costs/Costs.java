package dev.tidemill.node.costs;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What each live table and each user has cost since the mill was opened; nothing is kept across a
 * restart.
 *
 * @param since when counting began, ISO 8601
 * @param tables the one that took the most time first
 * @param users the one whose queries and tables took the most time first
 */
public record Costs(String since, List<TableCost> tables, List<UserCost> users) {
    /**
     * A live table. What it shares with others counts in equal parts.
     *
     * @param cpuMs time in its operators in ticks, on all threads that worked on it
     * @param cpuShare of that time of all live tables, 0 to 1; 0 when none took any
     * @param buildMs time in which it was built beside the ticks
     * @param rowsIn changed rows that its operators took in
     * @param rowsOut changed rows that it gave
     * @param stateBytes its part of the state, some seconds ago; 0 for one that does not run
     */
    public record TableCost(
            String table,
            double cpuMs,
            double cpuShare,
            double buildMs,
            long rowsIn,
            long rowsOut,
            long stateBytes) {}

    /**
     * A user.
     *
     * @param queries those whose turn came and that have ended
     * @param failed those of them that were not answered, cancelled ones among them
     * @param runMs how long they ran, together; the query engine's threads are not told apart
     * @param waitMs how long they waited for their turn, together
     * @param rowsReached rows of the tables that they read: more than these were not looked at
     * @param rowsAnswered rows of their answers
     * @param bytesAnswered of these rows in memory
     * @param rowsWritten rows that were taken from them, by whatever door
     * @param bytesWritten of the batches that these came in, in memory
     * @param lookups by a key or an index that found their place
     * @param rowsFollowed rows of snapshots and changes that their subscriptions were given
     * @param tablesMs time in the operators of live tables that they made by statements, and in
     *     building these
     * @param tablesBytes state of the tables that they made by statements, some seconds ago
     */
    public record UserCost(
            String user,
            long queries,
            long failed,
            double runMs,
            double waitMs,
            long rowsReached,
            long rowsAnswered,
            long bytesAnswered,
            long rowsWritten,
            long bytesWritten,
            long lookups,
            long rowsFollowed,
            double tablesMs,
            long tablesBytes) {}

    public Costs {
        requireNonNull(since, "since");
        tables = List.copyOf(tables);
        users = List.copyOf(users);
    }
}
