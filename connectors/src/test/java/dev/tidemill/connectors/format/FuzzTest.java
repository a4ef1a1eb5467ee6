package dev.tidemill.connectors.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.column.Interval;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Seeded random bodies; each failure names its seed. */
class FuzzTest {
    private static final Schema ALL =
            Schema.of(
                    Field.of("b", Type.BOOLEAN),
                    Field.of("i", Type.INTEGER),
                    Field.of("l", Type.BIGINT),
                    Field.of("d", Type.DOUBLE),
                    Field.of("n", Type.decimal(30, 4)),
                    Field.of("t", Type.TEXT),
                    Field.of("day", Type.DATE),
                    Field.of("ts", Type.TIMESTAMP),
                    Field.of("tz", Type.TIMESTAMPTZ),
                    Field.of("iv", Type.INTERVAL));
    private static final String[] TEXTS = {
        "", "ATL", "O'Hare \"x\"", "a,b\nc\r", "Zürich", "東京", "😀", "\\back/slash\t", " pad "
    };

    private static Batch randomRows(Random random, int count) {
        BatchBuilder rows = new BatchBuilder(ALL, count);
        for (int i = 0; i < count; i++) {
            @Nullable Object[] values = {
                random.nextBoolean(),
                random.nextInt(),
                random.nextLong() >> random.nextInt(64),
                random.nextBoolean()
                        ? random.nextInt(100_000) / 100.0
                        : random.nextGaussian() * 1e200,
                new BigDecimal(new BigInteger(random.nextInt(95), random), 4),
                TEXTS[random.nextInt(TEXTS.length)],
                random.nextInt(-700_000, 2_000_000),
                random.nextLong(-60_000_000_000_000_000L, 200_000_000_000_000_000L),
                random.nextLong(0, 2_000_000_000L) * 1_000_000L,
                new Interval(
                        random.nextInt(100) - 50,
                        random.nextInt(100) - 50,
                        random.nextLong() >> random.nextInt(5, 64)),
            };
            for (int c = 0; c < values.length; c++) {
                if (random.nextInt(8) == 0) {
                    values[c] = null;
                }
            }
            rows.add(1, values);
        }
        return rows.build();
    }

    private static void assertSame(Batch expected, Batch actual, String seed) {
        assertEquals(expected.size(), actual.size(), seed);
        for (int row = 0; row < expected.size(); row++) {
            for (int c = 0; c < expected.columnCount(); c++) {
                Object want = expected.column(c).value(row);
                Object got = actual.column(c).value(row);
                assertTrue(
                        Objects.equals(want, got),
                        seed + " row " + row + " column " + c + ": " + want + " became " + got);
            }
        }
    }

    @Test
    void whatJsonWriterWritesTheParserReadsBack() {
        for (long seed = 1; seed <= 30; seed++) {
            Batch rows = randomRows(new Random(seed), 200);
            ByteBuilder out = new ByteBuilder(1000);
            JsonRowWriter writer = new JsonRowWriter(ALL);
            for (int row = 0; row < rows.size(); row++) {
                writer.object(rows, row, out);
                out.append('\n');
            }
            assertReadBack(RowFormat.NDJSON, rows, out.toByteArray(), "seed " + seed);
        }
    }

    @Test
    void whatCsvWriterWritesTheParserReadsBack() {
        for (long seed = 1; seed <= 30; seed++) {
            Batch rows = randomRows(new Random(seed), 200);
            ByteBuilder out = new ByteBuilder(1000);
            CsvRowWriter writer = new CsvRowWriter(ALL);
            writer.header(out);
            for (int row = 0; row < rows.size(); row++) {
                writer.row(rows, row, out);
            }
            assertReadBack(RowFormat.CSV, rows, out.toByteArray(), "seed " + seed);
        }
    }

    private static void assertReadBack(RowFormat format, Batch rows, byte[] body, String seed) {
        ParsedRows whole =
                RowParser.of(format, ALL, ParseOptions.DEFAULT).parse(body, 0, body.length);
        assertTrue(whole.refused().isEmpty(), () -> seed + " " + whole.refused().getFirst());
        assertSame(rows, whole.rows(), seed);
        assertSame(rows, inChunks(format, body, 777, 1 << 16).rows(), seed + " in chunks");
    }

