package dev.tidemill.node.action;

import dev.tidemill.actions.OutboxEntry;
import dev.tidemill.node.forget.SubjectInActions;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

/**
 * The people who were erased a short while ago. A notice of theirs may have been on its way to the
 * outbox when they were, and arrive behind the erasure; it is not sent. The erasure's next round
 * deletes it. Engine thread only.
 */
final class ErasedPeople {
    /** So many ticks behind an erasure a notice of before may still arrive. */
    static final long TICKS_MAX = 1_000;

    private record Erased(long tick, SubjectInActions person) {}

    private final Deque<Erased> recent = new ArrayDeque<>();

    /** In a tick these people are erased; nobody in nearly all. */
    void follow(long tick, Collection<SubjectInActions> people) {
        while (!recent.isEmpty() && recent.getFirst().tick() + TICKS_MAX < tick) {
            recent.removeFirst();
        }
        people.forEach(person -> recent.addLast(new Erased(tick, person)));
    }

    /** Whether a notice is of a tick that was erased of the person it tells of. */
    boolean has(OutboxEntry notice) {
        return recent.stream()
                .anyMatch(
                        erased ->
                                notice.createdTick() <= erased.tick()
                                        && erased.person().isIn(notice));
    }

    /** Those that nobody was erased of. */
    List<OutboxEntry> others(Collection<OutboxEntry> notices) {
        return notices.stream().filter(notice -> !has(notice)).toList();
    }
}
