package dev.tidemill.actions;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One delivery and how far it is; a row of the outbox table.
 *
 * @param key the idempotency key: the same transition has the same key after any crash
 * @param payload the request's JSON body
 * @param attempts requests sent so far
 * @param lastError why the last request failed; null when none did
 * @param updatedMicros microseconds since 1970 UTC
 */
public record OutboxEntry(
        String key,
        String action,
        String transition,
        String rowKey,
        String payload,
        Status status,
        int attempts,
        @Nullable String lastError,
        long createdTick,
        long updatedMicros) {

    /** How far a delivery is. */
    public enum Status {
        PENDING,
        DELIVERED,
        /** Given up: refused for good, or out of attempts. It stays and can be driven again. */
        DEAD,
        /** Recorded only: its action does nothing yet. */
        SHADOW
    }

    private static final String STEP = Transition.Kind.STEP.word() + " ";

    /** The outbox table's columns; the key comes first. */
    public static final Schema SCHEMA =
            Schema.of(
                    new Field("key", Type.TEXT, false),
                    new Field("action", Type.TEXT, false),
                    new Field("transition", Type.TEXT, false),
                    new Field("row_key", Type.TEXT, false),
                    new Field("payload", Type.TEXT, false),
                    new Field("status", Type.TEXT, false),
                    new Field("attempts", Type.INTEGER, false),
                    new Field("last_error", Type.TEXT, true),
                    new Field("created_tick", Type.BIGINT, false),
                    new Field("updated_at", Type.TIMESTAMPTZ, false));

    public OutboxEntry {
        requireNonNull(key, "key");
        requireNonNull(action, "action");
        requireNonNull(transition, "transition");
        requireNonNull(rowKey, "rowKey");
        requireNonNull(payload, "payload");
        requireNonNull(status, "status");
    }

    /** The delivery that a transition asks for, not yet tried. */
    public static OutboxEntry pending(
            String action, String ruleVersion, Transition transition, String payload, long micros) {
        return new OutboxEntry(
                idempotencyKey(ruleVersion, transition),
                action,
                transition.kind().word(),
                transition.rowKey(),
                payload,
                Status.PENDING,
                0,
                null,
                transition.tick(),
                micros);
    }

    /** A hash of the rule's version, the row's key, the way it went and the tick. */
    public static String idempotencyKey(String ruleVersion, Transition transition) {
        return idempotencyKey(
                ruleVersion,
                transition.rowKey(),
                transition.kind().word(),
                Long.toString(transition.tick()));
    }

    /**
     * A hash of what makes a delivery the one it is.
     *
     * @param identity begins with the rule's version
     */
    public static String idempotencyKey(String... identity) {
        return hash(String.join("\u001e", identity));
    }

    /** How the transition of a step's delivery is told. */
    public static String stepWord(String step) {
        return STEP + step;
    }

    /** The step that the delivery is of; null when it is of none. */
    public @Nullable String step() {
        return transition.startsWith(STEP) ? transition.substring(STEP.length()) : null;
    }

    private static String hash(String identity) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(identity.getBytes(UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The same, only recorded. */
    public OutboxEntry asShadow() {
        return new OutboxEntry(
                key,
                action,
                transition,
                rowKey,
                payload,
                Status.SHADOW,
                attempts,
                lastError,
                createdTick,
                updatedMicros);
    }

    /** The same, to be tried from the beginning. */
    public OutboxEntry again(long micros) {
        return new OutboxEntry(
                key,
                action,
                transition,
                rowKey,
                payload,
                Status.PENDING,
                0,
                null,
                createdTick,
                micros);
    }

    /** Given up before anything was done. */
    public OutboxEntry asDead(String reason) {
        return new OutboxEntry(
                key,
                action,
                transition,
                rowKey,
                payload,
                Status.DEAD,
                attempts,
                reason,
                createdTick,
                updatedMicros);
    }

    /** Whether nothing more becomes of it by itself. */
    public boolean isSettled() {
        return status != Status.PENDING;
    }

    /** What came of one attempt that succeeded. */
    public OutboxEntry delivered(long micros) {
        return new OutboxEntry(
                key,
                action,
                transition,
                rowKey,
                payload,
                Status.DELIVERED,
                attempts + 1,
                null,
                createdTick,
                micros);
    }

    /** What came of one attempt that failed. */
    public OutboxEntry failed(Status next, String reason, long micros) {
        return new OutboxEntry(
                key,
                action,
                transition,
                rowKey,
                payload,
                next,
                attempts + 1,
                reason,
                createdTick,
                micros);
    }

    /** These entries as rows of the outbox table. */
    public static Batch toRows(List<OutboxEntry> entries) {
        BatchBuilder rows = new BatchBuilder(SCHEMA, entries.size());
        for (OutboxEntry entry : entries) {
            rows.add(
                    1,
                    entry.key,
                    entry.action,
                    entry.transition,
                    entry.rowKey,
                    entry.payload,
                    entry.status.name(),
                    entry.attempts,
                    entry.lastError,
                    entry.createdTick,
                    entry.updatedMicros);
        }
        return rows.build();
    }

    /** A row of the outbox table. */
    public static OutboxEntry fromRow(Batch rows, int row) {
        List<@Nullable Object> values = rows.row(row);
        return new OutboxEntry(
                text(values, 0),
                text(values, 1),
                text(values, 2),
                text(values, 3),
                text(values, 4),
                Status.valueOf(text(values, 5)),
                (Integer) requireNonNull(values.get(6)),
                (String) values.get(7),
                (Long) requireNonNull(values.get(8)),
                (Long) requireNonNull(values.get(9)));
    }

    private static String text(List<@Nullable Object> values, int column) {
        return (String) requireNonNull(values.get(column));
    }
}
