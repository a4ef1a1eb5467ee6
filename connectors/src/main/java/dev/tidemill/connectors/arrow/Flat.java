package dev.tidemill.connectors.arrow;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Writes a FlatBuffer, from its end to its begin as those are written: what is referred to comes
 * before what refers to it. Places are distances from the end. Owned by one thread.
 *
 * <p>Source: FlatBuffers' "Internals", the binary encoding.
 */
final class Flat {
    private ByteBuffer bytes = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);

    /** Bytes written; they stand at the buffer's end. */
    private int size;

    private int[] fields = new int[0];
    private int tableEnd;

    private void need(int more) {
        while (bytes.capacity() - size < more) {
            ByteBuffer larger =
                    ByteBuffer.allocate(bytes.capacity() * 2).order(ByteOrder.LITTLE_ENDIAN);
            larger.put(larger.capacity() - size, bytes.array(), bytes.capacity() - size, size);
            bytes = larger;
        }
    }

    /** Zeros, so that what is written next, behind {@code more} bytes, begins at a multiple. */
    private void align(int multiple, int more) {
        int padding = Math.floorMod(-(size + more), multiple);
        need(padding);
        size += padding;
    }

    private int at() {
        return bytes.capacity() - size;
    }

    private void int8(int value) {
        need(1);
        size += 1;
        bytes.put(at(), (byte) value);
    }

    private void int16(int value) {
        align(2, 2);
        need(2);
        size += 2;
        bytes.putShort(at(), (short) value);
    }

    private void int32(int value) {
        align(4, 4);
        need(4);
        size += 4;
        bytes.putInt(at(), value);
    }

    private void int64(long value) {
        align(8, 8);
        need(8);
        size += 8;
        bytes.putLong(at(), value);
    }

    /** A reference to a place. */
    private void reference(int place) {
        align(4, 4);
        int32(size + 4 - place);
    }

    /** A string; its place. */
    int text(String text) {
        byte[] utf8 = text.getBytes(UTF_8);
        align(4, utf8.length + 1);
        int8(0);
        need(utf8.length);
        size += utf8.length;
        bytes.put(at(), utf8);
        int32(utf8.length);
        return size;
    }

    /** A vector of references; its place. */
    int references(int... places) {
        align(4, 4 * places.length);
        for (int i = places.length - 1; i >= 0; i--) {
            reference(places[i]);
        }
        int32(places.length);
        return size;
    }

    /** A vector of structs of two longs each; its place. */
    int pairs(long[] longs) {
        align(8, 8 * longs.length);
        for (int i = longs.length - 1; i >= 0; i--) {
            int64(longs[i]);
        }
        int32(longs.length / 2);
        return size;
    }

    /** Begins a table of so many fields, which are then written in any order. */
    Flat table(int count) {
        fields = new int[count];
        tableEnd = size;
        return this;
    }

    Flat int8(int field, int value) {
        int8(value);
        fields[field] = size;
        return this;
    }

    Flat int16(int field, int value) {
        int16(value);
        fields[field] = size;
        return this;
    }

    Flat int32(int field, int value) {
        int32(value);
        fields[field] = size;
        return this;
    }

    Flat int64(int field, long value) {
        int64(value);
        fields[field] = size;
        return this;
    }

    Flat reference(int field, int place) {
        reference(place);
        fields[field] = size;
        return this;
    }

    /** Ends the table; its place. */
    int end() {
        int32(0);
        int table = size;
        for (int i = fields.length - 1; i >= 0; i--) {
            int16(fields[i] == 0 ? 0 : table - fields[i]);
        }
        int16(table - tableEnd);
        int16(4 + 2 * fields.length);
        bytes.putInt(bytes.capacity() - table, size - table);
        return table;
    }

    /** The whole, with a table as its root. */
    byte[] finish(int root) {
        align(8, 4);
        reference(root);
        return Arrays.copyOfRange(bytes.array(), at(), bytes.capacity());
    }
}
