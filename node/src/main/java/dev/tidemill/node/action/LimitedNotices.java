package dev.tidemill.node.action;

import dev.tidemill.actions.OutboxEntry;
import dev.tidemill.actions.RateGate;
import dev.tidemill.node.record.ActionTerms;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Holds an action to its limits, by the ticks' time. What is beyond them is dropped, or waits and
 * is let go in the order in which it came, those of one row always in theirs. A function of ticks
 * alone. Engine thread only.
 */
final class LimitedNotices {
    /** Notices that wait; of more, the newest are dropped. */
    static final int DELAYED_MAX = 10_000;

    private static final String ALL = "";

    private final @Nullable RateGate perAction;
    private final @Nullable RateGate perKey;
    private final boolean delays;

    /** By idempotency key, oldest first. */
    private final Map<String, OutboxEntry> delayed = new LinkedHashMap<>();

    /** How many of each row wait. */
    private final Map<String, Integer> waiting = new HashMap<>();

    LimitedNotices(ActionTerms terms) {
        this.perAction = gate(terms.perAction());
        this.perKey = gate(terms.perKey());
        this.delays = terms.delays();
    }

    private static @Nullable RateGate gate(ActionTerms.@Nullable Limit limit) {
        return limit == null ? null : new RateGate(limit.count(), limit.everyMicros());
    }

    /** What becomes of a notice. */
    enum Fate {
        PASSED,
        DELAYED,
        DROPPED
    }

    Fate offer(OutboxEntry notice, long nowMicros) {
        if (!waiting.containsKey(notice.rowKey()) && passes(notice, nowMicros)) {
            return Fate.PASSED;
        }
        if (!delays || delayed.size() >= DELAYED_MAX) {
            return Fate.DROPPED;
        }
        delay(notice);
        return Fate.DELAYED;
    }

    private void delay(OutboxEntry notice) {
        delayed.put(notice.key(), notice);
        waiting.merge(notice.rowKey(), 1, Integer::sum);
    }

    private boolean passes(OutboxEntry notice, long nowMicros) {
        boolean free =
                (perAction == null || perAction.isFree(ALL, nowMicros))
                        && (perKey == null || perKey.isFree(notice.rowKey(), nowMicros));
        if (!free) {
            return false;
        }
        if (perAction != null) {
            perAction.take(ALL, nowMicros);
        }
        if (perKey != null) {
            perKey.take(notice.rowKey(), nowMicros);
        }
        return true;
    }

    /** Those that waited and may go by now. */
    List<OutboxEntry> release(long nowMicros) {
        List<OutboxEntry> released = new ArrayList<>();
        Set<String> held = new HashSet<>();
        Iterator<OutboxEntry> notices = delayed.values().iterator();
        while (notices.hasNext() && (perAction == null || perAction.isFree(ALL, nowMicros))) {
            OutboxEntry notice = notices.next();
            if (!held.contains(notice.rowKey()) && passes(notice, nowMicros)) {
                notices.remove();
                waiting.merge(notice.rowKey(), -1, (a, b) -> a + b == 0 ? null : a + b);
                released.add(notice);
            } else {
                held.add(notice.rowKey());
            }
        }
        return released;
    }

    /** Those that wait, whatever the limits say. */
    List<OutboxEntry> releaseAll() {
        List<OutboxEntry> all = List.copyOf(delayed.values());
        delayed.clear();
        waiting.clear();
        return all;
    }

    /**
     * Drops notices that wait, and forgets how often keys were told.
     *
     * @param keys of rows
     */
    void erase(Predicate<OutboxEntry> unwanted, Predicate<String> keys) {
        List<OutboxEntry> others = new ArrayList<>(delayed.values());
        if (others.removeIf(unwanted)) {
            delayed.clear();
            waiting.clear();
            others.forEach(this::delay);
        }
        if (perKey != null) {
            perKey.forget(keys);
        }
    }

    /** When the next one may go; {@link Long#MAX_VALUE} when none waits. */
    long dueMicros() {
        if (delayed.isEmpty()) {
            return Long.MAX_VALUE;
        }
        long keys = perKey == null ? Long.MIN_VALUE : Long.MAX_VALUE;
        if (perKey != null) {
            for (String key : waiting.keySet()) {
                keys = Math.min(keys, perKey.freeAt(key));
            }
        }
        return Math.max(keys, perAction == null ? Long.MIN_VALUE : perAction.freeAt(ALL));
    }

    int size() {
        return delayed.size();
    }

    void write(DataOutputStream out) throws IOException {
        write(out, perAction);
        write(out, perKey);
        out.writeInt(delayed.size());
        for (OutboxEntry notice : delayed.values()) {
            StandingRows.writeBytes(out, NoticeCodec.encode(notice));
        }
    }

    private static void write(DataOutputStream out, @Nullable RateGate gate) throws IOException {
        Map<String, Long> buckets = gate == null ? Map.of() : gate.buckets();
        out.writeInt(buckets.size());
        for (Map.Entry<String, Long> bucket : buckets.entrySet()) {
            NoticeCodec.writeText(out, bucket.getKey());
            out.writeLong(bucket.getValue());
        }
    }

    void read(DataInputStream in) throws IOException {
        read(in, perAction);
        read(in, perKey);
        for (int i = in.readInt(); i > 0; i--) {
            delay(NoticeCodec.decode(StandingRows.readBytes(in)));
        }
    }

    private static void read(DataInputStream in, @Nullable RateGate gate) throws IOException {
        Map<String, Long> buckets = new HashMap<>();
        for (int i = in.readInt(); i > 0; i--) {
            buckets.put(NoticeCodec.readText(in), in.readLong());
        }
        if (gate != null) {
            gate.restore(buckets);
        }
    }
}
