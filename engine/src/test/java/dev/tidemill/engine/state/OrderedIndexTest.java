package dev.tidemill.engine.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderedIndexTest {
    private record Pinned(Snapshot snapshot, NavigableMap<byte[], Long> expected) {}

    private final StateSpace space = new StateSpace(PageAllocator.unbounded());
    private final Region region = space.region("node", 0);
    private final OrderedIndex index = new OrderedIndex(region, 0);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void agreesWithATreeMap(long seed) {
        Random random = new Random(seed);
        int keyLengthMax = seed % 3 == 0 ? 3000 : seed % 3 == 1 ? 12 : 200;
        NavigableMap<byte[], Long> model = new TreeMap<>(Arrays::compareUnsigned);
        List<Pinned> pins = new ArrayList<>();
        int steps = keyLengthMax > 1000 ? 6000 : 25_000;
        for (int step = 0; step < steps; step++) {
            boolean growing = step < steps * 2 / 3;
            if (random.nextInt(100) < (growing ? 75 : 15)) {
                byte[] key = key(random, keyLengthMax, step);
                boolean isNew = model.put(key, (long) step) == null;
                assertEquals(isNew, index.put(key, key.length, step), "seed " + seed);
            } else {
                byte[] probe = key(random, keyLengthMax, step);
                byte[] key = model.ceilingKey(probe);
                if (key != null) {
                    model.remove(key);
                    assertTrue(index.remove(key, key.length), "seed " + seed);
                }
            }
            if (random.nextInt(steps / 5) == 0) {
                NavigableMap<byte[], Long> copy = new TreeMap<>(Arrays::compareUnsigned);
                copy.putAll(model);
                pins.add(new Pinned(space.pin(), copy));
            }
        }
        assertModel(index, model, random);
        for (byte[] key : new ArrayList<>(model.keySet())) {
            assertTrue(index.remove(key, key.length));
            assertFalse(index.remove(key, key.length));
        }
        for (Pinned pinned : pins) {
            assertModel(OrderedIndex.at(pinned.snapshot, region, 0), pinned.expected, random);
            pinned.snapshot.close();
        }
        assertEquals(0, index.count());
        assertTrue(
                space.allocator().bytes() <= 16L * Page.BYTES,
                "an empty index keeps at most one page for each size of long keys");
        space.drop(region);
        assertEquals(0, space.allocator().bytes());
    }

    private static byte[] key(Random random, int lengthMax, int step) {
        byte[] key = new byte[random.nextInt(lengthMax)];
        if (random.nextInt(4) > 0) {
            // Long equal beginnings, as keys of one group have.
            Arrays.fill(key, (byte) random.nextInt(3));
        }
        for (int i = Math.max(0, key.length - 3); i < key.length; i++) {
            key[i] = (byte) (random.nextBoolean() ? random.nextInt() : step);
        }
        return key;
    }

    private static void assertModel(
            OrderedIndexView index, NavigableMap<byte[], Long> model, Random random) {
        assertEquals(model.size(), index.count());
        OrderedCursor cursor = index.cursor();
        boolean on = cursor.first();
        for (Map.Entry<byte[], Long> entry : model.entrySet()) {
            assertTrue(on);
            assertArrayEquals(entry.getKey(), cursor.key());
            assertEquals(entry.getValue(), cursor.value());
            on = cursor.next();
        }
        assertFalse(on);
        on = cursor.last();
        for (byte[] key : model.descendingKeySet()) {
            assertTrue(on);
            assertArrayEquals(key, cursor.key());
            on = cursor.previous();
        }
        assertFalse(on);
        for (int i = 0; i < 200; i++) {
            byte[] probe = key(random, 100, i);
            assertSought(cursor.seekCeiling(probe, probe.length), cursor, model.ceilingKey(probe));
            assertSought(cursor.seekBelow(probe, probe.length), cursor, model.lowerKey(probe));
            assertEquals(model.getOrDefault(probe, -7L), index.get(probe, probe.length, -7L));
        }
    }

    private static void assertSought(
            boolean found, OrderedCursor cursor, byte @Nullable [] expected) {
        assertEquals(expected != null, found);
        if (expected != null) {
            assertArrayEquals(expected, cursor.key());
            assertTrue(cursor.keyStartsWith(expected, expected.length / 2));
            assertEquals(0, cursor.compareKey(expected, expected.length));
        }
    }

    @Test
    void countsAKeyUpAndDown() {
        byte[] key = "key".getBytes(UTF_8);
        assertEquals(2, index.add(key, key.length, 2));
        assertEquals(1, index.add(key, key.length, -1));
        assertEquals(1, index.get(key, key.length, 0));
        assertEquals(0, index.add(key, key.length, -1));
        assertEquals(0, index.count());
        assertEquals(0, space.allocator().bytes());
    }

    @Test
    void fillsPagesWhenKeysComeInOrder() {
        KeyEncoder encoder = new KeyEncoder();
        for (int i = 0; i < 100_000; i++) {
            encoder.clear().appendLong(i);
            index.put(encoder.bytes(), encoder.length(), i);
        }
        long bytesPerKey = space.allocator().bytes() / 100_000;
        assertTrue(bytesPerKey <= 22, bytesPerKey + " bytes a key");
    }
}
