package dev.tidemill.node.lateness;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.connectors.format.ParsedRows;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.node.ingest.AppendOptions;
import dev.tidemill.node.ingest.IngestResult;
import dev.tidemill.node.ingest.QuarantinedRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Late rows are put aside, final rows let out, and both are the same after a restart. */
class LatenessTest {
    private static final long MINUTE = 60_000_000L;
    private static final String LATE_TEN_MINUTES = "- {property: lateness, value: 10 minutes}";

    @TempDir @Nullable Path folder;
    private @Nullable Tidemill mill;

    @BeforeEach
    void writeProject() throws IOException {
        Files.writeString(project().resolve("tidemill.yaml"), "name: readings\n");
        Files.createDirectories(project().resolve("contracts"));
        Files.createDirectories(project().resolve("tables"));
        table(
                "hours",
                "SELECT date_trunc('hour', at) AS hour, count(*) AS n FROM readings GROUP BY 1");
        table(
                "closed",
                "SELECT date_trunc('hour', at) AS hour, max(value) AS most FROM readings"
                        + " GROUP BY 1 EMIT ON WINDOW CLOSE");
    }

    private void table(String name, String sql) throws IOException {
        Files.writeString(project().resolve("tables/" + name + ".sql"), sql + "\n");
    }

    /** The contract of the readings, whose lines on lateness are these. */
    private void contract(String... custom) throws IOException {
        Files.writeString(
                project().resolve("contracts/readings.yaml"),
                """
                apiVersion: v3.1.0
                kind: DataContract
                id: readings
                name: readings
                version: 1.0.0
                status: active
                schema:
                  - name: readings
                    customProperties:
                      - {property: tableKind, value: event}
                      - {property: eventTime, value: at}
                      %s
                    properties:
                      - {name: at, logicalType: timestamp, physicalType: TIMESTAMP, required: true}
                      - {name: value, logicalType: integer, physicalType: INTEGER}
                """
                        .formatted(String.join("\n      ", custom)));
    }

    private Path project() {
        return requireNonNull(folder);
    }

    private Tidemill mill() {
        return requireNonNull(mill);
    }

    private void open() {
        mill = Tidemill.open(project(), TidemillOptions.defaults().withWatching(false));
    }

    private void reopen() {
        mill().close();
        open();
    }

    @AfterEach
    void close() {
        if (mill != null) {
            mill.close();
        }
    }

    /** Appends readings, given as minutes and values by turns, in one tick. */
    private IngestResult append(long... minutesAndValues) throws InterruptedException {
        BatchBuilder rows = new BatchBuilder(mill().input("readings").schema(), 4);
        for (int i = 0; i < minutesAndValues.length; i += 2) {
            rows.add(1, minutesAndValues[i] * MINUTE, (int) minutesAndValues[i + 1]);
        }
        IngestResult result =
                mill().append("readings", ParsedRows.of(rows.build()), AppendOptions.embedded());
        assertTrue(mill().await(result.tick(), 10_000));
        return result;
    }

    private List<String> rows(String sql) {
        List<String> rows = new ArrayList<>();
        for (Batch batch : mill().query(sql).batches()) {
            for (int i = 0; i < batch.size(); i++) {
                rows.add(
                        batch.row(i).stream()
                                .map(String::valueOf)
                                .collect(Collectors.joining("|")));
            }
        }
        return rows;
    }

    private List<String> hours() {
        return rows("SELECT hour(hour), n FROM hours ORDER BY hour");
    }

    private List<String> closed() {
        return rows("SELECT hour(hour), most FROM closed ORDER BY hour");
    }

    private void assertVerified() {
        assertEquals(0, mill().verify().mismatches(), () -> mill().verify().toString());
    }

    @Test
    void putsLateRowsAside() throws Exception {
        contract(LATE_TEN_MINUTES);
        open();
        assertEquals(0, append(60, 1, 30, 2).late());
        IngestResult result = append(55, 3, 49, 4, 10, 5);
        assertEquals(1, result.accepted());
        assertEquals(2, result.late());
        assertEquals(2, result.quarantined());
        assertEquals("late", result.problems().getFirst().rule());
        assertEquals("at", result.problems().getFirst().column());
        assertEquals(List.of("0|2", "1|1"), hours());
        List<QuarantinedRow> late = mill().quarantined("readings", 10);
        assertEquals(List.of("late", "late"), late.stream().map(QuarantinedRow::rule).toList());
        assertTrue(late.getLast().raw().contains("\"value\":4"), late.toString());
        assertTrue(late.getLast().reason().contains("below the watermark"), late.toString());
        assertVerified();
    }

