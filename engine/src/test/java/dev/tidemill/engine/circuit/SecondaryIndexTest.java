package dev.tidemill.engine.circuit;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.expr.ColumnRef;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Project;
import dev.tidemill.algebra.plan.Scan;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.expression.ValueOrder;
import dev.tidemill.engine.history.History;
import dev.tidemill.engine.state.PageAllocator;
import dev.tidemill.engine.state.Snapshot;
import dev.tidemill.engine.state.StateSpace;
import dev.tidemill.engine.state.checkpoint.CheckpointStore;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secondary indexes find what reading all rows finds, after every tick and at older ones. */
class SecondaryIndexTest {
    private static final Schema ITEMS =
            Schema.of(
                    new Field("id", Type.BIGINT, false),
                    Field.of("n", Type.INTEGER),
                    Field.of("name", Type.TEXT),
                    Field.of("weight", Type.DOUBLE),
                    Field.of("price", Type.decimal(9, 2)),
                    Field.of("at", Type.TIMESTAMP));
    private static final InputTable TABLE = new InputTable("items", ITEMS, List.of(0), -1);
    private static final Plan SCAN = new Scan("items", ITEMS, List.of(0), false, -1);

    /** Rows that repeat, and no key. */
    private static final LiveTable NAMES =
            new LiveTable("names", new Project(SCAN, List.of(column("n", 1), column("name", 2))));

    private static final List<TableIndex> INDEXES =
            List.of(
                    new TableIndex("by_n", "items", List.of("n")),
                    new TableIndex("by_name_at", "items", List.of("name", "at", "n")),
                    new TableIndex("by_weight", "items", List.of("weight", "price")),
                    new TableIndex("names_by_name", "names", List.of("name", "n")));

    private @TempDir Path directory;

    private static Project.Column column(String name, int index) {
        return new Project.Column(name, new ColumnRef(index, ITEMS.type(index)));
    }

    private static Circuit circuit(StateSpace space, List<TableIndex> indexes) {
        return Circuit.create(space, List.of(TABLE), List.of(NAMES), indexes, 2, History.NONE);
    }

    private static TickInput tick(long tick, Random random, int keys) {
        List<InputChange> changes = new ArrayList<>();
        for (int c = random.nextInt(1, 4); c > 0; c--) {
            int rows = random.nextInt(1, 60);
            BatchBuilder builder = new BatchBuilder(ITEMS, rows);
            for (int i = 0; i < rows; i++) {
                builder.add(1, row((long) random.nextInt(keys), random));
            }
            changes.add(
                    new InputChange(
                            "items",
                            random.nextInt(4) == 0 ? InputChange.Op.DELETE : InputChange.Op.UPSERT,
                            builder.build()));
        }
        return new TickInput(tick, tick, changes);
    }

    private static @Nullable Object[] row(long id, Random random) {
        return new @Nullable Object[] {
            id,
            orNull(random, value(1, random)),
            orNull(random, value(2, random)),
            orNull(random, value(3, random)),
            orNull(random, value(4, random)),
            orNull(random, value(5, random))
        };
    }

    private static @Nullable Object orNull(Random random, Object value) {
        return random.nextInt(6) == 0 ? null : value;
    }

    private static Object value(int column, Random random) {
        return switch (column) {
            case 1 -> random.nextInt(-4, 5);
            case 2 ->
                    List.of("", "a", "a\0", "a\0b", "ab", "é", "\ud83d\ude00", "z".repeat(900))
                            .get(random.nextInt(8));
            case 3 ->
                    List.of(-0.0, 0.0, Double.NaN, -1.5, 2.5, Double.POSITIVE_INFINITY)
                            .get(random.nextInt(6));
            case 4 -> BigDecimal.valueOf(random.nextInt(-300, 300), 2);
            default -> (long) random.nextInt(-3, 4);
        };
    }

