package dev.tidemill.node.projecttest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.connectors.format.ByteBuilder;
import dev.tidemill.connectors.format.ParseOptions;
import dev.tidemill.connectors.format.ParsedRows;
import dev.tidemill.connectors.format.RowFormat;
import dev.tidemill.connectors.format.RowParser;
import dev.tidemill.connectors.format.RowsText;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.node.ingest.AppendOptions;
import dev.tidemill.node.ingest.IngestResult;
import dev.tidemill.store.QueryResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recording passes as soon as it is written. */
class RecorderTest {
    private final ShopFixture shop;

    RecorderTest(@TempDir Path folder) {
        this.shop = new ShopFixture(folder);
    }

    @BeforeEach
    void writeProject() throws IOException {
        ShopFixture.in(shop.folder());
    }

    /** A mill in this process. */
    private record Embedded(Tidemill mill) implements Recorder.RunningMill {
        @Override
        public byte[] ndjson(String sql) {
            QueryResult answer = mill.query(sql);
            ByteBuilder out = new ByteBuilder(1024);
            RowsText.of(RowFormat.NDJSON, answer.schema()).rows(answer.rows(), out);
            return out.toByteArray();
        }

        @Override
        public long nowMicros() {
            try (var tick = mill.pin()) {
                return tick.nowMicros();
            }
        }
    }

    private static void append(Tidemill mill, String table, String ndjson)
            throws InterruptedException {
        byte[] body = ndjson.getBytes(UTF_8);
        ParsedRows rows =
                RowParser.of(RowFormat.NDJSON, mill.input(table).schema(), ParseOptions.DEFAULT)
                        .parse(body, 0, body.length);
        IngestResult result = mill.append(table, rows, AppendOptions.embedded());
        assertEquals(0, result.quarantined());
        assertTrue(mill.await(result.tick(), 20_000));
    }

    private Recorder.Recording recordOf(String table, int rows, Tidemill mill) throws IOException {
        Recorder.Recording recording =
                Recorder.record(shop.project(), shop.jars(), table, rows, new Embedded(mill));
        TestOutcome outcome = shop.outcomeOf(recording.yaml());
        assertInstanceOf(TestOutcome.Passed.class, outcome, outcome + "\n" + recording.yaml());
        return recording;
    }

    @Test
    void takesTheNewestEventsAndTheKeyedRowsThatTheyName() throws Exception {
        TidemillOptions options =
                TidemillOptions.defaults()
                        .withData(shop.folder().resolve(".data"))
                        .withWatching(false);
        try (Tidemill mill = Tidemill.open(shop.folder(), options)) {
            append(
                    mill,
                    "products",
                    """
                    {"sku": "a", "stock": 1, "label": "A, \\"a\\""}
                    {"sku": "b", "stock": 0}
                    {"sku": "c", "stock": 3, "label": ""}
                    {"sku": "d", "stock": 4, "label": "two\\nlines"}
                    """);
            append(
                    mill,
                    "orders",
                    """
                    {"id": 1, "sku": "a", "n": 1, "ordered_at": "2026-01-05T08:00:00Z"}
                    {"id": 2, "sku": "c", "n": 2, "ordered_at": "2026-01-05T08:10:00Z"}
                    {"id": 3, "sku": "b", "n": 3, "ordered_at": "2026-01-05T08:20:00Z"}
                    """);

            Recorder.Recording newest = recordOf("labelled", 2, mill);
            assertEquals(Map.of("orders", 2, "products", 2), newest.inputs());
            assertEquals(2, newest.rows());
            assertTrue(newest.yaml().contains("2,c,2,2026-01-05T08:10:00Z"), newest.yaml());
            assertTrue(!newest.yaml().contains("08:00:00Z"), newest.yaml());

            Recorder.Recording all = recordOf("shares", 10, mill);
            assertEquals(Map.of("products", 4), all.inputs());
            assertEquals(3, all.rows());
            assertTrue(all.yaml().contains("tidemill.errors"), all.yaml());
            assertTrue(all.yaml().contains("\\n"), all.yaml());
        }
    }

    @Test
    void refusesWhatIsNoLiveTable() {
        Recorder.RunningMill nobody =
                new Recorder.RunningMill() {
                    @Override
                    public byte[] ndjson(String sql) {
                        return "{\"id\":\"x\"}\n".getBytes(UTF_8);
                    }

                    @Override
                    public long nowMicros() {
                        return 0;
                    }
                };

        assertEquals(ErrorCode.UNKNOWN_TABLE, refusal("orders", 1, nobody).errorCode());
        assertEquals("did you mean pieces?", refusal("pieses", 1, nobody).hint());
        assertEquals(ErrorCode.INVALID_ARGUMENT, refusal("pieces", 0, nobody).errorCode());
        assertEquals(ErrorCode.CONTRACT_VIOLATION, refusal("pieces", 1, nobody).errorCode());
    }

    private TidemillException refusal(String table, int rows, Recorder.RunningMill mill) {
        return assertThrows(
                TidemillException.class,
                () -> Recorder.record(shop.project(), shop.jars(), table, rows, mill));
    }
}
