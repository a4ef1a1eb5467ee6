package dev.tidemill.actions;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a person has said of a running action; a row of the table of controls.
 *
 * @param rowKey the key of the rows that it is about; null for all
 * @param untilMicros when it ends by itself, by the ticks' time; null for never
 * @param reason why, in that person's words; null when nobody said
 * @param sinceMicros when it was said; microseconds since 1970 UTC
 */
public record ActionControl(
        String action,
        Kind kind,
        @Nullable String rowKey,
        @Nullable Long untilMicros,
        @Nullable String reason,
        long sinceMicros) {
    /** What is said. */
    public enum Kind {
        /** Nothing is sent; what fires waits in the outbox. */
        PAUSE,
        /** What fires is counted and never told. */
        SILENCE;

        /** The word in the table. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The columns of the table of controls; the id comes first and is its key. */
    public static final Schema SCHEMA =
            Schema.of(
                    new Field("id", Type.TEXT, false),
                    new Field("action", Type.TEXT, false),
                    new Field("kind", Type.TEXT, false),
                    new Field("row_key", Type.TEXT, true),
                    new Field("ends_at", Type.TIMESTAMPTZ, true),
                    new Field("reason", Type.TEXT, true),
                    new Field("began_at", Type.TIMESTAMPTZ, false));

    public ActionControl {
        requireNonNull(action, "action");
        requireNonNull(kind, "kind");
    }

    /** What identifies it: another one of the same action, kind and rows takes its place. */
    public String id() {
        return kind.word() + "/" + action + (rowKey == null ? "" : "/" + rowKey);
    }

    /** Whether it holds at a time. */
    public boolean holdsAt(long nowMicros) {
        return untilMicros == null || nowMicros < untilMicros;
    }

    /** These controls as rows of the table. */
    public static Batch toRows(List<ActionControl> controls) {
        BatchBuilder rows = new BatchBuilder(SCHEMA, controls.size());
        for (ActionControl control : controls) {
            rows.add(
                    1,
                    control.id(),
                    control.action,
                    control.kind.word(),
                    control.rowKey,
                    control.untilMicros,
                    control.reason,
                    control.sinceMicros);
        }
        return rows.build();
    }

    /** A row of the table. */
    public static ActionControl fromRow(Batch rows, int row) {
        List<@Nullable Object> values = rows.row(row);
        return new ActionControl(
                (String) requireNonNull(values.get(1)),
                Kind.valueOf(((String) requireNonNull(values.get(2))).toUpperCase(Locale.ROOT)),
                (String) values.get(3),
                (Long) values.get(4),
                (String) values.get(5),
                (Long) requireNonNull(values.get(6)));
    }
}
