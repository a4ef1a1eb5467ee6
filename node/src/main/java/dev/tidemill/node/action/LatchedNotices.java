package dev.tidemill.node.action;

import dev.tidemill.actions.OutboxEntry;
import dev.tidemill.actions.Transition;
import dev.tidemill.actions.TransitionDetector;
import dev.tidemill.algebra.column.Batch;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which transitions of an action with a latch are told. The latch is written some ticks after its
 * row entered or left, and until then the table's query does not know of it, so the row may flap.
 * Nothing of that is told: after a notice the key's next one waits until the latch says what was
 * told last, and is then only given when the row still stands otherwise.
 *
 * <p>A function of the ticks' changes alone, so replay tells the same. Engine thread only.
 */
final class LatchedNotices {
    static final byte CODE = 2;
    private static final int VERSION = 1;

    private final String action;

    /** Keys whose last notice said that they entered. */
    private final Set<String> told = new TreeSet<>();

    /** Keys that the latch holds. */
    private final Set<String> latched = new TreeSet<>();

    /** The newest transition of each key that waits for its latch. */
    private final Map<String, OutboxEntry> waiting = new LinkedHashMap<>();

    LatchedNotices(String action) {
        this.action = action;
    }

    /** A key that the latch held when the action began to use it: it counts as told. */
    void begin(String key) {
        told.add(key);
        latched.add(key);
    }

    /**
     * The notices that a tick lets out.
     *
     * @param notices those of the tick's transitions, entered and left
     * @param latchChanges the latch table's changes in the tick
     * @param latchKeys reads its keys, in the order of the action's key
     */
    List<OutboxEntry> pass(
            Collection<OutboxEntry> notices,
            @Nullable Batch latchChanges,
            TransitionDetector latchKeys) {
        Set<String> touched = new LinkedHashSet<>();
        if (latchChanges != null) {
            // A row that replaces another is one of each, in whichever order.
            Map<String, Long> net = new LinkedHashMap<>();
            for (int row = 0; row < latchChanges.size(); row++) {
                String key = latchKeys.rowKey(latchChanges, row);
                net.merge(key, latchChanges.weight(row), Long::sum);
            }
            touched.addAll(net.keySet());
            net.forEach(
                    (key, weight) -> {
                        if (weight > 0) {
                            latched.add(key);
                        } else if (weight < 0) {
                            latched.remove(key);
                        }
                    });
        }
        for (OutboxEntry notice : notices) {
            touched.add(notice.rowKey());
            waiting.put(notice.rowKey(), notice);
        }
        List<OutboxEntry> passed = new ArrayList<>();
        for (String key : touched) {
            if (latched.contains(key) == told.contains(key)) {
                settle(key, passed);
            }
        }
        return passed;
    }

    /**
     * After an opening nothing is on its way to the latch but what the keeper writes for keys whose
     * row and latch differ: the others are settled now. It is a part of the opening's own tick.
     */
    List<OutboxEntry> passRecovered() {
        List<OutboxEntry> passed = new ArrayList<>();
        for (String key : List.copyOf(waiting.keySet())) {
            boolean stands = hasEntered(java.util.Objects.requireNonNull(waiting.get(key)));
            if (stands == latched.contains(key)) {
                settle(key, passed);
            }
        }
        return passed;
    }

    /**
     * Has nothing told of the transitions that wait now and are so. What is known of their keys
     * goes on as if they were told, since the latch follows its row all the same; what the row held
     * is forgotten.
     */
    void silence(Predicate<OutboxEntry> unwanted) {
        waiting.replaceAll((_, notice) -> unwanted.test(notice) ? silent(notice) : notice);
    }

    /** The same, to be told to nobody. */
    static OutboxEntry silent(OutboxEntry notice) {
        return new OutboxEntry(
                notice.key(),
                notice.action(),
                notice.transition(),
                notice.rowKey(),
                "",
                notice.status(),
                notice.attempts(),
                notice.lastError(),
                notice.createdTick(),
                notice.updatedMicros());
    }

    /** Whether a notice that was let out is to be told to nobody. */
    static boolean isSilent(OutboxEntry notice) {
        return notice.payload().isEmpty();
    }

    private void settle(String key, List<OutboxEntry> passed) {
        OutboxEntry notice = waiting.remove(key);
        if (notice == null || hasEntered(notice) == told.contains(key)) {
            return;
        }
        passed.add(notice);
        if (hasEntered(notice)) {
            told.add(key);
        } else {
            told.remove(key);
        }
    }

    private static boolean hasEntered(OutboxEntry notice) {
        return Transition.Kind.of(notice.transition()) == Transition.Kind.ENTERED;
    }

    /** For a checkpoint. */
    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(CODE);
            out.writeByte(VERSION);
            out.writeUTF(action);
            write(out, told);
            write(out, latched);
            out.writeInt(waiting.size());
            for (OutboxEntry notice : waiting.values()) {
                byte[] encoded = NoticeCodec.encode(notice);
                out.writeInt(encoded.length);
                out.write(encoded);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, Set<String> keys) throws IOException {
        out.writeInt(keys.size());
        for (String key : keys) {
            NoticeCodec.writeText(out, key);
        }
    }

    static LatchedNotices decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readByte() != CODE || in.readByte() != VERSION) {
                throw new IllegalArgumentException("a latch's state of another version");
            }
            LatchedNotices state = new LatchedNotices(in.readUTF());
            read(in, state.told);
            read(in, state.latched);
            for (int i = in.readInt(); i > 0; i--) {
                byte[] encoded = new byte[in.readInt()];
                in.readFully(encoded);
                OutboxEntry notice = NoticeCodec.decode(encoded);
                state.waiting.put(notice.rowKey(), notice);
            }
            return state;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void read(DataInputStream in, Set<String> keys) throws IOException {
        for (int i = in.readInt(); i > 0; i--) {
            keys.add(NoticeCodec.readText(in));
        }
    }

    String action() {
        return action;
    }
}
