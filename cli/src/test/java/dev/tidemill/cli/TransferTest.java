package dev.tidemill.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.column.Interval;
import dev.tidemill.algebra.type.ArrayType;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.connectors.format.ParsedRows;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.node.ingest.AppendOptions;
import dev.tidemill.server.ServerOptions;
import dev.tidemill.server.TidemillServer;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code tidemill export} and {@code tidemill import} over a real server and real files. */
class TransferTest {
    private static final int RUN_ROWS = 2_000;
    private static final List<String> FORMATS = List.of("csv", "ndjson", "parquet");

    /** Every type there is, some names that a header must quote, and two that look alike. */
    private static final List<Field> FIELDS =
            List.of(
                    Field.of("id", Type.BIGINT),
                    Field.of("yes", Type.BOOLEAN),
                    Field.of("number", Type.INTEGER),
                    Field.of("small", Type.decimal(4, 2)),
                    Field.of("wide", Type.decimal(38, 10)),
                    Field.of("real", Type.DOUBLE),
                    Field.of("note", Type.TEXT),
                    Field.of("a, \"b\"", Type.TEXT),
                    Field.of("day", Type.DATE),
                    Field.of("local", Type.TIMESTAMP),
                    Field.of("instant", Type.TIMESTAMPTZ),
                    Field.of("span", Type.INTERVAL),
                    Field.of("uuid", Type.UUID),
                    Field.of("doc", Type.JSON),
                    Field.of("flags", Type.array(Type.BOOLEAN)),
                    Field.of("numbers", Type.array(Type.INTEGER)),
                    Field.of("longs", Type.array(Type.BIGINT)),
                    Field.of("reals", Type.array(Type.DOUBLE)),
                    Field.of("prices", Type.array(Type.decimal(30, 2))),
                    Field.of("texts", Type.array(Type.TEXT)),
                    Field.of("days", Type.array(Type.DATE)),
                    Field.of("locals", Type.array(Type.TIMESTAMP)),
                    Field.of("instants", Type.array(Type.TIMESTAMPTZ)),
                    Field.of("uuids", Type.array(Type.UUID)));

    private static final List<String> TEXTS =
            List.of(
                    "",
                    " ",
                    "NULL",
                    "null",
                    "\"",
                    "\"\"",
                    ",",
                    "a\nb",
                    "a\r\nb",
                    "\r",
                    "é😀",
                    "\t",
                    "\\N",
                    "'",
                    "x,\"y\"\n",
                    "\u2028",
                    "-",
                    "plain");

    @TempDir private Path folder;
    private TidemillServer server;

    @BeforeEach
    void serve() throws IOException {
        Path project = Files.createDirectories(folder.resolve("project"));
        Files.writeString(
                project.resolve("tidemill.yaml"),
                "name: moved\nlimits:\n  ticks-kept: 10\n  history-run-rows: " + RUN_ROWS + "\n");
        server =
                TidemillServer.start(
                        ServerOptions.loopback(0),
                        url ->
                                Tidemill.open(
                                        project,
                                        TidemillOptions.defaults()
                                                .withWatching(false)
                                                .withLocalUrl(url)));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private Ran run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(1, List.of("--url", server.url()));
        return Ran.command(all.toArray(String[]::new));
    }

    /** Runs a command that must work, and gives its report. */
    private JsonNode report(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--json");
        Ran ran = run(all.toArray(String[]::new));
        assertEquals(ExitCode.OK, ran.exitCode(), ran.err());
        return JsonOutput.parse(ran.out());
    }

    private void execute(String sql) throws Exception {
        long _ = server.mill().execute(sql).rowCount();
    }

    private static String columns(boolean keyed) {
        List<String> columns = new ArrayList<>();
        for (Field field : FIELDS) {
            columns.add('"' + field.name().replace("\"", "\"\"") + "\" " + field.type().sqlName());
        }
        if (keyed) {
            columns.add("PRIMARY KEY (id)");
        }
        return " (" + String.join(", ", columns) + ")";
    }

