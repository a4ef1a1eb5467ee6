package dev.tidemill.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.circuit.Circuit;
import dev.tidemill.engine.circuit.CircuitSnapshot;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.engine.circuit.TableSnapshot;
import dev.tidemill.engine.circuit.TickInput;
import dev.tidemill.engine.state.PageAllocator;
import dev.tidemill.engine.state.StateSpace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PREDICT in ad-hoc queries. */
class PredictTextTest {
    private static final Schema VISITS =
            Schema.of(
                    new Field("id", Type.BIGINT, false),
                    Field.of("score", Type.INTEGER),
                    Field.of("kind", Type.TEXT));
    private static final Schema BUYS =
            Schema.of(
                    new Field("id", Type.BIGINT, false),
                    new Field("prediction", Type.BOOLEAN, false),
                    Field.of("score", Type.DOUBLE));
    private static final Schema SPENDS =
            Schema.of(
                    new Field("kind", Type.TEXT, false),
                    new Field("id", Type.BIGINT, false),
                    new Field("prediction", Type.DOUBLE, false),
                    Field.of("score", Type.DOUBLE));

    private @TempDir Path temporary;
    private Circuit circuit;
    private QueryStore store;

    private record Pin(CircuitSnapshot snapshot) implements PinnedTables {
        @Override
        public long tick() {
            return 1;
        }

        @Override
        public long nowMicros() {
            return 0;
        }

        @Override
        public Set<String> names() {
            return snapshot.tables();
        }

        @Override
        public TableSnapshot table(String name) {
            return snapshot.table(name);
        }

        @Override
        public void close() {
            snapshot.close();
        }
    }

    @BeforeEach
    void open() {
        circuit =
                Circuit.create(
                        new StateSpace(PageAllocator.unbounded()),
                        List.of(
                                new InputTable("visits", VISITS, List.of(0), -1),
                                new InputTable("tidemill.predictions_buys", BUYS, List.of(0), -1),
                                new InputTable(
                                        "tidemill.predictions_spends", SPENDS, List.of(0, 1), -1)),
                        List.of(),
                        1);
        BatchBuilder visits = new BatchBuilder(VISITS, 4);
        visits.add(1, 1L, 100, "a").add(1, 2L, 200, "b").add(1, 3L, 300, null);
        BatchBuilder buys = new BatchBuilder(BUYS, 4);
        buys.add(1, 1L, true, 0.75).add(1, 2L, false, 0.25).add(1, 100L, true, 0.5);
        BatchBuilder spends = new BatchBuilder(SPENDS, 4);
        spends.add(1, "a", 1L, 12.5, null);
        circuit.step(
                new TickInput(
                        1,
                        0,
                        List.of(
                                upsert("visits", visits),
                                upsert("tidemill.predictions_buys", buys),
                                upsert("tidemill.predictions_spends", spends))));
        store =
                new QueryStore(
                        () -> new Pin(circuit.snapshot()), StoreOptions.spillingTo(temporary));
    }

    private static InputChange upsert(String table, BatchBuilder rows) {
        return new InputChange(table, InputChange.Op.UPSERT, rows.build());
    }

    @AfterEach
    void close() {
        store.close();
        circuit.close();
    }

