package dev.tidemill.engine.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.function.AggregateState;
import dev.tidemill.engine.expression.JavaAggregation;
import dev.tidemill.engine.expression.RowFailure;
import dev.tidemill.engine.state.Page;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A group of a project's aggregate between steps.
 *
 * @param encoded the state's own bytes; null for a state that is as it was made
 * @param failure why the group is an error; null when it is none
 */
record GroupState(byte @Nullable [] encoded, @Nullable RowFailure failure) {
    private static final int HEADER = 4;
    private static final int MADE = -1;

    /**
     * @param bytes what {@link #bytes} gave; null for a new group
     */
    static GroupState of(byte @Nullable [] bytes) {
        if (bytes == null) {
            return new GroupState(null, null);
        }
        int length = Page.getInt(bytes, 0);
        int failureAt = HEADER + Math.max(0, length);
        byte[] encoded = length == MADE ? null : Arrays.copyOfRange(bytes, HEADER, failureAt);
        if (failureAt == bytes.length) {
            return new GroupState(encoded, null);
        }
        String text = new String(bytes, failureAt, bytes.length - failureAt, UTF_8);
        int end = text.indexOf(' ');
        ErrorCode code = ErrorCode.valueOf(text.substring(0, end));
        return new GroupState(encoded, new RowFailure(code, text.substring(end + 1)));
    }

    /** The length of the state, the state, and the failure's code and message. */
    byte[] bytes() {
        byte[] own = encoded == null ? new byte[0] : encoded;
        String text = failure == null ? "" : failure.code() + " " + failure.message();
        byte[] message = text.getBytes(UTF_8);
        byte[] bytes = new byte[HEADER + own.length + message.length];
        Page.putInt(bytes, 0, encoded == null ? MADE : own.length);
        System.arraycopy(own, 0, bytes, HEADER, own.length);
        System.arraycopy(message, 0, bytes, HEADER + own.length, message.length);
        return bytes;
    }

    boolean isFailing() {
        return failure != null;
    }

    /** Throws the group's failure when it has one. */
    void requireSound() {
        if (failure != null) {
            throw failure;
        }
    }

    /** A new object of this state. */
    AggregateState object(JavaAggregation aggregation) {
        return encoded == null
                ? aggregation.create()
                : aggregation.decode(encoded, 0, encoded.length);
    }
}
