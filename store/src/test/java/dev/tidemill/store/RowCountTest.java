package dev.tidemill.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.circuit.TableSnapshot;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowCountTest {
    private @TempDir Path temporary;
    private final AtomicInteger scans = new AtomicInteger();
    private QueryStore store;

    @BeforeEach
    void open() {
        Schema schema = Schema.of(Field.of("a", Type.INTEGER));
        Batch rows = new BatchBuilder(schema, 3).add(1, 1).add(1, 2).add(1, 3).build();
        Counted table = new Counted(MemoryTable.of(rows), scans);
        MemoryPin pin = new MemoryPin(4, 0, Map.of("t", table));
        store = new QueryStore(() -> pin, new StoreOptions(256L << 20, temporary, 1, 4));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private record Counted(MemoryTable table, AtomicInteger scans) implements TableSnapshot {
        @Override
        public Schema schema() {
            return table.schema();
        }

        @Override
        public List<Integer> key() {
            return List.of();
        }

        @Override
        public long rows() {
            return table.rows();
        }

        @Override
        public long bytes() {
            return 0;
        }

        @Override
        public Batch lookup(List<? extends @Nullable Object> key) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Supplier<@Nullable Batch>> scan(int... columns) {
            scans.incrementAndGet();
            return table.scan(columns);
        }
    }

    private Batch ask(String sql) {
        QueryResult result = store.query(sql, QueryLimits.DEFAULT);
        assertEquals(4, result.tick());
        return result.rows();
    }

    @Test
    void ofAWholeTableIsKnownWithoutReadingIt() {
        Batch plain = ask("SELECT count(*) FROM t");
        assertEquals(List.of(3L), plain.row(0));
        assertEquals("count_star()", plain.schema().field(0).name());
        assertEquals(Type.BIGINT, plain.schema().type(0));
        assertEquals("n", ask("FROM main.T AS x SELECT count(*) AS n").schema().field(0).name());
        assertEquals(List.of(3L), ask("SELECT count(*) AS n FROM public.t;").row(0));
        assertEquals(0, scans.get());
    }

    @Test
    void ofAnythingElseIsCounted() {
        Map<String, Long> counts =
                Map.of(
                        "SELECT count(*) FROM t WHERE a > 1", 2L,
                        "SELECT count(*) FILTER (WHERE a > 2) FROM t", 1L,
                        "SELECT count(*) FROM t x, t y", 9L,
                        "WITH t AS (SELECT 1 AS a) SELECT count(*) FROM t", 1L,
                        "SELECT count(*) FROM (FROM t LIMIT 2)", 2L,
                        "SELECT count(*) + 1 FROM t", 4L,
                        "SELECT count(*) OVER () FROM t LIMIT 1", 3L,
                        "SELECT count(*) FROM t GROUP BY a LIMIT 1", 1L,
                        "SELECT count(DISTINCT a % 2) FROM t", 2L);
        counts.forEach((sql, count) -> assertEquals(List.of(count), ask(sql).row(0), sql));
        assertEquals(0, ask("SELECT count(*) FROM t HAVING count(*) > 3").size());
        assertEquals(0, ask("SELECT count(*) FROM t LIMIT 0").size());
        assertEquals(0, ask("SELECT count(*) FROM t QUALIFY row_number() OVER () > 1").size());
    }
}
