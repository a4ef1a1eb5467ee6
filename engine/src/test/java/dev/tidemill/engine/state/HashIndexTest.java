package dev.tidemill.engine.state;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HashIndexTest {
    private record Pinned(Snapshot snapshot, Map<Long, Set<Long>> expected) {}

    private final StateSpace space = new StateSpace(PageAllocator.unbounded());
    private final Region region = space.region("node", 0);
    private final HashIndex index = new HashIndex(region, 1);
    private final Map<Long, Set<Long>> model = new HashMap<>();
    private long entries;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void agreesWithAMapOfSets(long seed) {
        Random random = new Random(seed);
        List<Long> hashes = new ArrayList<>();
        List<Pinned> pins = new ArrayList<>();
        long nextRow = 0;
        for (int step = 0; step < 30_000; step++) {
            boolean growing = step < 20_000;
            int dice = random.nextInt(100);
            if (dice < (growing ? 75 : 20)) {
                boolean again = !hashes.isEmpty() && random.nextInt(20) == 0;
                long hash = again ? hashes.get(random.nextInt(hashes.size())) : hash(random);
                hashes.add(hash);
                insert(hash, nextRow++);
            } else if (!model.isEmpty()) {
                long hash = hashes.get(random.nextInt(hashes.size()));
                Set<Long> rows = model.get(hash);
                if (rows != null) {
                    remove(hash, rows.iterator().next());
                }
            }
            if (random.nextInt(3000) == 0) {
                pins.add(new Pinned(space.pin(), copy(model)));
            }
        }
        assertModel(index, model, hashes);
        for (Pinned pinned : pins) {
            assertModel(HashIndex.at(pinned.snapshot, region, 1), pinned.expected, hashes);
            pinned.snapshot.close();
        }
        space.drop(region);
        assertEquals(0, space.allocator().bytes());
    }

    /** Only the bits that the index keeps, so that different hashes never share candidates. */
    private static long hash(Random random) {
        return Integer.toUnsignedLong(random.nextInt()) << 29;
    }

    private void insert(long hash, long row) {
        index.insert(hash, row);
        model.computeIfAbsent(hash, h -> new HashSet<>()).add(row);
        entries++;
    }

    private void remove(long hash, long row) {
        index.remove(hash, row);
        Set<Long> rows = requireNonNull(model.get(hash));
        rows.remove(row);
        if (rows.isEmpty()) {
            model.remove(hash);
        }
        entries--;
        assertEquals(entries, index.count());
    }

    private static Map<Long, Set<Long>> copy(Map<Long, Set<Long>> model) {
        Map<Long, Set<Long>> copy = new HashMap<>();
        model.forEach((hash, rows) -> copy.put(hash, Set.copyOf(rows)));
        return copy;
    }

    private static void assertModel(
            HashIndexView index, Map<Long, Set<Long>> model, List<Long> hashes) {
        for (long hash : hashes) {
            assertEquals(model.getOrDefault(hash, Set.of()), rows(index, hash));
        }
        assertEquals(model.values().stream().mapToInt(Set::size).sum(), index.count());
    }

    private static Set<Long> rows(HashIndexView index, long hash) {
        Set<Long> rows = new HashSet<>();
        for (long row = index.first(hash); row >= 0; row = index.next(hash, row)) {
            assertTrue(rows.add(row), "row " + row + " was found twice");
        }
        return rows;
    }

    @Test
    void holdsThousandsOfRowsUnderOneHash() {
        Random random = new Random(5);
        List<Long> others = new ArrayList<>();
        for (long row = 0; row < 6000; row++) {
            insert(42L << 40, row);
            long other = hash(random);
            others.add(other);
            insert(other, 10_000 + row);
        }
        assertModel(index, model, others);
        assertEquals(6000, rows(index, 42L << 40).size());
        for (long row = 5999; row >= 0; row -= 2) {
            remove(42L << 40, row);
        }
        assertEquals(3000, rows(index, 42L << 40).size());
        index.replace(42L << 40, 0, 77_777);
        index.replace(42L << 40, 5998, 88_888);
        assertTrue(rows(index, 42L << 40).containsAll(Set.of(77_777L, 88_888L)));
        assertModel(index, model, others);
    }

    @Test
    void givesPagesBackWhenItShrinks() {
        Random random = new Random(6);
        List<Long> hashes = new ArrayList<>();
        for (long row = 0; row < 50_000; row++) {
            hashes.add(hash(random));
            index.insert(hashes.getLast(), row);
        }
        long full = space.allocator().bytes();
        for (int row = 0; row < hashes.size(); row++) {
            index.remove(hashes.get(row), row);
        }
        assertEquals(0, index.count());
        assertTrue(
                space.allocator().bytes() < full / 4,
                space.allocator().bytes() + " of " + full + " bytes are still taken");
    }
}
