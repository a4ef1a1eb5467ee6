package dev.tidemill.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.column.Interval;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.store.admission.Caller;
import dev.tidemill.store.admission.Cancellation;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streamed answers, and the Parquet files that are made of them. */
class RowStreamTest {
    private static final Duration TIME = Duration.ofSeconds(20);

    /** The rows before the bad one are more than DuckDB has ready when it meets it. */
    private static final String FAILS_LATE =
            "SELECT CASE WHEN i = 19000000 THEN 'x' ELSE '1' END::INTEGER AS n"
                    + " FROM range(20000000) t(i)";

    private static final String ENDLESS = "SELECT i FROM range(1000000000000) t(i)";

    private static final Schema EVERYTHING =
            Schema.of(
                    Field.of("yes", Type.BOOLEAN),
                    Field.of("i", Type.INTEGER),
                    Field.of("l", Type.BIGINT),
                    Field.of("small", Type.decimal(4, 2)),
                    Field.of("wide", Type.decimal(38, 10)),
                    Field.of("d", Type.DOUBLE),
                    Field.of("text, \"quoted\"", Type.TEXT),
                    Field.of("day", Type.DATE),
                    Field.of("local", Type.TIMESTAMP),
                    Field.of("instant", Type.TIMESTAMPTZ),
                    Field.of("span", Type.INTERVAL),
                    Field.of("id", Type.UUID),
                    Field.of("doc", Type.JSON),
                    Field.of("texts", Type.array(Type.TEXT)),
                    Field.of("prices", Type.array(Type.decimal(30, 2))));

