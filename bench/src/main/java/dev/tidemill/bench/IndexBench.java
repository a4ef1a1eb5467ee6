package dev.tidemill.bench;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.circuit.Circuit;
import dev.tidemill.engine.circuit.CircuitSnapshot;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.engine.circuit.TableIndex;
import dev.tidemill.engine.circuit.TableSnapshot;
import dev.tidemill.engine.circuit.TickInput;
import dev.tidemill.engine.history.History;
import dev.tidemill.engine.state.PageAllocator;
import dev.tidemill.engine.state.StateSpace;
import dev.tidemill.store.PinnedTables;
import dev.tidemill.store.QueryLimits;
import dev.tidemill.store.QueryStore;
import dev.tidemill.store.StoreOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What a secondary index costs and gains: rows a second that are inserted into a keyed table, and
 * then changed in it, with 0, 1 and 2 indexes; and narrow queries by an index beside the same ones
 * that read the whole table. No HTTP, no journal.
 */
@Command(
        name = "indexes",
        description = "What secondary indexes cost and gain.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = {"  tidemill bench indexes --rows 10000000"})
final class IndexBench implements Callable<Integer> {
    private static final Schema ORDERS =
            Schema.of(
                    new Field("id", Type.BIGINT, false),
                    Field.of("customer", Type.INTEGER),
                    Field.of("status", Type.TEXT),
                    Field.of("placed_at", Type.TIMESTAMP),
                    Field.of("amount", Type.DOUBLE));
    private static final List<TableIndex> INDEXES =
            List.of(
                    new TableIndex("by_customer", "orders", List.of("customer", "placed_at")),
                    new TableIndex("by_status", "orders", List.of("status", "placed_at")));

    /** One row in a thousand is under way, and is what is asked for. */
    private static final List<String> STATUSES = List.of("delivered", "returned", "open");

    private static final int CUSTOMER_ROWS = 100;
    private static final int QUERIES = 9;

    @Option(names = "--rows", defaultValue = "10000000", description = "Rows: ${DEFAULT-VALUE}.")
    private int rows;

    @Option(
            names = "--tick-rows",
            defaultValue = "10000",
            description = "Rows of a tick: ${DEFAULT-VALUE}.")
    private int tickRows;

    @Option(
            names = "--changes",
            defaultValue = "1000000",
            description = "Rows that are changed: ${DEFAULT-VALUE}.")
    private int changes;

    @Option(
            names = "--indexes",
            split = ",",
            defaultValue = "0,1,2",
            description = "Numbers of indexes; the queries are asked with 2: ${DEFAULT-VALUE}.")
    private List<Integer> counts = List.of();

    @Option(names = "--json", description = "Print one JSON line a run.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        for (int count : counts) {
            measure(INDEXES.subList(0, Math.clamp(count, 0, INDEXES.size())));
        }
        return 0;
    }

    private void measure(List<TableIndex> indexes) throws IOException {
        StateSpace space = new StateSpace(PageAllocator.unbounded());
        try (Circuit circuit =
                Circuit.create(
                        space,
                        List.of(new InputTable("orders", ORDERS, List.of(0), -1)),
                        List.of(),
                        indexes,
                        2,
                        History.NONE)) {
            Result result = new Result().put("indexes", indexes.size()).put("rows", rows);
            Random random = new Random(5);
            long tick = 0;
            double seconds = 0;
            for (int id = 0; id < rows; id += tickRows) {
                seconds += step(circuit, ++tick, batch(id, Math.min(tickRows, rows - id), random));
            }
            result.put("inserted_per_second", Math.round(rows / seconds));
            seconds = 0;
            for (int done = 0; done < changes; done += tickRows) {
                seconds += step(circuit, ++tick, changed(random));
            }
            result.put("changed_per_second", Math.round(changes / seconds));
            result.put("state_mib", space.allocator().bytes() >> 20);
            circuit.indexBytes().forEach((name, bytes) -> result.put(name + "_mib", bytes >> 20));
            if (indexes.size() == INDEXES.size()) {
                build(circuit, result);
                ask(circuit, result);
            }
            result.print(System.out, json);
        }
    }

    private static double step(Circuit circuit, long tick, Batch rows) {
        long started = System.nanoTime();
        circuit.step(
                new TickInput(
                        tick,
                        tick,
                        List.of(new InputChange("orders", InputChange.Op.UPSERT, rows))));
        circuit.snapshot().close();
        return (System.nanoTime() - started) / 1e9;
    }

    private Batch batch(int first, int count, Random random) {
        BatchBuilder builder = new BatchBuilder(ORDERS, count);
        for (int i = 0; i < count; i++) {
            builder.add(1, row((long) first + i, random));
        }
        return builder.build();
    }

    private Batch changed(Random random) {
        BatchBuilder builder = new BatchBuilder(ORDERS, tickRows);
        for (int i = 0; i < tickRows; i++) {
            builder.add(1, row(random.nextLong(rows), random));
        }
        return builder.build();
    }

    private Object[] row(long id, Random random) {
        int chance = random.nextInt(1_000);
        return new Object[] {
            id,
            random.nextInt(Math.max(1, rows / CUSTOMER_ROWS)),
            STATUSES.get(chance == 0 ? 2 : chance < 50 ? 1 : 0),
            1_700_000_000_000_000L + random.nextLong(30_000_000) * 1_000_000,
            random.nextInt(100_000) / 100.0
        };
    }

    /** The indexes anew, from the rows that are there. */
    private static void build(Circuit circuit, Result result) {
        circuit.index(List.of());
        long started = System.nanoTime();
        circuit.index(INDEXES.subList(0, 1));
        result.put("built_s", (System.nanoTime() - started) / 1e9);
        circuit.index(INDEXES);
    }

    private static void ask(Circuit circuit, Result result) throws IOException {
        Path folder = Files.createTempDirectory("tidemill-bench");
        try (QueryStore store =
                new QueryStore(
                        () -> new Pin(circuit.snapshot()), StoreOptions.spillingTo(folder))) {
            ask(store, result, "customer", "customer%s = 4711");
            ask(store, result, "status_range", "status%s = 'open' AND placed_at >= '2024-10-01'");
        } finally {
            Files.deleteIfExists(folder);
        }
    }

    /** A column that is computed is read of all rows. */
    private static void ask(QueryStore store, Result result, String name, String condition) {
        String query = "SELECT count(*), sum(amount), max(placed_at) FROM orders WHERE ";
        String byIndex = query + condition.formatted("");
        String byScan =
                query
                        + condition
                                .formatted(name.equals("customer") ? " + 0" : " || ''")
                                .replace("placed_at >=", "placed_at + INTERVAL 0 SECOND >=");
        String answer = answer(store, byIndex);
        if (!answer.equals(answer(store, byScan))) {
            throw new IllegalStateException("another answer by the index: " + answer);
        }
        result.put(name + "_by_index_ms", millis(store, byIndex));
        result.put(name + "_by_scan_ms", millis(store, byScan));
    }

    /** Sums of DOUBLE hang on their order. */
    private static String answer(QueryStore store, String sql) {
        var row = store.query(sql, QueryLimits.DEFAULT).rows().row(0);
        return row.get(0) + " " + row.get(2);
    }

    private static double millis(QueryStore store, String sql) {
        double[] millis = new double[QUERIES];
        for (int i = 0; i < QUERIES; i++) {
            long started = System.nanoTime();
            answer(store, sql);
            millis[i] = (System.nanoTime() - started) / 1e6;
        }
        Arrays.sort(millis);
        return millis[QUERIES / 2];
    }

    /** The circuit's newest tick. */
    private record Pin(CircuitSnapshot snapshot) implements PinnedTables {
        @Override
        public long tick() {
            return snapshot.tick();
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
}
