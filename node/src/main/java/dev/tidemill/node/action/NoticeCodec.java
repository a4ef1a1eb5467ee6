package dev.tidemill.node.action;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.tidemill.actions.OutboxEntry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A pending notice as bytes, for the checkpoint. */
final class NoticeCodec {
    private static final int VERSION = 1;

    private NoticeCodec() {}

    static byte[] encode(OutboxEntry entry) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeUTF(entry.key());
            out.writeUTF(entry.action());
            out.writeUTF(entry.transition());
            writeText(out, entry.rowKey());
            writeText(out, entry.payload());
            out.writeLong(entry.createdTick());
            out.writeLong(entry.updatedMicros());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static OutboxEntry decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            requireVersion(in.readByte());
            return new OutboxEntry(
                    in.readUTF(),
                    in.readUTF(),
                    in.readUTF(),
                    readText(in),
                    readText(in),
                    OutboxEntry.Status.PENDING,
                    0,
                    null,
                    in.readLong(),
                    in.readLong());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void requireVersion(int version) {
        if (version != VERSION) {
            throw new IllegalArgumentException("notice of version " + version);
        }
    }

    static void writeText(DataOutputStream out, String text) throws IOException {
        byte[] bytes = requireNonNull(text).getBytes(UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    static String readText(DataInputStream in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return new String(bytes, UTF_8);
    }
}
