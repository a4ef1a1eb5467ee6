package dev.tidemill.node.action;

/**
 * What has become of an action's transitions since it began, and what is under way.
 *
 * @param told notices that went to the outbox
 * @param silenced by a silence
 * @param limited dropped, as they were beyond a limit or a bound
 * @param unfollowed rows that were not waited for, as too many are already
 * @param tooDeep writes that were not made, as they had come of too many others
 * @param timedOut rows whose steps ended before the last one
 * @param standing rows that are waited for or were told of
 * @param waiting notices that wait for their group, their limit or their next step
 */
public record ActionCounts(
        long told,
        long silenced,
        long limited,
        long unfollowed,
        long tooDeep,
        long timedOut,
        long standing,
        long waiting) {
    /** Of an action of which nothing is known. */
    public static final ActionCounts NONE = new ActionCounts(0, 0, 0, 0, 0, 0, 0, 0);
}