    @Test
    void letsFinalRowsOutOnce() throws Exception {
        contract(LATE_TEN_MINUTES);
        open();
        append(10, 1, 50, 2);
        append(69, 3);
        assertEquals(List.of(), closed());
        append(70, 4, 59, 9);
        assertEquals(List.of("0|9"), closed());
        append(65, 8);
        append(200, 5);
        assertEquals(List.of("0|9", "1|8"), closed());
        assertVerified();
    }

    @Test
    void goesOnFromTheSealedWatermarksAfterARestart() throws Exception {
        contract(LATE_TEN_MINUTES);
        open();
        append(60, 1, 20, 2);
        append(80, 1);
        reopen();
        assertEquals(List.of("0|2"), closed());
        assertEquals(1, append(69, 1).late());
        assertEquals(0, append(70, 1).late());
        reopen();
        assertEquals(1, append(69, 1).late());
        assertVerified();
    }

    @Test
    void saysWhatIsLateAndWhichStateGoes() throws Exception {
        contract(LATE_TEN_MINUTES);
        table("values", "SELECT value, count(*) AS n FROM readings GROUP BY 1");
        open();
        append(60, 1);
        append(90, 1, 10, 1);
        var tables = mill().status().tables();
        var readings = tables.stream().filter(t -> t.name().equals("readings")).findFirst().get();
        assertEquals(1, readings.late());
        assertEquals(1, readings.quarantined());
        assertEquals("1970-01-01T01:20", readings.watermarks().getFirst().reached());
        var hours = tables.stream().filter(t -> t.name().equals("hours")).findFirst().get();
        assertEquals("collected", hours.state().getFirst().fate());
        assertEquals("1970-01-01T01:00", hours.state().getFirst().reached());
        var values = tables.stream().filter(t -> t.name().equals("values")).findFirst().get();
        assertEquals("forever", values.state().getFirst().fate());
        Batch explained = mill().execute("EXPLAIN LIVE TABLE hours").rows();
        String text = explained.toString();
        assertTrue(text.contains("watermark(readings.at)"), text);
    }

    @Test
    void refusesALateStatementWhole() throws Exception {
        contract(LATE_TEN_MINUTES);
        open();
        append(60, 1);
        TidemillException refused =
                assertThrows(
                        TidemillException.class,
                        () ->
                                mill().execute(
                                                "INSERT INTO readings VALUES"
                                                        + " (timestamp '1970-01-01 01:10:00', 1),"
                                                        + " (timestamp '1970-01-01 00:10:00', 1)"));
        assertEquals(ErrorCode.LATE_ROW, refused.errorCode());
        assertEquals(List.of("1|1"), hours());
    }

    @Test
    void takesLateRowsBackWhenLatenessIsLifted() throws Exception {
        contract(LATE_TEN_MINUTES);
        Files.delete(project().resolve("tables/closed.sql"));
        open();
        append(60, 1);
        append(180, 1);
        assertEquals(1, append(5, 7).late());
        assertEquals(1, mill().retryQuarantined("readings").late());
        close();
        contract();
        open();
        IngestResult retried = mill().retryQuarantined("readings");
        assertEquals(1, retried.accepted());
        assertTrue(mill().await(retried.tick(), 10_000));
        assertEquals(List.of("0|1", "1|1", "3|1"), hours());
        assertVerified();
        close();
        contract(LATE_TEN_MINUTES);
        open();
        assertEquals(1, append(5, 7).late());
        assertEquals(0, append(175, 7).late());
        assertEquals(List.of("0|1", "1|1", "2|1", "3|1"), hours());
        assertVerified();
    }

