package dev.tidemill.engine.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ZSetTableTest {
    private static final Schema SCHEMA = RandomRows.EVERY_TYPE;

    private record Pinned(Snapshot snapshot, Map<List<Object>, Long> expected) {}

    @ParameterizedTest
    @CsvSource({
        "1,WHOLE,30",
        "2,WHOLE,4000",
        "3,REPEATED,6",
        "4,REPEATED,4000",
        "5,UNIQUE,4000",
        "6,UNIQUE,9"
    })
    void agreesWithAMapFromRowsToWeights(long seed, String keys, int distinct) {
        Random random = new Random(seed);
        RandomRows rows = new RandomRows(random, distinct);
        ZSetShape shape =
                switch (keys) {
                    case "WHOLE" -> ZSetShape.wholeRows(SCHEMA);
                    case "REPEATED" -> ZSetShape.repeated(SCHEMA, 5, 0);
                    default -> ZSetShape.unique(SCHEMA, 0, 3, 5);
                };
        StateSpace space = new StateSpace(PageAllocator.unbounded());
        PartitionedTable table = new PartitionedTable(space, "table", shape);
        Map<List<Object>, Long> model = new HashMap<>();
        List<List<Object>> seen = new ArrayList<>();
        List<Pinned> pins = new ArrayList<>();
        for (int tick = 0; tick < 60; tick++) {
            Batch batch = randomChanges(random, rows, seen, tick < 40);
            table.apply(batch);
            ZSetModel.apply(model, batch);
            if (random.nextInt(4) == 0) {
                pins.add(new Pinned(space.pin(table.regions()), Map.copyOf(model)));
            }
            if (!pins.isEmpty() && random.nextInt(6) == 0) {
                check(table, pins.removeFirst());
            }
            assertEquals(model.values().stream().mapToLong(w -> w).sum(), table.totalWeight());
        }
        Pinned end = new Pinned(space.pin(), Map.copyOf(model));
        if (keys.equals("REPEATED")) {
            checkChains(table, end, shape);
        }
        pins.add(end);
        pins.forEach(pinned -> check(table, pinned));
        BatchBuilder rest = new BatchBuilder(SCHEMA, model.size());
        model.forEach((row, weight) -> rest.addRow(-weight, row));
        table.apply(rest.build());
        assertEquals(0, table.totalWeight());
        assertEquals(Map.of(), ZSetModel.contents(table.at(space.pin())));
        space.drop("table");
        assertEquals(space.regions().stream().mapToLong(Region::bytes).sum(), 0, "nothing is left");
    }

    private static Batch randomChanges(
            Random random, RandomRows rows, List<List<Object>> seen, boolean growing) {
        BatchBuilder builder = new BatchBuilder(SCHEMA, 200);
        int count = random.nextInt(300) + 1;
        for (int i = 0; i < count; i++) {
            if (seen.isEmpty() || random.nextInt(100) < (growing ? 60 : 25)) {
                List<Object> row = rows.row(SCHEMA);
                seen.add(row);
                builder.addRow(random.nextInt(3) == 0 ? 2 : 1, row);
            } else {
                int at = random.nextInt(seen.size());
                builder.addRow(-1, seen.get(at));
                if (random.nextInt(2) == 0) {
                    // A row of the same key in its place, as a group that changes gives it.
                    List<Object> row = new ArrayList<>(seen.get(at));
                    row.set(1, rows.value(SCHEMA.type(1)));
                    row.set(2, rows.value(SCHEMA.type(2)));
                    seen.set(at, row);
                    builder.addRow(1, row);
                } else {
                    seen.set(at, seen.getLast());
                    seen.removeLast();
                }
            }
        }
        return builder.build();
    }

    /** A table of many pages, whose rows are read ahead, and of which each batch moves some. */
    @Test
    void keepsTheNewestRowOfEachKey() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Schema schema =
                Schema.of(
                        Field.of("id", Type.BIGINT),
                        Field.of("name", Type.TEXT),
                        Field.of("number", Type.BIGINT));
        StateSpace space = new StateSpace(PageAllocator.unbounded());
        PartitionedTable table = new PartitionedTable(space, "table", ZSetShape.unique(schema, 0));
        Map<List<Object>, Long> model = new HashMap<>();
        int keys = 60_000;
        long[] numbers = new long[keys];
        java.util.Arrays.fill(numbers, -1);
        for (int tick = 0; tick < 30; tick++) {
            BatchBuilder builder = new BatchBuilder(schema, 9_000);
            Set<Integer> moved = new HashSet<>();
            for (int i = 0; i < 6_000; i++) {
                int id = random.nextInt(keys);
                if (moved.add(id)) {
                    if (numbers[id] >= 0) {
                        builder.addRow(-1, row(id, numbers[id]));
                    }
                    numbers[id] = random.nextInt(5) == 0 ? -1 : random.nextInt(1_000);
                    if (numbers[id] >= 0) {
                        builder.addRow(1, row(id, numbers[id]));
                    }
                }
            }
            Batch batch = builder.build();
            table.apply(batch);
            ZSetModel.apply(model, batch);
        }
        check(table, new Pinned(space.pin(), Map.copyOf(model)));
    }

    private static List<Object> row(int id, long number) {
        return List.of((long) id, "the name of number " + id, number);
    }

    private static void check(PartitionedTable table, Pinned pinned) {
        assertEquals(pinned.expected, ZSetModel.contents(table.at(pinned.snapshot)));
        pinned.snapshot.close();
    }

    private static void checkChains(PartitionedTable table, Pinned pinned, ZSetShape shape) {
        Map<List<Object>, Set<List<Object>>> byKey = new HashMap<>();
        BatchBuilder builder = new BatchBuilder(SCHEMA, 16);
        for (List<Object> row : pinned.expected.keySet()) {
            List<Object> key = shape.key().stream().map(row::get).collect(Collectors.toList());
            byKey.computeIfAbsent(key, k -> new HashSet<>()).add(row);
            builder.addRow(1, row);
        }
        Batch probe = builder.build();
        Column[] keys = shape.keyColumns(probe);
        long[] hashes = shape.keyHashes(probe);
        List<ZSetTableView> views = table.at(pinned.snapshot);
        for (int i = 0; i < probe.size(); i++) {
            ZSetTableView view = views.get(StateSpace.partition(hashes[i]));
            Set<List<Object>> found = new HashSet<>();
            for (long row = view.find(keys, i, hashes[i]); row >= 0; row = view.nextOfKey(row)) {
                assertTrue(found.add(ZSetModel.canonical(view.read(new long[] {row}, 1).row(0))));
            }
            List<Object> values = probe.row(i);
            List<Object> key = shape.key().stream().map(values::get).collect(Collectors.toList());
            assertEquals(byKey.get(key), found);
        }
    }
}
