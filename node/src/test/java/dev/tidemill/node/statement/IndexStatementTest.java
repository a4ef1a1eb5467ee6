package dev.tidemill.node.statement;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.Place;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
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

/** Indexes of statements and of files in a real mill, over restarts. */
class IndexStatementTest {
    @TempDir @Nullable Path folder;
    private @Nullable Tidemill mill;

    @BeforeEach
    void openEmptyProject() throws IOException, InterruptedException {
        Files.writeString(
                project().resolve("tidemill.yaml"), "name: indexes\nlimits:\n  ticks-kept: 64\n");
        open();
        run("CREATE TABLE parts (id BIGINT PRIMARY KEY, colour TEXT, size INTEGER, tags TEXT[])");
        StringBuilder rows = new StringBuilder("INSERT INTO parts VALUES ");
        for (int id = 0; id < 5_000; id++) {
            rows.append(id == 0 ? "" : ", ")
                    .append("(%d, 'c%d', %d, NULL)".formatted(id, id % 200, id % 7));
        }
        run(rows.toString());
    }

    @AfterEach
    void close() {
        mill().close();
    }

    private Path project() {
        return requireNonNull(folder);
    }

    private Tidemill mill() {
        return requireNonNull(mill);
    }

    private void open() {
        mill = Tidemill.open(project(), TidemillOptions.defaults());
    }

    private void reopen() {
        close();
        open();
    }

    private void run(String sql) throws InterruptedException {
        mill().execute(sql);
    }

