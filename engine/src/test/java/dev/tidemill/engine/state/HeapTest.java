package dev.tidemill.engine.state;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeapTest {
    private final StateSpace space = new StateSpace(PageAllocator.unbounded());
    private final Region region = space.region("node", 0);

    @ParameterizedTest
    @ValueSource(ints = {8, 24, 136, 2048, 8168})
    void keepsRowsUnderTheirNumbers(int width) {
        Random random = new Random(width);
        RowHeap heap = new RowHeap(region, 0, width);
        Map<Long, Long> model = new HashMap<>();
        List<Long> rows = new ArrayList<>();
        Snapshot pinned = space.pin();
        Map<Long, Long> expected = Map.of();
        for (int step = 0; step < 20_000; step++) {
            if (random.nextInt(100) < (step < 12_000 ? 65 : 35) || rows.isEmpty()) {
                long row = heap.insert();
                long value = random.nextLong();
                Page.putLong(heap.writable(row), heap.offset(row), value);
                assertFalse(model.containsKey(row));
                model.put(row, value);
                rows.add(row);
            } else {
                int at = random.nextInt(rows.size());
                long row = rows.get(at);
                rows.set(at, rows.getLast());
                rows.removeLast();
                heap.delete(row);
                model.remove(row);
                assertFalse(heap.isLive(row));
            }
            if (random.nextInt(2000) == 0) {
                assertEquals(expected, contents(RowHeap.at(pinned, region, 0, width)));
                pinned.close();
                pinned = space.pin();
                expected = Map.copyOf(model);
            }
        }
        assertEquals(model, contents(heap));
        assertEquals(model.size(), heap.count());
        assertEquals(expected, contents(RowHeap.at(pinned, region, 0, width)));
        pinned.close();
        for (long row : rows) {
            assertTrue(heap.isLive(row));
            heap.delete(row);
        }
        assertEquals(Page.BYTES, space.allocator().bytes(), "an empty heap keeps one page");
    }

    private static Map<Long, Long> contents(RowHeapView heap) {
        Map<Long, Long> contents = new HashMap<>();
        int[] offsets = new int[heap.rowsPerPage()];
        for (int page = 0; page < heap.pageLimit(); page++) {
            int live = heap.liveOffsets(page, offsets);
            for (int i = 0; i < live; i++) {
                long row = heap.rowAt(page, offsets[i]);
                assertEquals(offsets[i], heap.offset(row));
                contents.put(row, Page.getLong(heap.page(row), heap.offset(row)));
            }
        }
        return contents;
    }

    private record Stored(long reference, byte[] bytes) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void keepsStringsOfAnyLength(long seed) {
        Random random = new Random(seed);
        VarHeap heap = new VarHeap(region, 3);
        List<Stored> stored = new ArrayList<>();
        List<Stored> expected = List.of();
        Snapshot pinned = space.pin();
        for (int step = 0; step < 10_000; step++) {
            if (random.nextInt(100) < (step < 6000 ? 60 : 40) || stored.isEmpty()) {
                int exponent = random.nextInt(15);
                byte[] bytes = new byte[random.nextInt(1 << exponent) + random.nextInt(2)];
                random.nextBytes(bytes);
                stored.add(new Stored(heap.store(bytes, 0, bytes.length), bytes));
            } else {
                Stored gone = stored.remove(random.nextInt(stored.size()));
                heap.free(gone.reference, gone.bytes.length);
            }
            if (random.nextInt(1000) == 0) {
                assertStored(VarHeap.at(pinned, region, 3), expected);
                pinned.close();
                pinned = space.pin();
                expected = List.copyOf(stored);
            }
        }
        assertStored(heap, stored);
        assertStored(VarHeap.at(pinned, region, 3), expected);
        pinned.close();
        stored.forEach(string -> heap.free(string.reference, string.bytes.length));
        assertTrue(space.allocator().bytes() <= 14 * Page.BYTES, "one page a size class");
        region.clear();
        assertEquals(0, space.allocator().bytes());
    }

    private static void assertStored(VarHeapView heap, List<Stored> stored) {
        for (Stored string : stored) {
            byte[] read = new byte[string.bytes.length];
            heap.read(string.reference, read.length, read, 0);
            assertArrayEquals(string.bytes, read);
            assertTrue(heap.matches(string.reference, read.length, read, 0));
            if (read.length > 0) {
                read[read.length - 1]++;
                assertFalse(heap.matches(string.reference, read.length, read, 0));
            }
        }
    }
}
