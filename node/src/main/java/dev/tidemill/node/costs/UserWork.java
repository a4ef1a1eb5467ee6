package dev.tidemill.node.costs;

import static java.util.Objects.requireNonNull;

/**
 * What a user has done beside queries, since the mill was opened.
 *
 * @param rowsWritten that were taken, by whatever door
 * @param bytesWritten of the rows that came, in memory
 * @param lookups that found their place
 * @param rowsFollowed of snapshots and changes that were given to subscriptions
 */
public record UserWork(
        String user, long rowsWritten, long bytesWritten, long lookups, long rowsFollowed) {
    public UserWork {
        requireNonNull(user, "user");
    }

    static UserWork none(String user) {
        return new UserWork(user, 0, 0, 0, 0);
    }
}
