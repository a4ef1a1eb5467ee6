package dev.tidemill.pgwire.frame;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * Writes messages into a buffer, which goes out when it is full or {@linkplain #flush told to}.
 * Owned by one thread, but for {@link #blockedSince}.
 */
public final class MessageWriter {
    private static final int BUFFER_BYTES = 8 << 10;

    /** What is written goes out when it is as much. */
    private static final int FULL_BYTES = 32 << 10;

    private final OutputStream out;
    private byte[] buffer = new byte[BUFFER_BYTES];
    private int size;
    private int lengthAt = -1;
    private volatile long blockedSinceNanos;

    public MessageWriter(OutputStream out) {
        this.out = requireNonNull(out, "out");
    }

    /** Begins a message; {@link #end} ends it. */
    public MessageWriter begin(char type) {
        int8(type);
        lengthAt = size;
        return int32(0);
    }

    /** Ends a message, and sends what there is when it is much. */
    public void end() throws IOException {
        int length = size - lengthAt;
        buffer[lengthAt] = (byte) (length >>> 24);
        buffer[lengthAt + 1] = (byte) (length >>> 16);
        buffer[lengthAt + 2] = (byte) (length >>> 8);
        buffer[lengthAt + 3] = (byte) length;
        lengthAt = -1;
        if (size >= FULL_BYTES) {
            send();
        }
    }

    /** A message without content. */
    public void empty(char type) throws IOException {
        begin(type).end();
    }

    /** Takes back what was begun and has no end. */
    public void abandon() {
        if (lengthAt >= 0) {
            size = lengthAt - 1;
            lengthAt = -1;
        }
    }

    public MessageWriter int8(int value) {
        room(1);
        buffer[size++] = (byte) value;
        return this;
    }

    public MessageWriter int16(int value) {
        room(2);
        buffer[size++] = (byte) (value >>> 8);
        buffer[size++] = (byte) value;
        return this;
    }

    public MessageWriter int32(int value) {
        room(4);
        buffer[size++] = (byte) (value >>> 24);
        buffer[size++] = (byte) (value >>> 16);
        buffer[size++] = (byte) (value >>> 8);
        buffer[size++] = (byte) value;
        return this;
    }

    public MessageWriter int64(long value) {
        return int32((int) (value >>> 32)).int32((int) value);
    }

    public MessageWriter bytes(byte[] source, int from, int length) {
        room(length);
        System.arraycopy(source, from, buffer, size, length);
        size += length;
        return this;
    }

    public MessageWriter bytes(byte[] source) {
        return bytes(source, 0, source.length);
    }

    /** A text and the zero behind it, without those within it. */
    public MessageWriter text(String text) {
        return bytes(text.replace("\0", "").getBytes(UTF_8)).int8(0);
    }

    /** A value behind its length. */
    public MessageWriter value(String text) {
        return value(text.getBytes(UTF_8));
    }

    /** A value behind its length. */
    public MessageWriter value(byte[] bytes) {
        return int32(bytes.length).bytes(bytes);
    }

    /** Where the length of a value goes that is written next. */
    public int beginValue() {
        int32(0);
        return size;
    }

    /** Writes the length of what was written since. */
    public void endValue(int from) {
        int length = size - from;
        buffer[from - 4] = (byte) (length >>> 24);
        buffer[from - 3] = (byte) (length >>> 16);
        buffer[from - 2] = (byte) (length >>> 8);
        buffer[from - 1] = (byte) length;
    }

    private void room(int more) {
        if (buffer.length - size < more) {
            buffer = Arrays.copyOf(buffer, Math.max(Math.addExact(size, more), buffer.length * 2));
        }
    }

    /** Sends all that is written. */
    public void flush() throws IOException {
        send();
        out.flush();
    }

    private void send() throws IOException {
        blockedSinceNanos = Math.max(1, System.nanoTime());
        try {
            out.write(buffer, 0, size);
        } finally {
            blockedSinceNanos = 0;
        }
        size = 0;
        if (buffer.length > 2 * FULL_BYTES) {
            buffer = new byte[BUFFER_BYTES];
        }
    }

    /** By {@link System#nanoTime}, since when the client takes nothing; 0 when nothing waits. */
    public long blockedSince() {
        return blockedSinceNanos;
    }
}
