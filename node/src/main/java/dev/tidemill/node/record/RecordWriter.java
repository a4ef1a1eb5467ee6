package dev.tidemill.node.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** Grows a record's bytes, little-endian. Not thread-safe. */
final class RecordWriter {
    private ByteBuffer buffer;

    RecordWriter(int expectedBytes) {
        buffer = ByteBuffer.allocate(expectedBytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The buffer with room for {@code bytes} more at its position. */
    ByteBuffer room(int bytes) {
        if (buffer.remaining() < bytes) {
            int capacity = Math.max(Math.addExact(buffer.position(), bytes), buffer.capacity() * 2);
            buffer =
                    ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN).put(buffer.flip());
        }
        return buffer;
    }

    void putByte(int value) {
        room(1).put((byte) value);
    }

    void putInt(int value) {
        room(Integer.BYTES).putInt(value);
    }

    void putLong(long value) {
        room(Long.BYTES).putLong(value);
    }

    void putBytes(byte[] bytes) {
        putInt(bytes.length);
        room(bytes.length).put(bytes);
    }

    void putText(String text) {
        putBytes(text.getBytes(UTF_8));
    }

    void putOptionalText(@Nullable String text) {
        putByte(text == null ? 0 : 1);
        if (text != null) {
            putText(text);
        }
    }

    /** What was written; the writer must not be used after. */
    ByteBuffer finish() {
        return buffer.flip();
    }
}