    /** The readers let go of state, so a replacement of what they read fills them anew. */
    @Test
    void replacesATableUnderReadersThatForgetThoughItsTypesChange() throws Exception {
        contract(LATE_TEN_MINUTES);
        table("base", "SELECT date_trunc('hour', at) AS hour, value AS v FROM readings");
        table("reader", "SELECT hour, max(v) AS most, count(*) AS n FROM base GROUP BY hour");
        table("top", "SELECT hour, most FROM reader WHERE n > 0");
        table("joined", "SELECT b.v, r.value FROM base b JOIN readings r ON r.at = b.hour");
        open();
        append(0, 5, 30, 7);
        append(70, 2, 60, 9);
        append(200, 1);
        assertEquals(
                List.of("0|7", "1|9", "3|1"), rows("SELECT hour(hour), most FROM top ORDER BY 1"));
        for (String value :
                List.of("CAST(value AS TEXT)", "value * 2.5", "CAST(value AS BIGINT)", "value")) {
            close();
            table(
                    "base",
                    "SELECT date_trunc('hour', at) AS hour, " + value + " AS v FROM readings");
            open();
            assertEquals(List.of(), mill().status().suspended(), value);
            assertVerified();
            append(205, 3, 60 + 130, 4);
            assertEquals(3, rows("SELECT hour FROM top").size());
            assertVerified();
            reopen();
            assertVerified();
        }
        mill().execute("CREATE LIVE TABLE made AS SELECT at, value AS v FROM readings");
        mill().execute(
                        "CREATE LIVE TABLE forgets AS SELECT date_trunc('hour', at) AS hour,"
                                + " min(v) AS least FROM made GROUP BY 1");
        append(210, 1);
        mill().execute(
                        "CREATE OR REPLACE LIVE TABLE made AS SELECT at, value || 'x' AS v"
                                + " FROM readings");
        append(300, 6, 215, 0);
        assertVerified();
        mill().execute("CREATE OR REPLACE LIVE TABLE made AS SELECT at, value AS v FROM readings");
        append(310, 6, 305, 0);
        assertVerified();
        assertEquals(
                List.of("0|5", "1|2", "3|0", "5|0"),
                rows("SELECT hour(hour), least FROM forgets ORDER BY 1"));
    }

    @Test
    void countsNothingLateWithoutALateness() throws Exception {
        contract();
        Files.delete(project().resolve("tables/closed.sql"));
        open();
        append(100_000, 1);
        assertEquals(0, append(1, 1).late());
        assertVerified();
    }

    @Test
    void answersARepeatedKeyAsTheFirstTime() throws Exception {
        contract(LATE_TEN_MINUTES);
        open();
        append(60, 1);
        BatchBuilder rows = new BatchBuilder(mill().input("readings").schema(), 4);
        rows.add(1, 5 * MINUTE, 1).add(1, 61 * MINUTE, 1);
        ParsedRows batch = ParsedRows.of(rows.build());
        AppendOptions keyed = AppendOptions.embedded().withIdempotencyKey("k");
        IngestResult first = mill().append("readings", batch, keyed);
        IngestResult second = mill().append("readings", batch, keyed);
        assertTrue(second.duplicate());
        assertEquals(1, first.accepted());
        assertEquals(first.accepted(), second.accepted());
        assertEquals(first.quarantined(), second.quarantined());
        assertEquals(first.tick(), second.tick());
    }

    @Test
    void staysRightOverRandomRowsAndRestarts() throws Exception {
        contract("- {property: lateness, value: 3 hours}");
        open();
        Random random = new Random(11);
        long late = 0;
        for (int i = 0; i < 60; i++) {
            long[] rows = new long[20];
            for (int r = 0; r < rows.length; r += 2) {
                rows[r] = i * 20L + random.nextLong(400);
                rows[r + 1] = random.nextInt(1000);
            }
            late += append(rows).late();
            if (random.nextInt(12) == 0) {
                reopen();
            }
            if (i % 10 == 9) {
                assertVerified();
            }
        }
        assertTrue(late > 0);
        assertEquals(late, mill().quarantinedTotal("readings"));
        assertEquals(List.of(String.valueOf(600 - late)), rows("SELECT sum(n) FROM hours"));
        assertTrue(!closed().isEmpty());
    }
}
