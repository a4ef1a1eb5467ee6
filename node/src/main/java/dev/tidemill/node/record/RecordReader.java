package dev.tidemill.node.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** Reads what a {@link RecordWriter} wrote. The journal has checked the bytes already. */
final class RecordReader {
    private final ByteBuffer buffer;

    RecordReader(ByteBuffer payload) {
        buffer = payload.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    ByteBuffer buffer() {
        return buffer;
    }

    int readByte() {
        return buffer.get();
    }

    int readInt() {
        return buffer.getInt();
    }

    long readLong() {
        return buffer.getLong();
    }

    byte[] readBytes() {
        byte[] bytes = new byte[buffer.getInt()];
        buffer.get(bytes);
        return bytes;
    }

    String readText() {
        return new String(readBytes(), UTF_8);
    }

    @Nullable String readOptionalText() {
        return readByte() == 0 ? null : readText();
    }
}
