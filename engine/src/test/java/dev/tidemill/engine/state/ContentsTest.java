package dev.tidemill.engine.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ContentsTest {
    private static final Schema SCHEMA =
            Schema.of(Field.of("k", Type.INTEGER), Field.of("v", Type.TEXT));
    private static final int TICKS = 2_000;
    private static final int KEYS = 40;

    private final StateSpace space = new StateSpace(PageAllocator.unbounded());
    private final PartitionedTable table =
            new PartitionedTable(space, "t", ZSetShape.unique(SCHEMA, 0));

    private static Batch row(int weight, int key, String value) {
        return new BatchBuilder(SCHEMA, 1).add(weight, key, value).build();
    }

    @Test
    void stayTheSameWhileNothingIsWritten() {
        table.apply(row(1, 1, "one"));
        Contents first;
        try (Snapshot snapshot = space.pin()) {
            first = snapshot.contents(table.regions());
            assertNotNull(first);
        }
        // No snapshot is open between the two, so that the second has a view of its own.
        try (Snapshot snapshot = space.pin()) {
            assertEquals(first, snapshot.contents(table.regions()));
        }
        table.apply(row(-1, 1, "one"));
        try (Snapshot snapshot = space.pin()) {
            assertNotEquals(first, snapshot.contents(table.regions()));
        }
    }

    @Test
    void areNotKnownOfARegionThatWasNotPinned() {
        Region other = space.region("other", 0);
        try (Snapshot snapshot = space.pin(table.regions())) {
            assertNull(snapshot.contents(List.of(other)));
        }
    }

    @Test
    void ofATableThatTookAnothersNameAreOthers() {
        table.apply(row(1, 1, "one"));
        Contents before;
        try (Snapshot snapshot = space.pin()) {
            before = snapshot.contents(table.regions());
        }
        space.drop("t");
        PartitionedTable again = new PartitionedTable(space, "t", ZSetShape.unique(SCHEMA, 0));
        try (Snapshot snapshot = space.pin()) {
            assertNotEquals(before, snapshot.contents(again.regions()));
        }
    }

    /** Snapshots are opened, kept and closed in any order while rows come, go and are replaced. */
    @Test
    void ofTwoSnapshotsAreEqualOnlyIfTheirRowsAre() {
        long seed = Long.getLong("tidemill.seed", 20_261_126);
        SplittableRandom random = new SplittableRandom(seed);
        Map<Integer, String> rows = new HashMap<>();
        Map<Contents, Map<Integer, String>> seen = new HashMap<>();
        List<Snapshot> open = new ArrayList<>();
        int unchanged = 0;
        @Nullable Contents last = null;
        for (int tick = 0; tick < TICKS; tick++) {
            int changes = random.nextInt(3);
            for (int i = 0; i < changes; i++) {
                change(random, rows);
            }
            Snapshot snapshot = random.nextBoolean() ? space.pin() : space.pin(table.regions());
            Contents contents = snapshot.contents(table.regions());
            assertNotNull(contents);
            Map<Integer, String> known = seen.putIfAbsent(contents, Map.copyOf(rows));
            if (known != null) {
                assertEquals(known, rows, "seed " + seed + ", tick " + tick);
            }
            if (changes == 0 && last != null) {
                assertEquals(last, contents, "seed " + seed + ", tick " + tick);
                unchanged++;
            }
            last = contents;
            open.add(snapshot);
            while (open.size() > random.nextInt(4)) {
                open.remove(random.nextInt(open.size())).close();
            }
        }
        open.forEach(Snapshot::close);
        assertEquals(true, unchanged > TICKS / 10);
    }

    private void change(SplittableRandom random, Map<Integer, String> rows) {
        int key = random.nextInt(KEYS);
        String before = rows.remove(key);
        if (before != null) {
            table.apply(row(-1, key, before));
        }
        if (before == null || random.nextBoolean()) {
            String value = "a value that is long enough for the heap " + random.nextInt(3);
            rows.put(key, value);
            table.apply(row(1, key, value));
        }
    }
}