    private void fill(String table, int rows, long seed) throws Exception {
        Random random = new Random(seed);
        long tick = 0;
        for (int from = 0; from < rows; from += 500) {
            BatchBuilder batch = new BatchBuilder(schema(table), 500);
            for (int id = from; id < Math.min(rows, from + 500); id++) {
                @Nullable Object[] values = new Object[FIELDS.size()];
                values[0] = (long) id;
                for (int i = 1; i < values.length; i++) {
                    values[i] = random.nextInt(6) == 0 ? null : value(FIELDS.get(i).type(), random);
                }
                batch.add(1, values);
            }
            Batch built = batch.build();
            tick =
                    server.mill()
                            .append(table, ParsedRows.of(built), AppendOptions.embedded())
                            .tick();
        }
        assertTrue(server.mill().await(tick, 20_000));
    }

    private Schema schema(String table) {
        return server.mill().input(table).schema();
    }

    private static Object value(Type type, Random random) {
        if (type instanceof ArrayType array) {
            List<@Nullable Object> elements = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                elements.add(random.nextInt(4) == 0 ? null : value(array.element(), random));
            }
            return elements;
        }
        if (type instanceof DecimalType decimal) {
            int bits = decimal.precision() <= 4 ? 13 : decimal.precision() == 38 ? 126 : 98;
            BigInteger digits = new BigInteger(random.nextInt(bits + 1), random);
            return new BigDecimal(random.nextBoolean() ? digits : digits.negate(), decimal.scale());
        }
        return switch (type.sqlName()) {
            case "BOOLEAN" -> random.nextBoolean();
            case "INTEGER" ->
                    pick(random, List.of(Integer.MIN_VALUE, Integer.MAX_VALUE, random.nextInt()));
            case "BIGINT" ->
                    pick(random, List.of(Long.MIN_VALUE, Long.MAX_VALUE, random.nextLong(), 0L));
            case "DATE" -> random.nextInt(-719_162, 2_932_897);
            case "TIMESTAMP", "TIMESTAMPTZ" ->
                    pick(
                            random,
                            List.of(
                                    random.nextLong(
                                            -62_135_596_800_000_000L, 253_402_300_800_000_000L),
                                    253_402_300_799_999_999L,
                                    -1L));
            case "DOUBLE", "DOUBLE PRECISION" ->
                    pick(
                            random,
                            List.of(
                                    Double.NaN,
                                    Double.POSITIVE_INFINITY,
                                    Double.NEGATIVE_INFINITY,
                                    Double.MIN_VALUE,
                                    -Double.MAX_VALUE,
                                    0.1 + 0.2,
                                    random.nextGaussian() * 1e20,
                                    (double) random.nextInt()));
            case "INTERVAL" ->
                    new Interval(
                            random.nextInt(),
                            random.nextInt(),
                            pick(random, List.of(random.nextLong(), -1_500_001L, 0L)));
            case "UUID" -> new UUID(random.nextLong(), random.nextLong());
            case "JSON", "JSONB" ->
                    pick(
                            random,
                            List.of(
                                    "null",
                                    "\"\"",
                                    "[]",
                                    "{}",
                                    "{\"a\": [1, null, \"q\\\"\\n,\"], \"b\": 2.5}",
                                    "12345678901234567890"));
            default -> pick(random, TEXTS);
        };
    }

    private static <T> T pick(Random random, List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    private List<String> lines(String table) throws IOException {
        Path file = folder.resolve(table + "-shown.ndjson");
        JsonNode _ = report("export", table, "--to", file.toString());
        try (Stream<String> lines = Files.lines(file)) {
            return lines.sorted().toList();
        }
    }

    @Test
    void everyTypeComesBackInEveryFormat() throws Exception {
        int rows = 1_200;
        long seed = Long.getLong("tidemill.seed", System.nanoTime());
        for (boolean keyed : List.of(true, false)) {
            String source = keyed ? "keyed" : "events";
            execute("CREATE TABLE " + source + columns(keyed));
            fill(source, rows, seed);
            List<String> expected = lines(source);
            for (String format : FORMATS) {
                String copy = source + "_" + format;
                String file = path(source + "." + format);
                execute("CREATE TABLE " + copy + columns(keyed));

                JsonNode exported = report("export", source, "--to", file);
                JsonNode imported = report("import", file, "--into", copy, "--batch-rows", "500");

                String told = "seed " + seed + ", " + format + ": " + imported;
                assertEquals(rows, exported.path("rows").asLong(), told);
                assertEquals(Files.size(Path.of(file)), exported.path("bytes").asLong(), told);
                assertEquals(rows, imported.path("accepted").asLong(), told);
                assertEquals(0, imported.path("quarantined").asLong(), told);
                assertEquals(expected, lines(copy), told);
            }
        }
    }

    @Test
    void liveTablesAndQueriesAreExportedAtTheTickThatIsAskedFor() throws Exception {
        execute("CREATE TABLE sold (item TEXT, amount INTEGER)");
        execute("INSERT INTO sold VALUES ('pen', 2), ('ink', 5), ('pen', 1)");
        execute(
                "CREATE LIVE TABLE totals AS SELECT item, sum(amount) AS n FROM sold GROUP BY item");
        JsonNode first = report("export", "totals", "--to", path("totals.csv"));
        execute("INSERT INTO sold VALUES ('pen', 10)");

        assertEquals(
                List.of("ink,5", "item,n", "pen,3"),
                Files.readAllLines(folder.resolve("totals.csv")).stream().sorted().toList());
        Ran query =
                run(
                        "export",
                        "--query",
                        "SELECT n FROM totals ORDER BY n DESC",
                        "--as-of-tick",
                        first.path("tick").asText(),
                        "--to",
                        "-",
                        "--format",
                        "ndjson");
        assertEquals("{\"n\":5}\n{\"n\":3}\n", query.out(), query.err());
        assertEquals(
                "{\"n\":13}\n{\"n\":5}\n",
                run(
                                "export",
                                "--query",
                                "SELECT n FROM totals ORDER BY n DESC",
                                "--to",
                                "-",
                                "--format",
                                "ndjson")
                        .out());
    }

    /** Each batch's amounts add up to nothing, so a part of one, or of a tick, shows. */
    @Test
    void anExportDuringIngestIsOfOneTickInMemoryAndHistory() throws Exception {
        execute("CREATE TABLE moves (id BIGINT, amount INTEGER)");
        AtomicBoolean stop = new AtomicBoolean();
        CompletableFuture<Long> writing =
                CompletableFuture.supplyAsync(
                        () -> {
                            long id = 0;
                            while (!stop.get()) {
                                BatchBuilder batch = new BatchBuilder(schema("moves"), 100);
                                for (int i = 0; i < 100; i++) {
                                    batch.add(1, id++, i < 50 ? i + 1 : -(i - 49));
                                }
                                try {
                                    long _ =
                                            server.mill()
                                                    .append(
                                                            "moves",
                                                            ParsedRows.of(batch.build()),
                                                            AppendOptions.embedded())
                                                    .tick();
                                } catch (InterruptedException e) {
                                    throw new IllegalStateException(e);
                                }
                            }
                            return id;
                        });
        long before = -1;
        int exports = 0;
        while (exports < 12 || before < 4L * RUN_ROWS) {
            String format = FORMATS.get(exports++ % 3);
            String file = path("moves." + format);
            JsonNode report = report("export", "moves", "--to", file);
            long rows = report.path("rows").asLong();
            assertEquals(0, rows % 100, report.toString());
            assertTrue(rows >= before, report.toString());
            before = rows;
            if (!format.equals("parquet")) {
                long sum = 0;
                List<String> ids = new ArrayList<>();
                for (String line : Files.readAllLines(Path.of(file))) {
                    String[] values = line.replaceAll("[^0-9,-]", "").split(",", -1);
                    if (!values[0].isEmpty()) {
                        ids.add(values[0]);
                        sum += Long.parseLong(values[1]);
                    }
                }
                assertEquals(0, sum, report.toString());
                assertEquals(rows, ids.stream().distinct().count(), report.toString());
            }
        }
        stop.set(true);
        long written = writing.get();
        execute("CREATE TABLE moved (id BIGINT, amount INTEGER)");
        JsonNode exported = report("export", "moves", "--to", path("all.parquet"));
        JsonNode imported = report("import", path("all.parquet"), "--into", "moved");
        assertEquals(written, exported.path("rows").asLong());
        assertEquals(written, imported.path("accepted").asLong());
        assertTrue(
                server.mill().status().tables().stream()
                        .anyMatch(
                                table ->
                                        table.name().equals("moves")
                                                && table.historyRows() >= RUN_ROWS),
                server.mill().status().toString());
        assertEquals(
                List.of(written, written, 0L),
                server.mill()
                        .execute(
                                "SELECT count(*), count(DISTINCT id), sum(amount)::BIGINT FROM moved")
                        .rows()
                        .row(0));
    }

    @Test
    void anImportThatIsRunAgainTakesNothingTwice() throws Exception {
        execute("CREATE TABLE notes (id BIGINT, note TEXT)");
        StringBuilder text = new StringBuilder("note,id\n");
        for (int id = 1; id <= 1_000; id++) {
            text.append("\"line\nof ").append(id).append("\",").append(id).append('\n');
        }
        Files.writeString(folder.resolve("notes.csv"), text);
        try (var zip = new GZIPOutputStream(Files.newOutputStream(folder.resolve("more.csv.gz")))) {
            zip.write("id\n1001\n1002\n".getBytes(UTF_8));
        }

        JsonNode first =
                report("import", path("notes.csv"), "--into", "notes", "--batch-rows", "300");
        JsonNode again =
                report(
                        "import",
                        path("notes.csv"),
                        path("more.csv.gz"),
                        "--into",
                        "notes",
                        "--batch-rows",
                        "300");
        Ran wanted = run("import", path("more.csv.gz"), "--into", "notes", "--again", "second");

        assertEquals(1_000, first.path("accepted").asLong(), first.toString());
        assertEquals(0, first.path("already_there").asLong(), first.toString());
        assertEquals(2, again.path("accepted").asLong(), again.toString());
        assertEquals(1_000, again.path("already_there").asLong(), again.toString());
        assertTrue(
                wanted.out().startsWith("2 rows into notes at tick "), wanted.out() + wanted.err());
        assertEquals(
                List.of(1_004L, 1_002L, "line\nof 7"),
                server.mill()
                        .execute(
                                "SELECT count(*), count(DISTINCT id), max(note) FILTER (WHERE id = 7)"
                                        + " FROM notes")
                        .rows()
                        .row(0));
    }

    @Test
    void standardInputIsAFileLikeAnother() throws Exception {
        execute("CREATE TABLE t (id BIGINT PRIMARY KEY, v TEXT)");
        String[] command = {
            "import", "--url", server.url(), "-", "--format", "ndjson", "--into", "t", "--json"
        };
        String rows = "{\"id\":1,\"v\":\"a\"}\n\n{\"v\":\"b\",\"id\":2}";

        Ran first = Ran.withInput(rows, command);
        Ran again = Ran.withInput(rows, command);

        assertEquals(2, JsonOutput.parse(first.out()).path("accepted").asLong(), first.err());
        assertEquals(2, JsonOutput.parse(again.out()).path("already_there").asLong(), again.err());
    }

    @Test
    void rowsThatBreakTheirTypeAreToldWithTheirFileAndRow() throws Exception {
        execute("CREATE TABLE t (id BIGINT, n INTEGER)");
        StringBuilder text = new StringBuilder("id,n\n");
        for (int id = 1; id <= 25; id++) {
            text.append(id).append(',').append(id == 17 ? "many" : "1").append("\n\n");
        }
        Files.writeString(folder.resolve("t.csv"), text);

        Ran ran = run("import", path("t.csv"), "--into", "t", "--batch-rows", "10");

        assertEquals(ExitCode.OK, ran.exitCode(), ran.err());
        assertTrue(ran.out().startsWith("24 rows into t at tick "), ran.out());
        assertTrue(ran.out().contains("; 1 in quarantine\n"), ran.out());
        assertTrue(ran.out().contains("t.csv, row 17, n: 'many' is not an INTEGER\n"), ran.out());
        assertEquals(1, server.mill().quarantinedTotal("t"));
    }

    private void refused(String code, String fact, String file, String... more) throws Exception {
        List<String> command = new ArrayList<>(List.of("import", path(file), "--into", "t"));
        command.addAll(Arrays.asList(more));
        Ran ran = run(command.toArray(String[]::new));
        assertEquals(
                code.equals("TM4012") ? ExitCode.RESOURCES : ExitCode.REFUSED,
                ran.exitCode(),
                ran.out());
        assertTrue(ran.err().startsWith("error " + code + " "), ran.err());
        assertTrue(ran.err().contains(fact), ran.err());
        assertEquals(
                0L, server.mill().execute("SELECT count(*) FROM t").rows().row(0).getFirst(), file);
    }

    @Test
    void garbageIsToldWithItsFile() throws Exception {
        execute("CREATE TABLE t (id BIGINT, v TEXT)");
        byte[] noise = new byte[5_000];
        new Random(5).nextBytes(noise);
        Files.write(folder.resolve("noise.csv"), noise);
        Files.write(folder.resolve("noise.ndjson"), noise);
        Files.write(folder.resolve("noise.parquet"), noise);
        refused("TM4026", "noise.csv, row 1: ", "noise.csv");
        refused("TM4026", "noise.ndjson, row 1: ", "noise.ndjson");
        refused("TM4026", "noise.parquet is no whole Parquet file", "noise.parquet");

        Files.writeString(folder.resolve("header.csv"), "id,w\n1,a\n");
        refused("TM2003", "header.csv, rows 1 to 1: The CSV header names 'w'", "header.csv");
        Files.writeString(folder.resolve("empty.csv"), "");
        refused("TM4026", "empty.csv is empty", "empty.csv");
        Files.writeString(folder.resolve("csv.ndjson"), "id,v\n1,a\n");
        refused("TM4026", "csv.ndjson, row 1: it is no JSON object", "csv.ndjson");
        refused("TM1106", "does not say its format", "data.xlsx");
        refused("TM4012", "there is no file", "missing.csv");

        Path whole = folder.resolve("whole.parquet");
        JsonNode _ =
                report(
                        "export",
                        "--query",
                        "SELECT 1::BIGINT AS id, 'x' AS w",
                        "--to",
                        whole.toString());
        refused("TM2003", "whole.parquet: its column 'w' is no column of t", "whole.parquet");
        refused("TM4026", "is a Parquet file", "whole.parquet", "--format", "csv");
        byte[] bytes = Files.readAllBytes(whole);
        Files.write(folder.resolve("cut.parquet"), Arrays.copyOf(bytes, bytes.length - 20));
        refused("TM4026", "cut.parquet is no whole Parquet file", "cut.parquet");

        byte[] zipped;
        try (var out = new java.io.ByteArrayOutputStream()) {
            try (var zip = new GZIPOutputStream(out)) {
                zip.write("id,v\n1,a\n".getBytes(UTF_8));
            }
            zipped = out.toByteArray();
        }
        Files.write(folder.resolve("cut.csv.gz"), Arrays.copyOf(zipped, zipped.length - 6));
        refused("TM4026", "cut.csv.gz cannot be read behind row 0", "cut.csv.gz");

        Ran unknown = run("import", path("header.csv"), "--into", "nothing");
        assertTrue(unknown.err().startsWith("error TM1003 "), unknown.err());
    }

    @Test
    void aParquetFileThatIsDamagedInsideIsNotTakenForAShorterOne() throws Exception {
        execute("CREATE TABLE t (id BIGINT, v TEXT)");
        Path whole = folder.resolve("big.parquet");
        JsonNode _ =
                report(
                        "export",
                        "--query",
                        "SELECT i AS id, md5(i::VARCHAR) AS v FROM range(400000) r(i)",
                        "--to",
                        whole.toString());
        byte[] bytes = Files.readAllBytes(whole);
        Arrays.fill(bytes, bytes.length / 2, bytes.length / 2 + 50_000, (byte) 0x5a);
        Files.write(whole, bytes);

        Ran ran = run("import", whole.toString(), "--into", "t");

        assertEquals(ExitCode.REFUSED, ran.exitCode(), ran.out());
        assertTrue(ran.err().startsWith("error TM4026 INVALID_FILE: "), ran.err());
    }

    @Test
    void anExportThatFailsLeavesNoFile() throws Exception {
        String failing =
                "SELECT CASE WHEN i = 19000000 THEN 'x' ELSE '1' END::INTEGER AS n"
                        + " FROM range(20000000) t(i)";
        Path file = folder.resolve("n.csv");
        Files.writeString(file, "as it was\n");

        Ran ran = run("export", "--query", failing, "--to", file.toString());

        assertEquals(ExitCode.RESOURCES, ran.exitCode(), ran.out());
        assertTrue(ran.err().startsWith("error TM4025 EXPORT_BROKEN_OFF: "), ran.err());
        assertEquals("as it was\n", Files.readString(file));
        assertFalse(Files.exists(folder.resolve("n.csv.partial")));
        Ran parquet = run("export", "--query", failing, "--to", path("n.parquet"));
        assertTrue(parquet.err().startsWith("error TM1103 "), parquet.err());
        assertFalse(Files.exists(folder.resolve("n.parquet")));
        assertEquals(
                ExitCode.RESOURCES,
                run("export", "--query", failing, "--to", "-", "--format", "csv").exitCode());
    }

    @Test
    void aCancelledExportLeavesNoFile() throws Exception {
        String endless = "SELECT i FROM range(1000000000000) t(i)";
        CompletableFuture<Ran> exporting =
                CompletableFuture.supplyAsync(
                        () -> run("export", "--query", endless, "--to", path("i.ndjson")));
        while (server.mill().queries().active().isEmpty()
                || server.mill().queries().active().getFirst().rows() < 100_000) {
            assertFalse(exporting.isDone());
            Thread.sleep(5);
        }
        long query = server.mill().queries().active().getFirst().id();

        assertEquals(ExitCode.OK, run("queries", "--cancel", Long.toString(query)).exitCode());

        Ran ran = exporting.get();
        assertEquals(ExitCode.RESOURCES, ran.exitCode(), ran.out());
        assertTrue(ran.err().startsWith("error TM4025 EXPORT_BROKEN_OFF: "), ran.err());
        assertFalse(Files.exists(folder.resolve("i.ndjson")));
        assertFalse(Files.exists(folder.resolve("i.ndjson.partial")));
    }

    @Test
    void theCommandLineIsChecked() {
        assertEquals(ExitCode.USAGE, run("export", "--to", path("x.csv")).exitCode());
        assertTrue(
                run("export", "t", "--to", "-", "--format", "parquet")
                        .err()
                        .startsWith("error TM1106 "));
        assertTrue(run("export", "t", "--to", path("x.doc")).err().startsWith("error TM1106 "));
        assertTrue(run("export", "t", "--to", path("no/x.csv")).err().startsWith("error TM4012 "));
        Ran none = Ran.command("export", "t", "--to", path("x.csv"), "--url", "http://127.0.0.1:1");
        assertEquals(ExitCode.UNREACHABLE, none.exitCode());
        assertFalse(Files.exists(folder.resolve("x.csv")));
    }
}
