package dev.tidemill.node.record;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Single rows, and the columns they have, as bytes that a checkpoint can keep. */
public final class RowBytes {
    private RowBytes() {}

    /** A batch of one row without weights; its columns are not part of it. */
    public static byte[] of(Batch row) {
        RecordWriter writer = new RecordWriter(64);
        BatchCodec.write(row, writer);
        return bytes(writer);
    }

    /** The row that {@link #of} made of one with these columns. */
    public static Batch row(Schema schema, byte[] bytes) {
        return BatchCodec.read(schema, new RecordReader(ByteBuffer.wrap(bytes)));
    }

    /** Columns as bytes. */
    public static byte[] ofColumns(Schema schema) {
        RecordWriter writer = new RecordWriter(256);
        writer.putInt(schema.size());
        for (Field field : schema.fields()) {
            writer.putText(field.name());
            writer.putText(field.type().sqlName());
            writer.putByte(field.nullable() ? 1 : 0);
        }
        return bytes(writer);
    }

    /** The inverse of {@link #ofColumns}. */
    public static Schema columns(byte[] bytes) {
        RecordReader reader = new RecordReader(ByteBuffer.wrap(bytes));
        List<Field> fields = new ArrayList<>();
        for (int i = reader.readInt(); i > 0; i--) {
            fields.add(
                    new Field(
                            reader.readText(),
                            Type.parse(reader.readText()),
                            reader.readByte() != 0));
        }
        return new Schema(fields);
    }

    private static byte[] bytes(RecordWriter writer) {
        ByteBuffer written = writer.finish();
        byte[] bytes = new byte[written.remaining()];
        written.get(bytes);
        return bytes;
    }
}
