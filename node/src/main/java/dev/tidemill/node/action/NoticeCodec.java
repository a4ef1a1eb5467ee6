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
    private static final int VERSION = 4;

    /** Notices that are all still to be delivered. */
    private static final int VERSION_PENDING = 1;

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
            out.writeUTF(entry.status().name());
            String reason = entry.lastError();
            out.writeBoolean(reason != null);
            if (reason != null) {
                writeText(out, reason);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static OutboxEntry decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readByte();
            requireVersion(version);
            OutboxEntry pending =
                    new OutboxEntry(
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
            return version == VERSION_PENDING ? pending : decided(pending, in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Some are never delivered, and are in the outbox to be seen. */
    private static OutboxEntry decided(OutboxEntry pending, DataInputStream in) throws IOException {
        OutboxEntry.Status status = OutboxEntry.Status.valueOf(in.readUTF());
        String reason = in.readBoolean() ? readText(in) : "";
        return switch (status) {
            case PENDING, DELIVERED -> pending;
            case SHADOW -> pending.asShadow();
            case DEAD -> pending.asDead(reason);
        };
    }

    private static void requireVersion(int version) {
        if (version != VERSION && version != VERSION_PENDING) {
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
