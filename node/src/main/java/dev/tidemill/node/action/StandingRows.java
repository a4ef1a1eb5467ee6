package dev.tidemill.node.action;

import dev.tidemill.actions.Transition;
import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.node.record.ActionTerms;
import dev.tidemill.node.record.RowBytes;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The rows that are in and of which something is told when they have stayed, or again: since when,
 * and what they are now. A function of transitions and times alone. Engine thread only.
 *
 * <p>Invariants: {@code due} has one element for each row that is due at some time; a row that
 * leaves is forgotten, so that it is waited for from the beginning when it comes back.
 */
final class StandingRows {
    /** Rows that are followed at once; of more, nothing is told by time. */
    static final int ROWS_MAX = 100_000;

    private static final long NEVER = Long.MAX_VALUE;

    private final long stayMicros;
    private final long repeatMicros;
    private final Map<String, Standing> rows = new HashMap<>();
    private final TreeSet<Due> due =
            new TreeSet<>(Comparator.comparingLong(Due::micros).thenComparing(Due::key));
    private @Nullable Schema schema;

    /**
     * A row that is in.
     *
     * @param sinceMicros when it entered, or was told of last
     * @param told whether it was told of
     */
    private record Standing(long sinceMicros, boolean told, byte[] row) {}

    private record Due(long micros, String key) {}

    StandingRows(ActionTerms terms) {
        this.stayMicros = terms.stayMicros();
        this.repeatMicros = terms.repeatMicros();
    }

    /** Follows a row from now on; false when there are too many. */
    boolean enter(String key, Batch row, long nowMicros) {
        if (rows.size() >= ROWS_MAX && !rows.containsKey(key)) {
            return false;
        }
        schema = row.schema();
        put(key, new Standing(nowMicros, stayMicros == 0, RowBytes.of(row)));
        return true;
    }

    /** The row is another one now, and in since the same time. */
    void change(String key, Batch row) {
        Standing before = rows.get(key);
        if (before != null) {
            schema = row.schema();
            put(key, new Standing(before.sinceMicros(), before.told(), RowBytes.of(row)));
        }
    }

    /** Forgets a row; whether it was told of. */
    boolean leave(String key) {
        Standing before = remove(key);
        return before != null && before.told();
    }

    /** Rows that have stayed, or are to be told again, by now; in the order of their times. */
    List<Transition> fire(long tick, long nowMicros) {
        List<Transition> fired = new ArrayList<>();
        while (!due.isEmpty() && due.first().micros() <= nowMicros) {
            String key = due.first().key();
            Standing standing = java.util.Objects.requireNonNull(remove(key));
            Batch row = RowBytes.row(java.util.Objects.requireNonNull(schema), standing.row());
            Transition.Kind kind =
                    standing.told() ? Transition.Kind.REPEATED : Transition.Kind.STAYED;
            fired.add(new Transition(kind, key, row, tick));
            put(key, new Standing(nowMicros, true, standing.row()));
        }
        return fired;
    }

    private void put(String key, Standing standing) {
        Standing ignored = remove(key);
        rows.put(key, standing);
        long at = dueAt(standing);
        if (at != NEVER) {
            due.add(new Due(at, key));
        }
    }

    private @Nullable Standing remove(String key) {
        Standing before = rows.remove(key);
        if (before != null) {
            due.remove(new Due(dueAt(before), key));
        }
        return before;
    }

    private long dueAt(Standing standing) {
        if (!standing.told()) {
            return standing.sinceMicros() + stayMicros;
        }
        return repeatMicros == 0 ? NEVER : standing.sinceMicros() + repeatMicros;
    }

    /** When something is due next; {@link Long#MAX_VALUE} for never. */
    long dueMicros() {
        return due.isEmpty() ? NEVER : due.first().micros();
    }

    int size() {
        return rows.size();
    }

    /** The rows of another set of terms, in since the times that these know. */
    void takeOver(StandingRows former) {
        schema = former.schema;
        former.rows.forEach(
                (key, standing) ->
                        put(
                                key,
                                new Standing(
                                        standing.sinceMicros(),
                                        standing.told() || stayMicros == 0,
                                        standing.row())));
    }

    /**
     * The table has another query: rows that are no longer there are forgotten, and the others are
     * as they are now.
     */
    void replace(Schema columns, Map<String, Batch> there) {
        Map<String, Standing> former = new HashMap<>(rows);
        rows.clear();
        due.clear();
        schema = columns;
        former.forEach(
                (key, standing) -> {
                    Batch row = there.get(key);
                    if (row != null) {
                        put(
                                key,
                                new Standing(
                                        standing.sinceMicros(), standing.told(), RowBytes.of(row)));
                    }
                });
    }

    /** Forgets rows for good. */
    void erase(Predicate<Batch> unwanted) {
        if (schema == null) {
            return;
        }
        for (Map.Entry<String, Standing> each : Map.copyOf(rows).entrySet()) {
            if (unwanted.test(RowBytes.row(schema, each.getValue().row()))) {
                Standing ignored = remove(each.getKey());
            }
        }
    }

    void write(DataOutputStream out) throws IOException {
        out.writeBoolean(schema != null);
        if (schema == null) {
            return;
        }
        writeBytes(out, RowBytes.ofColumns(schema));
        out.writeInt(rows.size());
        for (Map.Entry<String, Standing> each : rows.entrySet()) {
            NoticeCodec.writeText(out, each.getKey());
            out.writeLong(each.getValue().sinceMicros());
            out.writeBoolean(each.getValue().told());
            writeBytes(out, each.getValue().row());
        }
    }

    void read(DataInputStream in) throws IOException {
        if (!in.readBoolean()) {
            return;
        }
        schema = RowBytes.columns(readBytes(in));
        for (int i = in.readInt(); i > 0; i--) {
            String key = NoticeCodec.readText(in);
            put(key, new Standing(in.readLong(), in.readBoolean(), readBytes(in)));
        }
    }

    static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    static byte[] readBytes(DataInputStream in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return bytes;
    }
}