    private static ParsedRows inChunks(RowFormat format, byte[] body, int chunk, int rowMax) {
        ParseOptions options = new ParseOptions(rowMax);
        RowSplitter splitter =
                new RowSplitter(new ByteArrayInputStream(body), format, options, chunk);
        RowParser parser = RowParser.of(format, ALL, options);
        List<Batch> batches = new ArrayList<>();
        List<RefusedRow> refused = new ArrayList<>();
        try {
            RowChunk next;
            while ((next = splitter.next()) != null) {
                ParsedRows parsed = parser.parse(next);
                batches.add(parsed.rows());
                refused.addAll(parsed.refused());
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return new ParsedRows(Batch.concat(ALL, batches), null, refused);
    }

    @Test
    void readsTheSameValuesAsJackson() throws JsonProcessingException {
        ObjectMapper jackson = new ObjectMapper();
        for (long seed = 1; seed <= 20; seed++) {
            Random random = new Random(seed);
            StringBuilder body = new StringBuilder();
            List<ObjectNode> expected = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                ObjectNode node = jackson.createObjectNode();
                node.put("t", TEXTS[random.nextInt(TEXTS.length)]);
                node.put("l", random.nextLong());
                node.put("i", random.nextInt());
                node.put("d", Double.longBitsToDouble(random.nextLong() & ~(1L << 62)));
                node.put("b", random.nextBoolean());
                expected.add(node);
                body.append(jackson.writeValueAsString(node)).append('\n');
            }
            byte[] bytes = body.toString().getBytes(UTF_8);
            ParsedRows parsed =
                    RowParser.of(RowFormat.NDJSON, ALL, ParseOptions.DEFAULT)
                            .parse(bytes, 0, bytes.length);
            assertEquals(200, parsed.rows().size(), "seed " + seed);
            for (int i = 0; i < 200; i++) {
                JsonNode node = expected.get(i);
                String where = "seed " + seed + " row " + i;
                assertEquals(node.get("t").textValue(), parsed.rows().column(5).value(i), where);
                assertEquals(node.get("l").longValue(), parsed.rows().column(2).value(i), where);
                assertEquals(node.get("i").intValue(), parsed.rows().column(1).value(i), where);
                assertEquals(node.get("d").doubleValue(), parsed.rows().column(3).value(i), where);
                assertEquals(node.get("b").booleanValue(), parsed.rows().column(0).value(i), where);
            }
        }
    }

    /** Garbage between good rows: every row is either read or refused, and good ones stay good. */
    @Test
    void garbageNeverTouchesTheGoodRowsAroundIt() {
        for (long seed = 1; seed <= 2000; seed++) {
            Random random = new Random(seed);
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            int good = random.nextInt(1, 6);
            for (int i = 0; i < good; i++) {
                body.writeBytes(garbageLine(random));
                body.writeBytes(("{\"i\":" + i + ",\"t\":\"marker\"}\n").getBytes(UTF_8));
            }
            byte[] bytes = body.toByteArray();
            ParsedRows parsed =
                    RowParser.of(RowFormat.NDJSON, ALL, ParseOptions.DEFAULT)
                            .parse(bytes, 0, bytes.length);
            assertEquals(good, markers(parsed), "seed " + seed);
            ParsedRows chunked = inChunks(RowFormat.NDJSON, bytes, 1 + random.nextInt(40), 200);
            assertEquals(good, markers(chunked), "seed " + seed + " in chunks");
            assertEquals(parsed.refused().size(), chunked.refused().size(), "seed " + seed);
        }
    }

    private static long markers(ParsedRows parsed) {
        long count = 0;
        for (int row = 0; row < parsed.rows().size(); row++) {
            count += "marker".equals(parsed.rows().column(5).value(row)) ? 1 : 0;
        }
        return count;
    }

    private static byte[] garbageLine(Random random) {
        byte[] line =
                "{\"b\":true,\"i\":12,\"t\":\"x\\u00e9y\",\"d\":1.5e3,\"ts\":\"2001-01-01T00:00:00\"}\n"
                        .getBytes(UTF_8);
        int changes = random.nextInt(1, 5);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(line.length - 1);
            byte value = (byte) random.nextInt(256);
            line[at] = value == '\n' ? (byte) ' ' : value;
        }
        int cut = random.nextInt(3) == 0 ? random.nextInt(line.length) : 0;
        return Arrays.copyOfRange(line, cut, line.length);
    }

    @Test
    void randomCsvBytesAreReadOrRefusedAndTheSameInChunks() {
        String alphabet = "\"\"\"\n\n,,,ab1 \r\u00e9";
        for (long seed = 1; seed <= 2000; seed++) {
            Random random = new Random(seed);
            StringBuilder body = new StringBuilder("t,i\n");
            int length = random.nextInt(80);
            for (int i = 0; i < length; i++) {
                body.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            byte[] bytes = body.toString().getBytes(UTF_8);
            ParsedRows whole =
                    RowParser.of(RowFormat.CSV, ALL, ParseOptions.DEFAULT)
                            .parse(bytes, 0, bytes.length);
            ParsedRows chunked = inChunks(RowFormat.CSV, bytes, 1 + random.nextInt(30), 1000);
            assertSame(whole.rows(), chunked.rows(), "seed " + seed);
            assertEquals(whole.refused().size(), chunked.refused().size(), "seed " + seed);
        }
    }
}