    private List<String> rows(String sql) throws InterruptedException {
        Batch batch = mill().execute(sql).rows();
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            rows.add(batch.row(i).stream().map(String::valueOf).collect(Collectors.joining("|")));
        }
        return rows;
    }

    private String access(String sql) throws InterruptedException {
        return rows("EXPLAIN " + sql).stream()
                .filter(row -> row.startsWith("table access|"))
                .collect(Collectors.joining());
    }

    private TidemillException refusal(String sql) {
        return assertThrows(TidemillException.class, () -> run(sql), sql);
    }

    private void refuses(String sql, ErrorCode code, @Nullable Place place) {
        TidemillException refusal = refusal(sql);
        assertEquals(code, refusal.errorCode(), sql);
        assertEquals(place, refusal.place(), sql);
    }

    @Test
    void queriesUseAnIndexThatSurvivesRestartsAndGoesWithItsDrop() throws InterruptedException {
        String query = "SELECT count(*) FROM parts WHERE colour = 'c7' AND size >= 5";
        List<String> expected = rows(query);
        assertEquals("", access(query));
        assertEquals(
                List.of("CREATE INDEX|0"), rows("CREATE INDEX by_colour ON parts (colour, size)"));
        String used = "table access|parts by index by_colour (colour, size)|7|";
        assertTrue(access(query).startsWith(used), access(query));
        assertEquals(expected, rows(query));
        assertEquals(
                List.of("CREATE INDEX (nothing to do)|0"),
                rows("CREATE INDEX IF NOT EXISTS by_colour ON parts (colour)"));
        reopen();
        assertTrue(access(query).startsWith(used), access(query));
        run("UPDATE parts SET colour = 'c7', size = 6 WHERE id IN (1, 2, 3)");
        run("DELETE FROM parts WHERE id = 7");
        String scan = "SELECT count(*) FROM parts WHERE colour || '' = 'c7' AND size >= 5";
        assertEquals(rows(scan), rows(query));
        String shown = rows("SHOW INDEXES").getFirst();
        assertTrue(shown.startsWith("by_colour|parts|colour, size|4999|"), shown);
        assertTrue(shown.endsWith("|CREATE INDEX by_colour ON parts (colour, size)"), shown);
        assertEquals(rows("SHOW INDEXES"), rows("SHOW INDEXES FROM parts"));
        run("DROP INDEX by_colour");
        assertEquals("", access(query));
        assertEquals(rows(scan), rows(query));
        reopen();
        assertEquals(List.of(), rows("SHOW INDEXES"));
        assertEquals(
                List.of("DROP INDEX (nothing to do)|0"), rows("DROP INDEX IF EXISTS by_colour"));
    }

    @Test
    void aLiveTableHasIndexesThatGoOnWithAnotherQuery() throws InterruptedException {
        run(
                "CREATE LIVE TABLE big AS SELECT id, colour, size * 10 AS tens FROM parts WHERE size > 1");
        run("CREATE INDEX big_by_tens ON big (colour, tens)");
        run("CREATE INDEX doomed ON parts (size)");
        String query = "SELECT sum(id) FROM big WHERE colour IN ('c3', 'c4') AND tens < 40";
        String scan = "SELECT sum(id) FROM big WHERE colour || '' IN ('c3', 'c4') AND tens < 40";
        assertTrue(access(query).contains("big by index big_by_tens"), access(query));
        assertEquals(rows(scan), rows(query));
        run("CREATE OR REPLACE LIVE TABLE big AS SELECT id, colour, size * 9 AS tens FROM parts");
        assertTrue(access(query).contains("big by index big_by_tens"), access(query));
        assertEquals(rows(scan), rows(query));
        reopen();
        run("UPDATE parts SET size = 1 WHERE colour = 'c3'");
        assertTrue(access(query).contains("big by index big_by_tens"), access(query));
        assertEquals(rows(scan), rows(query));
        TidemillException gone =
                refusal("CREATE OR REPLACE LIVE TABLE big AS SELECT id, colour FROM parts");
        assertEquals(ErrorCode.UNKNOWN_COLUMN, gone.errorCode());
        assertEquals(rows(scan), rows(query));
        run("DROP LIVE TABLE big");
        run("DROP TABLE parts");
        assertEquals(List.of(), rows("SHOW INDEXES"));
    }

    @Test
    void refusesWhatCannotBeIndexedAtItsPlace() throws InterruptedException {
        run("CREATE TABLE log (at TIMESTAMP, note TEXT)");
        run("CREATE LIVE TABLE notes AS SELECT note FROM log WHERE note <> ''");
        run("CREATE INDEX mine ON parts (size)");
        refuses("CREATE INDEX mine ON parts (id)", ErrorCode.DUPLICATE_INDEX, Place.at(1, 14));
        refuses("CREATE INDEX a ON parts (tags)", ErrorCode.NOT_INDEXABLE, Place.at(1, 26));
        refuses("CREATE INDEX a ON parts (shape)", ErrorCode.UNKNOWN_COLUMN, Place.at(1, 26));
        refuses("CREATE INDEX a ON parts (size, size)", ErrorCode.INVALID_SQL, Place.at(1, 32));
        refuses("CREATE INDEX a ON log (note)", ErrorCode.NOT_INDEXABLE, Place.at(1, 19));
        refuses("CREATE INDEX a ON notes (note)", ErrorCode.NOT_INDEXABLE, Place.at(1, 19));
        refuses("CREATE INDEX a ON none (note)", ErrorCode.UNKNOWN_TABLE, Place.at(1, 19));
        refuses("CREATE INDEX a ON parts (size DESC)", ErrorCode.UNSUPPORTED_SQL, Place.at(1, 31));
        refuses(
                "CREATE INDEX a ON tidemill.quarantine (id)",
                refusal("CREATE INDEX a ON tidemill.quarantine (id)").errorCode(),
                Place.at(1, 19));
        refuses("DROP INDEX a", ErrorCode.UNKNOWN_INDEX, null);
        assertEquals(1, rows("SHOW INDEXES").size());
    }

    @Test
    void looksRowsUpByAnIndex() throws InterruptedException {
        run("CREATE INDEX by_colour ON parts (colour, size)");
        assertEquals(25, mill().lookupByIndex("parts", "by_colour", 100, "c7").size());
        assertEquals(10, mill().lookupByIndex("parts", "by_colour", 10, "c7").size());
        Batch both = mill().lookupByIndex("parts", "by_colour", 100, "c7", "3");
        assertEquals(
                rows("SELECT count(*) FROM parts WHERE colour = 'c7' AND size = 3"),
                List.of(String.valueOf(both.size())));
        for (String[] values : new String[][] {{}, {"c7", "x"}, {"c7", "1", "2"}}) {
            TidemillException refused =
                    assertThrows(
                            TidemillException.class,
                            () -> mill().lookupByIndex("parts", "by_colour", 1, values));
            assertEquals(ErrorCode.INVALID_REQUEST, refused.errorCode());
        }
        TidemillException unknown =
                assertThrows(
                        TidemillException.class,
                        () -> mill().lookupByIndex("parts", "by_size", 1, "1"));
        assertEquals(ErrorCode.UNKNOWN_INDEX, unknown.errorCode());
    }

    @Test
    void aFileDefinesIndexesOfBothKinds() throws IOException, InterruptedException {
        close();
        Files.createDirectories(project().resolve("tables"));
        Files.createDirectories(project().resolve("indexes"));
        Files.writeString(
                project().resolve("tables/sizes.sql"),
                "SELECT colour, size, count(*) AS n FROM parts GROUP BY colour, size");
        Files.writeString(
                project().resolve("indexes/sizes.sql"),
                "CREATE INDEX sizes_by_size ON sizes (size, n);");
        open();
        String query = "SELECT count(*) FROM sizes WHERE size = 3";
        assertTrue(access(query).contains("sizes by index sizes_by_size"), access(query));
        assertEquals(
                ErrorCode.STATEMENT_NOT_ALLOWED, refusal("DROP INDEX sizes_by_size").errorCode());
        close();
        Files.delete(project().resolve("indexes/sizes.sql"));
        open();
        assertEquals("", access(query));
    }

    @Test
    void readersOfOlderTicksFindWhatWasThereThen() throws InterruptedException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        run("CREATE INDEX by_size ON parts (size)");
        List<String> answers = new ArrayList<>();
        List<Long> ticks = new ArrayList<>();
        String query = "SELECT count(*), sum(id) FROM parts WHERE size = 900";
        for (int i = 0; i < 12; i++) {
            int id = random.nextInt(4_000);
            run("UPDATE parts SET size = 900 WHERE id BETWEEN " + id + " AND " + (id + 9));
            run("UPDATE parts SET size = 3 WHERE size = 900 AND id % 3 = " + random.nextInt(3));
            if (i == 5) {
                run("DROP INDEX by_size");
            } else if (i == 8) {
                run("CREATE INDEX by_size ON parts (size)");
            }
            answers.add(rows(query.replace("size =", "size + 0 =")).getFirst());
            ticks.add(mill().execute("SELECT 1").tick());
        }
        for (int i = 0; i < answers.size(); i++) {
            assertEquals(
                    List.of(answers.get(i)),
                    rows(query + " AS OF TICK " + ticks.get(i)),
                    "seed " + seed);
        }
    }

    @Test
    void randomChangesAndRestartsLeaveEveryIndexRight() throws InterruptedException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        run("CREATE INDEX by_colour ON parts (colour, size)");
        run("CREATE INDEX by_size ON parts (size)");
        run(
                "CREATE LIVE TABLE sizes AS SELECT colour, size, count(*) AS n FROM parts GROUP BY 1, 2");
        run("CREATE INDEX sizes_by_n ON sizes (n, colour)");
        run("CREATE LIVE TABLE bag AS SELECT size, colour FROM parts WHERE id % 2 = 0");
        run("CREATE INDEX bag_by_colour ON bag (colour)");
        int narrowed = 0;
        for (int i = 0; i < 40; i++) {
            run(change(random));
            if (random.nextInt(9) == 0) {
                reopen();
            }
            for (String table : List.of("parts", "sizes", "bag")) {
                String condition = condition(table, random);
                String query = "SELECT * FROM " + table + " WHERE " + condition + " ORDER BY ALL";
                String scan =
                        "SELECT * FROM (SELECT * FROM %s) WHERE %s ORDER BY ALL"
                                .formatted(table, condition);
                assertEquals(rows(scan), rows(query), "seed " + seed + ", " + query);
                narrowed += access(query).isEmpty() ? 0 : 1;
            }
        }
        assertTrue(narrowed > 20, "seed " + seed + ": narrowed " + narrowed);
        assertEquals(4, rows("SHOW INDEXES").size());
    }

    private static String change(Random random) {
        String some = "id %% %d = %d".formatted(20 + random.nextInt(60), random.nextInt(20));
        return switch (random.nextInt(5)) {
            case 0 -> "DELETE FROM parts WHERE " + some;
            case 1 -> "UPDATE parts SET size = " + size(random) + " WHERE " + some;
            case 2 -> "UPDATE parts SET colour = 'c' || (id % 9), size = 400 WHERE " + some;
            case 3 -> "UPDATE parts SET id = id + 100000 WHERE id < 5000 AND " + some;
            default -> {
                int id = 1_000_000 + random.nextInt(1_000_000_000);
                yield "INSERT INTO parts VALUES (%d, 'c5', %s, NULL)".formatted(id, size(random));
            }
        };
    }

    private static String size(Random random) {
        return random.nextInt(5) == 0 ? "NULL" : String.valueOf(7 + random.nextInt(300));
    }

    private static String condition(String table, Random random) {
        String colours =
                "colour IN ('c%d', 'c%d')".formatted(random.nextInt(12), random.nextInt(200));
        int from = random.nextInt(300);
        String column = table.equals("sizes") ? "n" : "size";
        String range = column + " BETWEEN " + from + " AND " + (from + random.nextInt(20));
        return switch (random.nextInt(4)) {
            case 0 -> colours;
            case 1 -> range;
            case 2 -> column + " > " + from + " AND " + colours;
            default -> column + " = " + random.nextInt(30) + " AND colour >= 'c5'";
        };
    }
}
