package dev.tidemill.connectors.arrow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.column.Interval;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.connectors.format.ByteBuilder;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * The streams that are written. The kept one was read with pyarrow 26 and had the rows that are
 * here; {@code -Dtidemill.regenerate=true} writes it anew, to be read so again.
 */
class ArrowStreamTest {
    private static final Path KEPT =
            Path.of(
                    System.getProperty("tidemill.root"),
                    "connectors/src/test/resources/dev/tidemill/connectors/arrow/kinds.arrows");

    private static final Schema KINDS =
            new Schema(
                    List.of(
                            new Field("id", Type.INTEGER, false),
                            new Field("big", Type.BIGINT, true),
                            new Field("good", Type.BOOLEAN, true),
                            new Field("score", Type.DOUBLE, true),
                            new Field("price", new DecimalType(12, 2), true),
                            new Field("label", Type.TEXT, true),
                            new Field("day", Type.DATE, true),
                            new Field("at", Type.TIMESTAMP, true),
                            new Field("seen", Type.TIMESTAMPTZ, true),
                            new Field("span", Type.INTERVAL, true),
                            new Field("ref", Type.UUID, true),
                            new Field("doc", Type.JSON, true),
                            new Field("marks", Type.array(Type.INTEGER), true),
                            new Field("tags", Type.array(Type.TEXT), true)));

    private static Batch rows() {
        BatchBuilder rows = new BatchBuilder(KINDS, 3);
        rows.add(
                1,
                1,
                9_223_372_036_854_775_807L,
                true,
                1.5e-300,
                new BigDecimal("-99.99"),
                "größe",
                18_321,
                1_582_934_400_123_456L,
                -1L,
                new Interval(14, -3, 4_500_000),
                UUID.fromString("01234567-89ab-cdef-0123-456789abcdef"),
                "{\"a\": [1, null]}",
                Arrays.asList(1, null, 3),
                Arrays.asList("x", "", null));
        rows.addRow(
                1,
                Arrays.asList(
                        2, null, null, null, null, null, null, null, null, null, null, null, null,
                        null));
        rows.add(
                1,
                3,
                -1L,
                false,
                Double.NaN,
                new BigDecimal("1234567890.12"),
                "",
                -1,
                0L,
                0L,
                new Interval(0, 0, 0),
                new UUID(0, 0),
                "null",
                List.of(),
                List.of("y"));
        return rows.build();
    }

    private static byte[] stream(Batch... batches) {
        ByteBuilder out = new ByteBuilder(1024);
        ArrowStream.begin(KINDS, out);
        for (Batch batch : batches) {
            ArrowStream.rows(batch, out);
        }
        ArrowStream.end(out);
        return out.toByteArray();
    }

    @Test
    void writesTheStreamThatWasRead() throws Exception {
        byte[] written = stream(rows(), rows());
        if (Boolean.getBoolean("tidemill.regenerate")) {
            Files.createDirectories(KEPT.resolveSibling(""));
            Files.write(KEPT, written);
        }
        assertArrayEquals(Files.readAllBytes(KEPT), written);
    }

    @Test
    void framesEveryMessageAtAMultipleOfEight() {
        ByteBuffer in = ByteBuffer.wrap(stream(rows())).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(-1, in.getInt());
        int schema = in.getInt();
        assertEquals(0, schema % 8);
        in.position(in.position() + schema);
        assertEquals(-1, in.getInt());
        int batch = in.getInt();
        assertEquals(0, batch % 8);
        assertEquals(0, (in.position() + batch) % 8);
        assertEquals(0, in.capacity() % 8);
        assertEquals(-1, in.getInt(in.capacity() - 8));
        assertEquals(0, in.getInt(in.capacity() - 4));
    }

    @Test
    void writesNoRows() {
        Batch none = new BatchBuilder(KINDS, 0).build();
        assertEquals(0, stream(none).length % 8);
    }
}