    private static final Batch ROWS =
            new BatchBuilder(EVERYTHING, 4)
                    .add(
                            1,
                            true,
                            Integer.MIN_VALUE,
                            Long.MAX_VALUE,
                            new BigDecimal("-99.99"),
                            new BigDecimal("1234567890123456789012345678.0123456789"),
                            Double.NaN,
                            "a,\"b\"\r\nc\té😀",
                            -719_162,
                            -62_135_596_800_000_000L,
                            253_402_300_799_999_999L,
                            new Interval(-13, 40, -1_500_001L),
                            UUID.fromString("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
                            "{\"a\": [1, null, \"\\\"\"]}",
                            Arrays.asList("", null, "NULL", "x,\"y\"\n"),
                            List.of(new BigDecimal("-0.01")))
                    .add(
                            1,
                            false,
                            0,
                            Long.MIN_VALUE,
                            new BigDecimal("0.01"),
                            new BigDecimal("-0.0000000001"),
                            Double.NEGATIVE_INFINITY,
                            "",
                            0,
                            0L,
                            -1L,
                            new Interval(0, 0, Long.MIN_VALUE),
                            new UUID(0, 0),
                            "null",
                            List.of(),
                            List.of())
                    .add(
                            1, null, null, null, null, null, null, null, null, null, null, null,
                            null, null, null, null)
                    .add(
                            1,
                            null,
                            1,
                            2L,
                            new BigDecimal("0.00"),
                            new BigDecimal("0.0000000000"),
                            Double.MIN_VALUE,
                            " NULL ",
                            1,
                            1L,
                            1L,
                            new Interval(0, 0, Long.MAX_VALUE),
                            new UUID(-1, -1),
                            "2.5",
                            List.of(" "),
                            Arrays.asList((Object) null))
                    .build();

    private @TempDir Path temporary;
    private QueryStore store;

    @BeforeEach
    void open() {
        MemoryPin pin = new MemoryPin(7, 0, Map.of("everything", MemoryTable.of(ROWS)));
        store = new QueryStore(() -> pin, new StoreOptions(256L << 20, temporary, 2, 4));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private <T> T export(String sql, RowsReader<T> reader) {
        return store.export(sql, TIME, Caller.LOCAL, new Cancellation(), reader);
    }

    private static long count(RowStream rows) {
        long count = 0;
        Batch batch;
        while ((batch = rows.next()) != null) {
            count += batch.size();
        }
        return count;
    }

    private static ErrorCode code(org.junit.jupiter.api.function.Executable work) {
        return assertThrows(TidemillException.class, work).errorCode();
    }

    @Test
    void givesMoreRowsThanAQueryMayAnswerAndNoneTwice() {
        long sum =
                export(
                        "SELECT i FROM range(3000000) t(i)",
                        rows -> {
                            assertEquals(7, rows.head().tick());
                            long total = 0;
                            Batch batch;
                            while ((batch = rows.next()) != null) {
                                for (int row = 0; row < batch.size(); row++) {
                                    total += ((LongColumn) batch.column(0)).values()[row];
                                }
                            }
                            return total;
                        });

        assertEquals(3_000_000L * 2_999_999 / 2, sum);
        assertEquals(0, store.queriesRunning());
    }

    @Test
    void longRowsComeFewAtATime() {
        String wide = "SELECT i, repeat('x', 100000) AS v FROM range(3000) t(i)";

        List<Long> found =
                export(
                        wide,
                        rows -> {
                            long next = 0;
                            long most = 0;
                            Batch batch;
                            while ((batch = rows.next()) != null) {
                                LongColumn numbers = (LongColumn) batch.column(0);
                                for (int row = 0; row < batch.size(); row++) {
                                    assertEquals(next++, numbers.values()[row]);
                                }
                                most = Math.max(most, batch.size());
                            }
                            return List.of(next, most);
                        });

        assertEquals(3_000L, found.getFirst());
        assertTrue(found.getLast() <= 64, found.toString());
    }

    @Test
    void meetsAnErrorBehindItsFirstRowsAndNotAnEnd() {
        assertEquals(ErrorCode.INVALID_CAST, code(() -> export(FAILS_LATE, RowStreamTest::count)));
    }

    @Test
    void aPlainQueryMeetsSuchAnErrorToo() {
        QueryLimits limits = new QueryLimits(TIME, Integer.MAX_VALUE, Long.MAX_VALUE);

        assertEquals(ErrorCode.INVALID_CAST, code(() -> store.query(FAILS_LATE, limits)));
    }

    @Test
    void isCancelledWhileItsReaderIsSlow() {
        assertEquals(
                ErrorCode.QUERY_CANCELLED,
                code(
                        () ->
                                export(
                                        ENDLESS,
                                        rows -> {
                                            boolean _ = rows.next() != null;
                                            long id = store.activity().active().getFirst().id();
                                            assertTrue(store.activity().cancel(id));
                                            return count(rows);
                                        })));
        assertEquals(1, store.activity().cancelled());
    }

    @Test
    void interruptsAReaderThatDoesNotComeBackInTime() {
        assertEquals(
                ErrorCode.QUERY_CANCELLED,
                code(
                        () ->
                                store.export(
                                        ENDLESS,
                                        Duration.ofMillis(300),
                                        Caller.LOCAL,
                                        new Cancellation(),
                                        rows -> {
                                            boolean _ = rows.next() != null;
                                            try {
                                                Thread.sleep(60_000);
                                            } catch (InterruptedException e) {
                                                throw new IOException("interrupted", e);
                                            }
                                            return 0;
                                        })));
        assertFalse(Thread.interrupted());
    }

    @Test
    void stopsWhenItsReaderFails() {
        assertEquals(
                ErrorCode.QUERY_CANCELLED,
                code(
                        () ->
                                export(
                                        ENDLESS,
                                        rows -> {
                                            boolean _ = rows.next() != null;
                                            throw new IOException("broken pipe");
                                        })));
        assertEquals(0, store.queriesRunning());
    }

    @Test
    void aQueryWithoutRowsHasColumns() {
        assertEquals(
                List.of("yes", "i"),
                export(
                        "SELECT yes, i FROM everything WHERE i = 99",
                        rows -> {
                            assertEquals(0, count(rows));
                            return rows.head().schema().names();
                        }));
    }

    private ParquetWriter writer(long bytesMax) {
        return new ParquetWriter(temporary.resolve("exports"), new ExportSpace(bytesMax));
    }

    @Test
    void everyTypeComesBackFromAParquetFile() throws IOException {
        ParquetWriter writer = writer(Long.MAX_VALUE);
        Path kept = temporary.resolve("kept.parquet");
        try (ParquetFile file = export("SELECT * FROM everything", writer::write)) {
            assertEquals(7, file.tick());
            assertEquals(4, file.rows());
            try (var in = file.open()) {
                assertEquals(file.bytes(), Files.copy(in, kept));
            }
        }

        Batch read = new ParquetReader().read(kept);

        assertEquals(EVERYTHING.names(), read.schema().names());
        for (int column = 0; column < EVERYTHING.size(); column++) {
            boolean isSpan = EVERYTHING.type(column) == Type.INTERVAL;
            assertEquals(isSpan ? Type.TEXT : EVERYTHING.type(column), read.schema().type(column));
            for (int row = 0; row < ROWS.size() && !isSpan; row++) {
                assertEquals(
                        ROWS.column(column).value(row),
                        read.column(column).value(row),
                        EVERYTHING.field(column).name() + " of row " + row);
            }
        }
        assertEquals(
                Arrays.asList(
                        "P-13M40DT-1.500001S",
                        "P0M0DT-9223372036854.775808S",
                        null,
                        "P0M0DT9223372036854.775807S"),
                java.util.stream.IntStream.range(0, 4)
                        .mapToObj(row -> read.column(EVERYTHING.indexOf("span")).value(row))
                        .toList());
        assertEquals(List.of(), leftOver());
    }

    private List<Path> leftOver() throws IOException {
        try (Stream<Path> files = Files.list(temporary.resolve("exports"))) {
            return files.toList();
        }
    }

    @Test
    void leavesNoFileOfAQueryThatFails() throws IOException {
        ParquetWriter writer = writer(Long.MAX_VALUE);

        assertEquals(ErrorCode.INVALID_CAST, code(() -> export(FAILS_LATE, writer::write)));
        assertEquals(List.of(), leftOver());
    }

    @Test
    void boundsTheDiskThatFilesTakeTogether() throws IOException {
        ExportSpace space = new ExportSpace(3L << 20);
        ParquetWriter writer = new ParquetWriter(temporary.resolve("exports"), space);
        String some = "SELECT hash(i) AS h FROM range(300000) t(i)";
        try (ParquetFile file = export(some, writer::write)) {
            assertEquals(file.bytes(), space.used());
            assertTrue(file.bytes() > 2L << 20, file.bytes() + " bytes");

            assertEquals(ErrorCode.RESULT_TOO_LARGE, code(() -> export(some, writer::write)));

            assertEquals(1, leftOver().size());
            assertEquals(file.bytes(), space.used());
        }
        assertEquals(0, space.used());
    }
}
