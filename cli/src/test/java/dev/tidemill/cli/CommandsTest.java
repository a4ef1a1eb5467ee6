package dev.tidemill.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandsTest {
    private final FakeServer server = new FakeServer();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void sqlPrintsAnAlignedTable() {
        server.onJson(
                "POST /v1/sql",
                """
                {"tick":12,"columns":[{"name":"airport","type":"TEXT"},{"name":"late","type":"DECIMAL(5,2)"}],
                "rows":[["ATL","0.5"],["ORD",null]],"row_count":2,"truncated":false,"elapsed_ms":1.84}""");

        Ran ran = Ran.command("sql", "--url", server.url(), "SELECT 1");

        assertEquals(
                """
                airport  late
                ATL       0.5
                ORD
                2 rows at tick 12 in 1.84 ms
                """,
                ran.out());
        assertEquals(ExitCode.OK, ran.exitCode());
        assertEquals("POST /v1/sql SELECT 1", server.requests());
    }

    @Test
    void sqlReadsStandardInput() {
        server.on("POST /v1/sql", 200, "text/csv", "n\n1\n");

        Ran ran = Ran.withInput("SELECT 1\n", "sql", "--url", server.url(), "--format", "csv");

        assertEquals("n\n1\n", ran.out());
        assertEquals("POST /v1/sql SELECT 1", server.requests());
    }

    @Test
    void sqlAsksForOneQueryAfterTheOther() {
        server.onJson(
                "POST /v1/sql",
                """
                {"tick":1,"columns":[{"name":"n","type":"BIGINT"}],"rows":[[1]],"row_count":1,
                "truncated":false,"elapsed_ms":2}""");

        Ran ran = Ran.typed("SELECT\n  1;\nSELECT 2;\n\\q\n", "sql", "--url", server.url());

        assertEquals("POST /v1/sql SELECT\n  1\nPOST /v1/sql SELECT 2", server.requests());
        assertTrue(ran.out().endsWith("n\n1\n1 row at tick 1 in 2 ms\nsql> "), ran.out());
    }

    @Test
    void sqlPointsAtTheErrorInItsStatement() {
        server.on(
                "POST /v1/sql",
                400,
                "application/json",
                """
                {"error":{"code":"TM1003","name":"UNKNOWN_TABLE","message":"there is no table \\"nope\\"",
                "detail":null,"hint":null,"sqlstate":"42P01","line":1,"column":15}}""");

        Ran ran = Ran.command("sql", "--url", server.url(), "SELECT * FROM nope");

        assertEquals(
                """
                error TM1003 UNKNOWN_TABLE: there is no table "nope"
                  at 1:15
                    SELECT * FROM nope
                                  ^
                """,
                ran.err());
        assertEquals(ExitCode.REFUSED, ran.exitCode());
    }

    @Test
    void queriesListsWhatRunsAndWhatWasSlow() {
        server.onJson(
                "GET /v1/queries",
                """
                {"running":1,"waiting":0,"queries":[{"id":17,"user":"local","state":"running","sql":"SELECT\\n 1",
                "asked":"2001-01-01T00:00:00Z","tick":12,"wait_ms":0.1,"run_ms":1500,"rows":0,"bytes":0,"tables":["a","b"]}]}""");
        server.onJson(
                "GET /v1/queries/slow",
                """
                {"threshold_ms":1000,"kept":256,"total":40,"queries":[{"id":9,"user":"ada","error":"TM1012","sql":"SELECT 2",
                "asked":"2001-01-01T00:00:00Z","tick":null,"wait_ms":2,"run_ms":30000,"rows":5,"bytes":2000,"tables":[]},
                {"id":8,"user":"ada","error":null,"sql":"SELECT 3","asked":"2001-01-01T00:00:00Z","tick":3,
                "wait_ms":2,"run_ms":1000,"rows":5,"bytes":2000,"tables":["t"]}]}""");

        assertEquals(
                """
                ID  USER   STATE    WAITED    RAN  TICK  ROWS  BYTES  READS  SQL
                17  local  running  0.1 ms  1.5 s    12     0    0 B  a, b   SELECT 1
                1 running, 0 waiting
                """,
                Ran.command("queries", "--url", server.url()).out());
        assertEquals(
                """
                ID  USER  ENDED     WAITED   RAN  TICK  ROWS  BYTES  READS  SQL
                 9  ada   TM1012      2 ms  30 s           5   2 KB         SELECT 2
                 8  ada   answered    2 ms   1 s     3     5   2 KB  t      SELECT 3
                2 of 40 that ran 1 s or longer
                """,
                Ran.command("queries", "--slow", "--url", server.url()).out());
    }

    @Test
    void importAsksABusyServerAgainForTheSameRows(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("t.csv"), "id\n1\n");
        String rows = "POST /v1/tables/t/rows";
        server.onJson("POST /v1/sql", "{\"tick\":1,\"columns\":[],\"rows\":[[\"id\"]]}");
        server.onJson("GET /v1/status", "{\"tick\":7}");
        server.on(
                rows,
                429,
                "application/json",
                """
                {"error":{"code":"TM2009","name":"BACKPRESSURE","message":"busy","detail":null,
                "hint":null,"sqlstate":"53400"}}""");
        CompletableFuture<Ran> importing =
                CompletableFuture.supplyAsync(
                        () ->
                                Ran.command(
                                        "import",
                                        file.toString(),
                                        "--into",
                                        "t",
                                        "--url",
                                        server.url()));
        while (server.requests().split(rows, -1).length < 4) {
            Thread.sleep(5);
        }
        server.onJson(
                rows,
                """
                {"tick":7,"accepted":1,"quarantined":0,"late":0,"duplicate":false,"problems":[]}""");

        assertEquals("1 row into t at tick 7\n", importing.get().out(), importing.get().err());
        assertTrue(server.requests().contains(rows + " id\n1\n" + rows + " id\n1"));
    }

    @Test
    void queriesCancelsOne() {
        server.onJson("DELETE /v1/queries/17", "{\"id\":17,\"cancelled\":true}");

        Ran ran = Ran.command("queries", "--cancel", "17", "--url", server.url());

        assertEquals("query 17 is asked to stop\n", ran.out());
        assertEquals("DELETE /v1/queries/17", server.requests());
        Ran json = Ran.command("queries", "--cancel", "17", "--json", "--url", server.url());
        assertEquals("{\"id\":17,\"cancelled\":true}\n", json.out());
    }

    @Test
    void jsonIsWhatTheServerSaid() {
        server.onJson("GET /v1/status", "{\"tick\":1}");

        assertEquals(
                "{\"tick\":1}\n", Ran.command("status", "--json", "--url", server.url()).out());
    }

    @Test
    void statusShowsSourcesTablesAndActions() {
        server.onJson("GET /v1/status", StatusFixture.RUNNING);

        Ran ran = Ran.command("status", "--url", server.url());

        assertEquals(
                """
                flights   running   tick 1,234   now 2001-01-08 03:12:00 (×3,600)   up 12.1 s
                123,456 rows   5,123/s rows in   40.1/s ticks   lag 1.8 ms   tick p99 3.1 ms
                state 12 MB of 1 GB   heap 300 MB of 2 GB   journal 14 MB in 2 segments   checkpoint of tick 1,200, 12 s ago
                2 subscriptions   17 queries (0 running)   3 lookups

                SOURCE  KIND    STATE    INTO                     ROWS  ROWS/S  AT
                replay  replay  running  departures, arrivals  123,456   5,123  row 123456

                TABLE       KIND   ROWS  ROWS/S  CHANGES   STATE    OWNS  ON DISK  ERRORS  QUARANTINED  FED BY
                departures  event   100     2.5      100  1.5 KB  2.5 KB       40       0            2

                SUSPENDED  CODE    WHY
                torn       TM4007  too much (since tick 7)

                ACTION         ON              DELIVERED  PENDING  FAILED  DEAD
                late-airports  airport_alerts          3        0       0     0
                """,
                ran.out());
    }

    @Test
    void lookupSendsEveryKeyColumn() {
        server.onJson(
                "GET /v1/tables/routes/lookup?key=ATL&key=New%20York",
                "{\"tick\":7,\"row\":{\"origin\":\"ATL\",\"flights\":12}}");

        Ran ran = Ran.command("lookup", "--url", server.url(), "routes", "ATL", "New York");

        assertEquals(
                """
                COLUMN   VALUE
                origin   ATL
                flights  12
                tick 7
                """,
                ran.out());
    }

    @Test
    void quarantineListShowsTheRuleAndTheRow() {
        server.onJson(
                "GET /v1/quarantine?limit=100&table=departures",
                """
                {"rows":[{"id":1,"table":"departures","rule":"range","column":"distance",
                "reason":"-3 is below 0","raw":"{\\"distance\\":-3}","at":"2026-01-01T00:00:00Z","tick":9}],"total":41}""");

        Ran ran = Ran.command("quarantine", "list", "--table", "departures", "--url", server.url());

        assertEquals(
                """
                ID  TICK  TABLE       COLUMN    RULE   REASON         ROW
                 1     9  departures  distance  range  -3 is below 0  {"distance":-3}
                1 of 41
                """,
                ran.out());
    }

    @Test
    void quarantineRetryNamesTheRows() {
        server.onJson(
                "POST /v1/quarantine/retry", "{\"tick\":10,\"accepted\":1,\"quarantined\":1}");

        Ran ran = Ran.command("quarantine", "retry", "17", "18", "--url", server.url());

        assertEquals("1 accepted, 1 still in quarantine, in tick 10\n", ran.out());
        assertEquals("POST /v1/quarantine/retry {\"ids\":[17,18]}", server.requests());
    }

    @Test
    void quarantineRetryWantsRowsOrATable() {
        Ran ran = Ran.command("quarantine", "retry", "--url", server.url());

        assertEquals(ExitCode.REFUSED, ran.exitCode());
        assertEquals("", server.requests());
    }

    @Test
    void traceShowsEachStep() {
        server.onJson(
                "GET /v1/trace/12",
                """
                {"tick":12,"sealed_at":"2026-01-01T00:00:00Z","now":"2001-01-08T03:12:00","rows":100,
                "records":[{"table":"departures","rows":100,"quarantined":0,"source":"http",
                "received_ms_before_seal":2.5,"parse_ms":0.4,"check_ms":0.1,"journal_ms":0.02}],
                "fsync_ms":0.31,"engine_ms":1.2,"publish_ms":0.01,"tables":[{"table":"routes","changes":40}]}""");

        Ran ran = Ran.command("trace", "12", "--url", server.url());

        assertEquals(
                """
                tick 12  sealed 2026-01-01T00:00:00Z  now() = 2001-01-08T03:12:00  100 rows

                RECORD FOR  SOURCE  ROWS  QUARANTINED  WAITED   PARSE   CHECK  JOURNAL
                departures  http     100            0  2.5 ms  0.4 ms  0.1 ms  0.02 ms

                STEP          TOOK
                on disk    0.31 ms
                computed    1.2 ms
                published  0.01 ms

                TABLE   CHANGES
                routes       40
                """,
                ran.out());
    }

    @Test
    void watchPrintsTheTableAndThenEachChange() {
        server.on(
                "GET /v1/tables/routes/changes",
                200,
                "text/event-stream",
                """
                event: snapshot
                id: 5
                data: {"tick":5,"columns":[{"name":"a","type":"TEXT"},{"name":"n","type":"BIGINT"}],"rows":[["ATL",1]]}

                : heartbeat

                event: changes
                id: 6
                data: {"tick":6,"changes":[[-1,["ATL",1]],[1,["ATL",2]]]}

                """);

        Ran ran = Ran.command("watch", "routes", "--ticks", "1", "--url", server.url());

        assertEquals(
                """
                a    n
                ATL  1
                1 row at tick 5
                tick 6  -  ATL  1
                tick 6  +  ATL  2
                """,
                ran.out());
    }

    @Test
    void verifyExitsWithOneWhenARowDiffers() {
        server.onJson(
                "POST /v1/verify",
                """
                {"tick":1200,"tables":[{"table":"routes","rows":2,"batch_rows":2,"mismatches":1,
                "sample":[{"row":["ATL",1],"batch":["ATL",2]}]}],"mismatches":1,"elapsed_ms":12}""");

        Ran ran = Ran.command("verify", "--running", "--url", server.url());

        assertEquals(
                """
                TABLE   ROWS  BATCH ROWS  DIFFERENT
                routes     2           2          1
                differs in routes: {"row":["ATL",1],"batch":["ATL",2]}
                1 difference at tick 1,200, compared in 12 ms
                """,
                ran.out());
        assertEquals(ExitCode.DIFFERENT, ran.exitCode());
    }

    @Test
    void verifyExitsWithZeroWhenEveryTableIsRight() {
        server.onJson(
                "POST /v1/verify", "{\"tick\":7,\"tables\":[],\"mismatches\":0,\"elapsed_ms\":1}");

        Ran ran = Ran.command("verify", "--running", "--url", server.url());

        assertTrue(ran.out().contains("every table equals its query at tick 7"), ran.out());
        assertEquals(ExitCode.OK, ran.exitCode());
    }

    @Test
    void saysWhenNoServerAnswers() {
        String nowhere = server.url();
        server.close();

        Ran ran = Ran.command("status", "--url", nowhere);

        assertEquals(ExitCode.UNREACHABLE, ran.exitCode());
        assertTrue(ran.err().startsWith("error: no server answers at " + nowhere), ran.err());
    }

    @Test
    void errorsAreJsonWhereTheOutputIs() {
        Ran ran = Ran.command("lookup", "t", "1", "--json", "--url", server.url());

        assertEquals(
                "{\"error\":{\"code\":\"TM2012\",\"name\":\"NOT_FOUND\",\"message\":\"HTTP 404\","
                        + "\"detail\":null,\"hint\":null,\"sqlstate\":\"02000\"}}\n",
                ran.err());
        assertEquals(ExitCode.REFUSED, ran.exitCode());
    }

    @Test
    void aWrongCommandLineExitsWithTwo() {
        assertEquals(ExitCode.USAGE, Ran.command("status", "--nonsense").exitCode());
        assertEquals(ExitCode.USAGE, Ran.command("nonsense").exitCode());
    }
}
