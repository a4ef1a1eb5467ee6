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
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A name in WITH stands for its query where DuckDB takes it so, and for a table elsewhere. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WithScopeTest {
    private QueryStore store;

    @BeforeAll
    void open(@TempDir Path temporary) {
        Schema schema = Schema.of(Field.of("x", Type.INTEGER));
        Batch rows = new BatchBuilder(schema, 1).add(1, 100).build();
        MemoryPin pin = new MemoryPin(1, 0, Map.of("t", MemoryTable.of(rows)));
        store = new QueryStore(() -> pin, new StoreOptions(256L << 20, temporary, 2, 4));
    }

    @AfterAll
    void close() {
        store.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "WITH a AS (SELECT 1 AS x) SELECT sum(x) FROM A | 1",
                "WITH a AS (SELECT 1 AS x), b AS (SELECT x + 1 AS x FROM a) SELECT sum(x) FROM b | 2",
                "WITH t AS (SELECT x + 1 AS x FROM t) SELECT sum(x) FROM t | 101",
                "WITH t AS (SELECT 1 AS x) SELECT sum(x) FROM t | 1",
                "WITH t AS (SELECT 1 AS x) SELECT sum(x) FROM main.t | 100",
                "SELECT sum(t.x) FROM t, (WITH t AS (SELECT 1 AS x) SELECT x FROM t) q | 100",
                "(WITH t AS (SELECT 1 AS x) SELECT sum(x) FROM t) UNION ALL SELECT x FROM t WHERE x < 0 | 1",
                "WITH RECURSIVE r AS (SELECT 1 AS x UNION ALL SELECT x + 1 FROM r WHERE x < 3) SELECT sum(x) FROM r | 6",
                "WITH RECURSIVE t AS (SELECT x FROM t UNION ALL SELECT x + 1 FROM t WHERE x < 102) SELECT sum(x) FROM t | 303",
                "WITH RECURSIVE r AS (SELECT 1 AS x UNION ALL (WITH k AS (SELECT x FROM r) SELECT x + 1 FROM k WHERE x < 3)) SELECT sum(x) FROM r | 6",
                "WITH a AS (SELECT 1 AS x) SELECT (SELECT max(x) FROM a) + (SELECT sum(x) FROM t WHERE x IN (SELECT x + 99 FROM a)) | 101",
                "WITH a AS (SELECT 1 AS x) SELECT x FROM a UNION SELECT 1 ORDER BY (SELECT max(x) FROM a) | 1"
            })
    void namesWhatItHides(String sql, long sum) {
        Object value = store.query(sql, QueryLimits.DEFAULT).rows().row(0).getFirst();
        assertEquals(sum, Long.parseLong(String.valueOf(value)), sql);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM a, (WITH a AS (SELECT 1 AS x) SELECT x FROM a) q",
                "(WITH a AS (SELECT 1 AS x) SELECT x FROM a) UNION ALL SELECT x FROM a",
                "WITH b AS (SELECT * FROM a), a AS (SELECT 1 AS x) SELECT * FROM b",
                "WITH a AS (SELECT * FROM a) SELECT * FROM a",
                "WITH a AS (SELECT 1 AS x UNION ALL SELECT x FROM a) SELECT * FROM a",
                "WITH RECURSIVE a AS (SELECT x FROM a UNION ALL SELECT x + 1 FROM a WHERE x < 3) SELECT * FROM a",
                "WITH RECURSIVE a AS (WITH k AS (SELECT x FROM a) SELECT x FROM k UNION ALL SELECT x FROM a) SELECT * FROM a",
                "WITH a AS (SELECT 1 AS x) SELECT * FROM main.a",
                "WITH a AS (SELECT 1 AS x) SELECT * FROM public.a",
                "SELECT x FROM t ORDER BY (WITH a AS (SELECT 1 AS x) SELECT max(x) FROM a), (SELECT max(x) FROM a)",
                "WITH \"\u00c9\" AS (SELECT 1 AS x) SELECT x FROM \"\u00e9\"",
                "WITH \"\u212a\" AS (SELECT 1 AS x) SELECT x FROM k"
            })
    void isNoTableElsewhere(String sql) {
        TidemillException refused =
                assertThrows(
                        TidemillException.class, () -> store.query(sql, QueryLimits.DEFAULT), sql);
        assertEquals(ErrorCode.UNKNOWN_TABLE, refused.errorCode(), sql);
    }
}
