package dev.tidemill.node.ingest;

import static java.util.Objects.requireNonNull;

import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.node.tick.Admission;
import org.jspecify.annotations.Nullable;

/**
 * How a batch is to be taken.
 *
 * @param op INSERT for event tables, UPSERT or DELETE for keyed ones; null for the table's own
 * @param idempotencyKey a batch of the same key and table is taken once; null for none
 * @param waitsForRoom wait at a full queue instead of failing with BACKPRESSURE
 */
public record AppendOptions(
        InputChange.@Nullable Op op,
        @Nullable String idempotencyKey,
        boolean waitsForRoom,
        Admission.Timing timing) {
    // Spelled out, since a compact constructor's parameters lose their annotations in class files.
    public AppendOptions(
            InputChange.@Nullable Op op,
            @Nullable String idempotencyKey,
            boolean waitsForRoom,
            Admission.Timing timing) {
        this.op = op;
        this.idempotencyKey = idempotencyKey;
        this.waitsForRoom = waitsForRoom;
        this.timing = requireNonNull(timing, "timing");
    }

    /** For callers inside the JVM: the table's own operation, waiting at the bound. */
    public static AppendOptions embedded() {
        return new AppendOptions(null, null, true, Admission.Timing.of("library"));
    }

    public AppendOptions withIdempotencyKey(String key) {
        return new AppendOptions(op, key, waitsForRoom, timing);
    }

    public AppendOptions withOp(InputChange.Op newOp) {
        return new AppendOptions(newOp, idempotencyKey, waitsForRoom, timing);
    }
}
