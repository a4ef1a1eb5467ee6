package dev.tidemill.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.column.Interval;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** UUID, JSON and arrays on their way through DuckDB and back. */
class WideTypesTest {
    private static final Schema SCHEMA =
            Schema.of(
                    Field.of("u", Type.UUID),
                    Field.of("j", Type.JSON),
                    Field.of("i", Type.array(Type.INTEGER)),
                    Field.of("s", Type.array(Type.TEXT)),
                    Field.of("d", Type.array(Type.DOUBLE)),
                    Field.of("n", Type.array(Type.decimal(30, 2))),
                    Field.of("t", Type.array(Type.TIMESTAMP)),
                    Field.of("z", Type.array(Type.TIMESTAMPTZ)),
                    Field.of("y", Type.array(Type.DATE)),
                    Field.of("b", Type.array(Type.BOOLEAN)),
                    Field.of("v", Type.array(Type.UUID)));
    private static final Batch ROWS =
            new BatchBuilder(SCHEMA, 2)
                    .add(
                            1,
                            UUID.fromString("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
                            "{\"a\": [1, 2.5, \"é\\\"\"]}",
                            Arrays.asList(1, null, -3),
                            Arrays.asList(
                                    "a b", null, "", "q\"uote", "back\\slash", "é,😀", "NULL"),
                            List.of(1.5, Double.NaN, Double.POSITIVE_INFINITY, 1e300),
                            List.of(new BigDecimal("1234567890123456789012345678.25")),
                            List.of(978_327_060_123_456L, 0L, 978_327_060_000_000L),
                            List.of(978_327_060_123_456L),
                            List.of(11_323, -1),
                            Arrays.asList(true, false, null),
                            List.of(new UUID(0, 1)))
                    .add(1, null, null, null, null, null, null, null, null, null, null, null)
                    .add(
                            1,
                            new UUID(0, 0),
                            "null",
                            List.of(),
                            List.of(),
                            List.of(),
                            List.of(),
                            List.of(),
                            List.of(),
                            List.of(),
                            List.of(),
                            List.of())
                    .build();

    private @TempDir Path temporary;
    private QueryStore store;

    @BeforeEach
    void open() {
        MemoryPin pin = new MemoryPin(1, 0, Map.of("wide", MemoryTable.of(ROWS)));
        store = new QueryStore(() -> pin, new StoreOptions(256L << 20, temporary, 2, 4));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Batch query(String sql) {
        return store.query(sql, QueryLimits.DEFAULT).rows();
    }

    @Test
    void comeBackAsTheyWere() {
        Batch answer = query("SELECT * FROM wide");
        assertEquals(SCHEMA.fields().stream().map(Field::type).toList(), types(answer));
        for (int row = 0; row < ROWS.size(); row++) {
            assertEquals(ROWS.row(row), answer.row(row));
        }
    }

    private static List<Type> types(Batch batch) {
        return batch.schema().fields().stream().map(Field::type).toList();
    }

    @Test
    void areWhatTheyAreInsideDuckDb() {
        assertEquals(
                List.of(-3, "a b", "2.5", true, 4L),
                query(
                                """
                                SELECT i[3], s[1], j->'a'->>1,
                                       u = 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', len(d)
                                FROM wide WHERE len(i) = 3
                                """)
                        .row(0));
    }

    @Test
    void givesIntervalsInsideListsAsText() {
        assertEquals(List.of("[1 day]"), query("SELECT [INTERVAL 1 DAY] AS spans").row(0));
        assertEquals(new Interval(0, 1, 0), query("SELECT INTERVAL 1 DAY").row(0).getFirst());
    }
}
