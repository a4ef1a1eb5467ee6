package dev.tidemill.pgwire.frame;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import org.jspecify.annotations.Nullable;

/**
 * A client's message, read part after part. What reads beyond its end, or leaves something of it,
 * is told that the protocol is broken. Owned by one thread.
 */
public final class Message {
    private final char type;
    private final byte[] bytes;
    private final int end;
    private int at;

    /**
     * @param type as the protocol writes it; zero for the first packet of a connection
     * @param bytes not copied
     */
    public Message(char type, byte[] bytes, int from, int to) {
        this.type = type;
        this.bytes = requireNonNull(bytes, "bytes");
        this.at = from;
        this.end = to;
    }

    public char type() {
        return type;
    }

    public int remaining() {
        return end - at;
    }

    private int take(int count) {
        if (count < 0 || end - at < count) {
            throw MessageReader.violation("a message ends too early" + named());
        }
        int from = at;
        at += count;
        return from;
    }

    private String named() {
        return type == '\0' ? "" : " (type %s)".formatted(shown(type));
    }

    /** A type as logs may show it. */
    public static String shown(char type) {
        return type > ' ' && type < 127 ? "'" + type + "'" : "0x%02x".formatted((int) type);
    }

    public byte int8() {
        return bytes[take(1)];
    }

    public short int16() {
        int from = take(2);
        return (short) (((bytes[from] & 0xFF) << 8) | (bytes[from + 1] & 0xFF));
    }

    /** A count of things that follow. */
    public int count() {
        int count = int16() & 0xFFFF;
        // Each takes at least two bytes, so no list is made longer than its message.
        if (count * 2L > remaining()) {
            throw MessageReader.violation("a message ends too early" + named());
        }
        return count;
    }

    public int int32() {
        return MessageReader.int32(bytes, take(4));
    }

    /** Text up to a zero. */
    public String text() {
        int zero = at;
        while (zero < end && bytes[zero] != 0) {
            zero++;
        }
        if (zero == end) {
            throw MessageReader.violation("a text has no end" + named());
        }
        String text = text(at, zero);
        at = zero + 1;
        return text;
    }

    private String text(int from, int to) {
        try {
            return UTF_8.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes, from, to - from))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new TidemillException(
                    ErrorCode.INVALID_CHARSET, "a text of the client's is not UTF-8", e);
        }
    }

    /** Bytes behind their length; null for a length of -1. */
    public byte @Nullable [] value() {
        int length = int32();
        return length == -1 ? null : bytes(length);
    }

    public byte[] bytes(int length) {
        int from = take(length);
        return MessageReader.copy(bytes, from, from + length);
    }

    /** All that is left. */
    public byte[] rest() {
        return bytes(remaining());
    }

    /** Throws when something is left. */
    public void requireEnd() {
        if (at != end) {
            throw MessageReader.violation("a message is longer than it says" + named());
        }
    }
}
