package dev.tidemill.node.action;

import dev.tidemill.actions.OutboxEntry;
import dev.tidemill.actions.Transition;
import dev.tidemill.node.record.ActionRule;
import dev.tidemill.node.record.ActionTerms;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Transitions that wait for others, to be told in one request. A group opens with its first row and
 * closes when its time is over or it is full. A function of ticks alone. Engine thread only.
 */
final class GroupedNotices {
    /** Transitions of one request; a group that has so many closes at once. */
    static final int ROWS_MAX = 1_000;

    /** Groups that are open at once; the oldest closes early when there are more. */
    static final int GROUPS_MAX = 10_000;

    private final ActionRule rule;
    private final Payloads payloads;
    private final long waitMicros;

    /** By what they share, oldest first. */
    private final Map<String, Open> open = new LinkedHashMap<>();

    private long closed;

    /**
     * An open group.
     *
     * @param closesMicros when it closes
     */
    private record Open(long closesMicros, List<String> items) {}

    GroupedNotices(ActionRule rule, Payloads payloads, ActionTerms.Grouping grouping) {
        this.rule = rule;
        this.payloads = payloads;
        this.waitMicros = grouping.waitMicros();
    }

    /** Takes a transition; gives the notice of a group that is full by it. */
    List<OutboxEntry> add(String shared, String item, long tick, long nowMicros) {
        List<OutboxEntry> full = new ArrayList<>();
        Open group = open.get(shared);
        if (group == null) {
            if (open.size() >= GROUPS_MAX) {
                full.add(close(open.keySet().iterator().next(), tick, nowMicros));
            }
            group = new Open(nowMicros + waitMicros, new ArrayList<>());
            open.put(shared, group);
        }
        group.items().add(item);
        if (group.items().size() >= ROWS_MAX) {
            full.add(close(shared, tick, nowMicros));
        }
        return full;
    }

    /** The notices of groups whose time is over by now. */
    List<OutboxEntry> closeDue(long tick, long nowMicros) {
        List<String> over = new ArrayList<>();
        for (Map.Entry<String, Open> each : open.entrySet()) {
            if (each.getValue().closesMicros() > nowMicros) {
                break; // All wait as long, so that those behind it close later.
            }
            over.add(each.getKey());
        }
        return over.stream().map(shared -> close(shared, tick, nowMicros)).toList();
    }

    /** The notices of all groups, before their time. */
    List<OutboxEntry> closeAll(long tick, long nowMicros) {
        return List.copyOf(open.keySet()).stream()
                .map(shared -> close(shared, tick, nowMicros))
                .toList();
    }

    private OutboxEntry close(String shared, long tick, long nowMicros) {
        Open group = java.util.Objects.requireNonNull(open.remove(shared));
        String word = Transition.Kind.GROUPED.word();
        String key =
                OutboxEntry.idempotencyKey(
                        rule.version(), shared, word, Long.toString(tick), Long.toString(closed++));
        return new OutboxEntry(
                key,
                rule.name(),
                word,
                shared,
                payloads.ofGroup(
                        new Payloads.Group(shared, shared, group.items()), tick, nowMicros),
                OutboxEntry.Status.PENDING,
                0,
                null,
                tick,
                nowMicros);
    }

    long dueMicros() {
        return open.isEmpty() ? Long.MAX_VALUE : open.values().iterator().next().closesMicros();
    }

    /** Transitions that wait. */
    int size() {
        return open.values().stream().mapToInt(group -> group.items().size()).sum();
    }

    /**
     * Drops transitions that wait, and whole groups by what their rows share. A group that nothing
     * is left of is told to nobody.
     */
    void erase(Predicate<String> sharedBy, Predicate<String> items) {
        open.keySet().removeIf(sharedBy);
        open.values().removeIf(group -> group.items().removeIf(items) && group.items().isEmpty());
    }

    void write(DataOutputStream out) throws IOException {
        out.writeLong(closed);
        out.writeInt(open.size());
        for (Map.Entry<String, Open> each : open.entrySet()) {
            NoticeCodec.writeText(out, each.getKey());
            out.writeLong(each.getValue().closesMicros());
            out.writeInt(each.getValue().items().size());
            for (String item : each.getValue().items()) {
                NoticeCodec.writeText(out, item);
            }
        }
    }

    void read(DataInputStream in) throws IOException {
        closed = in.readLong();
        for (int i = in.readInt(); i > 0; i--) {
            String shared = NoticeCodec.readText(in);
            long closes = in.readLong();
            List<String> items = new ArrayList<>();
            for (int item = in.readInt(); item > 0; item--) {
                items.add(NoticeCodec.readText(in));
            }
            open.put(shared, new Open(closes, items));
        }
    }
}
