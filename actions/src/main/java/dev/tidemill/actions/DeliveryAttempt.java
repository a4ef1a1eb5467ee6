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
 * One attempt to deliver; a row of the table of attempts.
 *
 * @param key the delivery's idempotency key
 * @param attempt 1 for the first since it was last driven again
 * @param atMicros when it ended; microseconds since 1970 UTC
 * @param outcome {@code delivered}, {@code retried} or {@code dead}
 * @param httpStatus what the receiver answered; null when it did not
 * @param reason why it failed; null when it did not
 * @param millis how long it took
 */
public record DeliveryAttempt(
        String key,
        String action,
        String rowKey,
        int attempt,
        long atMicros,
        String outcome,
        @Nullable Integer httpStatus,
        @Nullable String reason,
        long millis) {
    /** The columns of the table of attempts; {@code id} is its key and grows. */
    public static final Schema SCHEMA =
            Schema.of(
                    new Field("id", Type.BIGINT, false),
                    new Field("key", Type.TEXT, false),
                    new Field("action", Type.TEXT, false),
                    new Field("row_key", Type.TEXT, false),
                    new Field("attempt", Type.INTEGER, false),
                    new Field("attempted_at", Type.TIMESTAMPTZ, false),
                    new Field("outcome", Type.TEXT, false),
                    new Field("http_status", Type.INTEGER, true),
                    new Field("reason", Type.TEXT, true),
                    new Field("millis", Type.BIGINT, false));

    public DeliveryAttempt {
        requireNonNull(key, "key");
        requireNonNull(action, "action");
        requireNonNull(rowKey, "rowKey");
        requireNonNull(outcome, "outcome");
    }

    /** The attempt that brought an entry where it is. */
    public static DeliveryAttempt of(
            OutboxEntry outcome, @Nullable Integer httpStatus, long millis) {
        String word =
                outcome.status() == OutboxEntry.Status.PENDING
                        ? "retried"
                        : outcome.status().name().toLowerCase(Locale.ROOT);
        return new DeliveryAttempt(
                outcome.key(),
                outcome.action(),
                outcome.rowKey(),
                outcome.attempts(),
                outcome.updatedMicros(),
                word,
                httpStatus,
                outcome.lastError(),
                millis);
    }

    /** A row of the table. */
    public Batch toRow(long id) {
        return new BatchBuilder(SCHEMA, 1)
                .add(
                        1,
                        id,
                        key,
                        action,
                        rowKey,
                        attempt,
                        atMicros,
                        outcome,
                        httpStatus,
                        reason,
                        millis)
                .build();
    }

    /** An attempt as a row of the table, its number left out. */
    public static DeliveryAttempt fromRow(Batch rows, int row) {
        List<@Nullable Object> values = rows.row(row);
        return new DeliveryAttempt(
                (String) requireNonNull(values.get(1)),
                (String) requireNonNull(values.get(2)),
                (String) requireNonNull(values.get(3)),
                (Integer) requireNonNull(values.get(4)),
                (Long) requireNonNull(values.get(5)),
                (String) requireNonNull(values.get(6)),
                (Integer) values.get(7),
                (String) values.get(8),
                (Long) requireNonNull(values.get(9)));
    }

    /** What deletes the attempt with this number. */
    public static Batch keyRow(long id) {
        return new BatchBuilder(SCHEMA, 1)
                .add(1, id, "", "", "", 0, 0L, "", null, null, 0L)
                .build();
    }
}