    @Test
    void findsWhatReadingAllRowsFinds() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        StateSpace space = new StateSpace(PageAllocator.unbounded());
        CheckpointStore store = CheckpointStore.open(directory);
        List<CircuitSnapshot> older = new ArrayList<>();
        Circuit circuit = circuit(space, INDEXES.subList(0, 2));
        for (int tick = 1; tick <= 60; tick++) {
            circuit.step(tick(tick, random, tick < 20 ? 40 : 2_000));
            if (random.nextInt(6) == 0) {
                circuit.index(INDEXES.subList(random.nextInt(3), 2 + random.nextInt(3)));
            }
            CircuitSnapshot now = circuit.snapshot();
            check(now, seed, random);
            older.add(now);
            if (random.nextInt(3) == 0) {
                CircuitSnapshot some = older.remove(random.nextInt(older.size()));
                check(some, seed, random);
                some.close();
            }
            if (random.nextInt(12) == 0) {
                older.forEach(CircuitSnapshot::close);
                older.clear();
                List<TableIndex> kept = INDEXES.subList(0, 1 + random.nextInt(4));
                circuit.index(kept);
                try (Snapshot snapshot = space.pin()) {
                    store.write(snapshot, tick, new byte[0]);
                }
                circuit.close();
                space = new StateSpace(PageAllocator.unbounded());
                store = CheckpointStore.open(directory);
                assertTrue(store.load(space).isPresent());
                circuit = circuit(space, kept);
            }
        }
        circuit.index(INDEXES);
        try (CircuitSnapshot last = circuit.snapshot()) {
            assertEquals(3, last.table("items").indexes().size());
            check(last, seed, random);
        }
        older.forEach(CircuitSnapshot::close);
        circuit.close();
    }

    private static void check(CircuitSnapshot snapshot, long seed, Random random) {
        for (String name : List.of("items", "names")) {
            TableSnapshot table = snapshot.table(name);
            for (IndexSnapshot index : table.indexes()) {
                assertEquals(Rows.of(table).size(), index.entries(), "seed " + seed);
                for (int i = 0; i < 4; i++) {
                    List<IndexRange> ranges = new ArrayList<>();
                    for (int r = random.nextInt(1, 4); r > 0; r--) {
                        ranges.add(range(table, index, random));
                    }
                    IndexedRows found = requireNonNull(index.rows(ranges, 1_000_000));
                    Map<String, Long> expected = filtered(table, index, ranges);
                    assertEquals(expected, Rows.of(found), () -> "seed " + seed + ranges);
                    long count = expected.values().stream().mapToLong(Long::longValue).sum();
                    assertEquals(count, found.rows(), "seed " + seed);
                    if (!expected.isEmpty()) {
                        assertNull(index.rows(ranges, expected.size() - 1), "seed " + seed);
                    }
                }
            }
        }
    }

    private static IndexRange range(TableSnapshot table, IndexSnapshot index, Random random) {
        List<Object> equal = new ArrayList<>();
        int count = random.nextInt(index.columns().size() + 1);
        for (int i = 0; i < count; i++) {
            equal.add(valueOf(table, index, i, random));
        }
        boolean isFull = count == index.columns().size();
        int edges = isFull ? 0 : random.nextInt(count == 0 ? 1 : 0, 4);
        return new IndexRange(
                equal,
                (edges & 1) == 0 ? null : edge(table, index, count, random),
                (edges & 2) == 0 ? null : edge(table, index, count, random));
    }

    private static IndexRange.Edge edge(
            TableSnapshot table, IndexSnapshot index, int column, Random random) {
        return new IndexRange.Edge(valueOf(table, index, column, random), random.nextBoolean());
    }

    private static Object valueOf(
            TableSnapshot table, IndexSnapshot index, int column, Random random) {
        String name = table.schema().field(index.columns().get(column)).name();
        return value(ITEMS.indexOf(name), random);
    }

    private static Map<String, Long> filtered(
            TableSnapshot table, IndexSnapshot index, List<IndexRange> ranges) {
        Map<String, Long> rows = new TreeMap<>();
        int[] all = IntStream.range(0, table.schema().size()).toArray();
        for (Supplier<@Nullable Batch> part : table.scan(all)) {
            for (Batch chunk = part.get(); chunk != null; chunk = part.get()) {
                for (int i = 0; i < chunk.size(); i++) {
                    Batch batch = chunk;
                    int row = i;
                    if (ranges.stream().anyMatch(range -> isIn(batch, row, index, range))) {
                        rows.merge(chunk.row(i).toString(), 1L, Long::sum);
                    }
                }
            }
        }
        return rows;
    }

    private static boolean isIn(Batch batch, int row, IndexSnapshot index, IndexRange range) {
        int next = range.equal().size();
        for (int i = 0; i < next; i++) {
            Integer order =
                    compare(batch.column(index.columns().get(i)), row, range.equal().get(i));
            if (order == null || order != 0) {
                return false;
            }
        }
        IndexRange.Edge from = range.from();
        IndexRange.Edge to = range.to();
        if (from != null) {
            Integer order = compare(batch.column(index.columns().get(next)), row, from.value());
            if (order == null || order < (from.inclusive() ? 0 : 1)) {
                return false;
            }
        }
        if (to != null) {
            Integer order = compare(batch.column(index.columns().get(next)), row, to.value());
            return order != null && order <= (to.inclusive() ? 0 : -1);
        }
        return true;
    }

    private static @Nullable Integer compare(Column column, int row, Object value) {
        if (column.isNull(row)) {
            return null;
        }
        ColumnBuilder builder = ColumnBuilder.of(column.type(), 1);
        builder.appendValue(value);
        return Integer.signum(ValueOrder.compare(column, row, builder.build(), 0));
    }

    @Test
    void readersAtOlderTicksReadTheIndexOfTheirTick() throws InterruptedException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Circuit circuit = circuit(new StateSpace(PageAllocator.unbounded()), INDEXES);
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        List<Thread> readers = new ArrayList<>();
        for (int tick = 1; tick <= 40; tick++) {
            circuit.step(tick(tick, random, 300));
            if (tick == 20) {
                circuit.index(INDEXES.subList(2, 4));
            }
            CircuitSnapshot pinned = circuit.snapshot();
            Random own = new Random(random.nextLong());
            readers.add(
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try (pinned) {
                                            check(pinned, seed, own);
                                        } catch (Throwable e) {
                                            failure.set(e);
                                        }
                                    }));
        }
        for (Thread reader : readers) {
            reader.join();
        }
        assertNull(failure.get(), () -> "seed " + seed + failure.get());
        circuit.close();
    }

    @Test
    void itsPagesAreCountedAndGoWithTheIndexAndWithTheTable() {
        StateSpace space = new StateSpace(PageAllocator.unbounded());
        Circuit circuit =
                Circuit.create(space, List.of(TABLE), List.of(), INDEXES, 1, History.NONE);
        Random random = new Random(7);
        for (int tick = 1; tick <= 20; tick++) {
            circuit.step(tick(tick, random, 1_000));
        }
        long all = space.allocator().bytes();
        Map<String, Long> bytes = circuit.indexBytes();
        assertEquals(3, bytes.size());
        assertTrue(bytes.values().stream().allMatch(size -> size > 0), bytes::toString);
        circuit.index(List.of(INDEXES.getFirst()));
        long dropped = bytes.getOrDefault("by_name_at", 0L) + bytes.getOrDefault("by_weight", 0L);
        assertEquals(all - dropped, space.allocator().bytes());
        circuit.dropInput("items");
        assertFalse(
                space.regions().stream()
                        .anyMatch(region -> TableIndexes.isIndex(region.name().node())));
        circuit.close();
    }

    @Test
    void anUpdateThatKeepsTheColumnsLeavesTheIndexAsItIs() {
        StateSpace space = new StateSpace(PageAllocator.unbounded());
        Circuit circuit =
                Circuit.create(
                        space, List.of(TABLE), List.of(), INDEXES.subList(0, 1), 1, History.NONE);
        circuit.step(new TickInput(1, 1, List.of(upsert(0))));
        try (CircuitSnapshot before = circuit.snapshot()) {
            long bytes = circuit.indexBytes().getOrDefault("by_n", 0L);
            circuit.step(new TickInput(2, 2, List.of(upsert(1))));
            // A page that is written while a snapshot sees it is copied.
            assertEquals(bytes, circuit.indexBytes().getOrDefault("by_n", 1L));
            assertEquals(1, before.table("items").indexes().size());
        }
        circuit.close();
    }

    private static InputChange upsert(long at) {
        BatchBuilder builder = new BatchBuilder(ITEMS, 100);
        for (long id = 0; id < 100; id++) {
            builder.add(1, id, (int) id % 7, "x" + at, null, null, at);
        }
        return new InputChange("items", InputChange.Op.UPSERT, builder.build());
    }
}
