package dev.tidemill.connectors.arrow;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.connectors.format.ByteBuilder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Writes rows as an Arrow stream: the schema, batches of rows, and an end. Values go column by
 * column, as they stand in memory here and at the reader. One thread.
 */
public final class ArrowStream {
    /** The media type. */
    public static final String MEDIA_TYPE = "application/vnd.apache.arrow.stream";

    private static final int VERSION_5 = 4;
    private static final int SCHEMA = 1;
    private static final int RECORD_BATCH = 3;
    private static final int CONTINUES = -1;

    private ArrowStream() {}

    /** What the columns are. */
    public static void begin(Schema schema, ByteBuilder out) {
        Flat flat = new Flat();
        int header = ArrowSchema.write(schema, flat);
        message(flat, SCHEMA, header, 0, out);
    }

    /** Some rows. */
    public static void rows(Batch batch, ByteBuilder out) {
        ArrowBody body = ArrowBody.of(batch);
        Flat flat = new Flat();
        int buffers = flat.pairs(body.places());
        int nodes = flat.pairs(body.nodes());
        int header =
                flat.table(4)
                        .int64(0, batch.size())
                        .reference(1, nodes)
                        .reference(2, buffers)
                        .end();
        message(flat, RECORD_BATCH, header, body.size(), out);
        for (byte[] each : body.buffers()) {
            var _ = out.append(each, 0, each.length);
        }
    }

    /** No more rows come. */
    public static void end(ByteBuilder out) {
        int32(CONTINUES, out);
        int32(0, out);
    }

    private static void message(Flat flat, int kind, int header, long bodySize, ByteBuilder out) {
        int root =
                flat.table(5)
                        .int64(3, bodySize)
                        .reference(2, header)
                        .int16(0, VERSION_5)
                        .int8(1, kind)
                        .end();
        byte[] metadata = flat.finish(root);
        int padding = Math.floorMod(-metadata.length, 8);
        int32(CONTINUES, out);
        int32(metadata.length + padding, out);
        var _ = out.append(metadata, 0, metadata.length);
        var _ = out.append(new byte[padding], 0, padding);
    }

    private static void int32(int value, ByteBuilder out) {
        byte[] bytes = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
        var _ = out.append(bytes, 0, 4);
    }
}