    private List<List<@Nullable Object>> rows(String sql) {
        Batch rows = store.query(sql, QueryLimits.DEFAULT).rows();
        List<List<@Nullable Object>> all = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            all.add(rows.row(i));
        }
        return all;
    }

    @Test
    void namesMeanWhatTheyMeanOutside() {
        assertEquals(
                List.of(
                        listOf(1L, 0.75, true, 0.5),
                        listOf(2L, 0.25, false, null),
                        listOf(3L, null, null, null)),
                rows(
                        "SELECT id, PREDICT('buys', id), predict_value('buys', v.id),"
                                + " Predict ( 'buys' , score ) AS of_the_score"
                                + " FROM visits v ORDER BY id"));
        assertEquals(
                List.of(listOf(1L, 12.5)),
                rows(
                        "SELECT id, PREDICT('spends', kind, id) p FROM visits"
                                + " WHERE PREDICT('spends', kind, id) > 1"));
    }

    private static List<@Nullable Object> listOf(@Nullable Object... values) {
        return Arrays.asList(values);
    }

    @Test
    void standsWhereverAnExpressionDoes() {
        assertEquals(List.of(listOf(0.5)), rows("SELECT avg(PREDICT('buys', id)) FROM visits"));
        assertEquals(
                List.of(listOf(false, 1L), listOf(true, 1L), listOf(null, 1L)),
                rows(
                        "SELECT PREDICT_VALUE('buys', id) AS v, count(*) FROM visits GROUP BY 1"
                                + " ORDER BY v NULLS LAST"));
        assertEquals(
                List.of(listOf(2L)),
                rows("SELECT id FROM visits ORDER BY PREDICT('buys', id) NULLS LAST LIMIT 1"));
        assertEquals(
                List.of(listOf(0.75)),
                rows(
                        "WITH x AS (SELECT PREDICT('buys', id) FROM visits) SELECT max(predict)"
                                + " FROM x"));
        assertEquals(
                List.of(listOf(0.5)),
                rows("SELECT PREDICT('buys', (SELECT max(score) / 3 FROM visits))"));
        assertEquals(
                List.of(listOf(0.75)),
                rows("SELECT PREDICT('buys', CAST(PREDICT('buys', 1) * 4 / 3 AS BIGINT))"));
    }

    @Test
    void columnsAreCalledAsTheFunction() {
        assertEquals(
                List.of("predict", "predict_value", "p"),
                store.query(
                                "SELECT PREDICT('buys', id), PREDICT_VALUE('buys', id),"
                                        + " PREDICT('buys', id) AS p FROM visits",
                                QueryLimits.DEFAULT)
                        .schema()
                        .names());
    }

    @Test
    void whatStandsInQuotesAndCommentsStays() {
        assertEquals(
                List.of(listOf("predict('x', 1)", 1)),
                rows(
                        "SELECT 'predict(''x'', 1)' AS \"predict(\", /* predict('x') /* */ */ 1"
                                + " -- predict('x', 2)"));
        assertEquals(List.of(listOf("predict('x')")), rows("SELECT $a$predict('x')$a$"));
        assertEquals(List.of(listOf(1L)), rows("SELECT count(*) FROM visits predict WHERE id = 1"));
    }

    private TidemillException refused(String sql) {
        return assertThrows(TidemillException.class, () -> rows(sql), sql);
    }

    private void assertRefused(ErrorCode code, String place, String message, String sql) {
        TidemillException refused = refused(sql);
        assertEquals(code, refused.errorCode(), refused.message());
        assertEquals(place, String.valueOf(refused.place()), refused.message());
        assertEquals(message, refused.message());
    }

    @Test
    void refusesWhatItDoesNotTakeAtItsPlace() {
        assertRefused(
                ErrorCode.UNKNOWN_PREDICTOR,
                "2:16",
                "there is no predictor bys",
                "SELECT id,\n       PREDICT('bys', id) FROM visits");
        assertRefused(
                ErrorCode.UNKNOWN_FUNCTION,
                "1:8",
                "predict takes the predictor and a key of 2 values, and not 1",
                "SELECT PREDICT('spends', id) FROM visits");
        assertRefused(
                ErrorCode.INVALID_ARGUMENT,
                "1:8",
                "predict names its predictor as a constant text",
                "SELECT PREDICT(kind, id) FROM visits");
        assertRefused(
                ErrorCode.SYNTAX_ERROR,
                "1:8",
                "the call of PREDICT has no end",
                "SELECT PREDICT('buys', id FROM visits");
        assertRefused(
                ErrorCode.SYNTAX_ERROR,
                "1:24",
                "a value of the key is empty",
                "SELECT PREDICT('buys', ) FROM visits");
    }

    /** What stands behind a call is found where it was written. */
    @Test
    void otherErrorsKeepTheirPlaces() {
        TidemillException unknown =
                refused("SELECT PREDICT('buys', id) AS p,\n  nothing FROM visits");
        assertEquals(ErrorCode.UNKNOWN_COLUMN, unknown.errorCode());
        assertEquals("2:3", String.valueOf(unknown.place()));
        TidemillException same = refused("SELECT PREDICT('buys', id) AS p, nothing FROM visits");
        assertEquals("1:34", String.valueOf(same.place()), same.message());
        TidemillException inside = refused("SELECT PREDICT('buys', nothing) AS p FROM visits");
        assertEquals("1:24", String.valueOf(inside.place()), inside.message());
        assertEquals(
                ErrorCode.UNKNOWN_TABLE,
                refused("SELECT PREDICT('buys', id) AS p FROM nowhere").errorCode());
    }

    /** Texts that mean nothing end in an error that has a code, or in an answer. */
    @Test
    void meetsGarbage() {
        long seed = Long.getLong("tidemill.seed", 5);
        Random random = new Random(seed);
        String[] parts = {
            "SELECT ",
            "PREDICT",
            "(",
            ")",
            "'buys'",
            "'",
            "\"",
            ",",
            " id ",
            "/*",
            "*/",
            "--",
            "\n",
            "$$",
            "$a$",
            "FROM visits",
            " AS ",
            "e'\\",
            "1",
            "[",
            "]",
            ".",
            ";",
            "é",
            "😀"
        };
        for (int i = 0; i < 2_000; i++) {
            StringBuilder sql = new StringBuilder("SELECT PREDICT(");
            for (int n = random.nextInt(12); n > 0; n--) {
                sql.append(parts[random.nextInt(parts.length)]);
            }
            try {
                List<List<@Nullable Object>> ignored = rows(sql.toString());
            } catch (TidemillException e) {
                assertEquals(
                        ErrorCode.Fault.USER, e.errorCode().fault(), "seed " + seed + ": " + sql);
            }
        }
    }
}
