package dev.tidemill.engine.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentTest {
    private record Pinned(Snapshot snapshot, Map<Integer, Long> expected, long meta) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void keepsEveryPinnedSnapshotAsItWas(long seed) {
        Random random = new Random(seed);
        StateSpace space = new StateSpace(PageAllocator.unbounded());
        Region region = space.region("node", 3);
        Segment segment = region.segment(2);
        Map<Integer, Long> model = new HashMap<>();
        List<Pinned> pins = new ArrayList<>();
        for (int step = 0; step < 4000; step++) {
            int dice = random.nextInt(100);
            if (dice < 40 || model.isEmpty()) {
                int page = segment.allocate();
                assertEquals(0, Page.getLong(segment.page(page), 8), "a new page is all zeros");
                model.put(page, write(segment, page, random));
            } else if (dice < 70) {
                int page = any(model, random);
                model.put(page, write(segment, page, random));
            } else if (dice < 90) {
                int page = any(model, random);
                segment.free(page);
                model.remove(page);
            } else if (dice < 96) {
                segment.setMeta(5, step);
                pins.add(new Pinned(space.pin(), Map.copyOf(model), step));
            } else if (!pins.isEmpty()) {
                Pinned pinned = pins.remove(random.nextInt(pins.size()));
                check(pinned, region, "seed " + seed + " step " + step);
                pinned.snapshot.close();
            }
            assertEquals(space.allocator().bytes(), space.bytes(), "seed " + seed + " at " + step);
            if (pins.isEmpty()) {
                assertEquals(
                        (long) model.size() * Page.BYTES,
                        space.allocator().bytes(),
                        "seed " + seed + " step " + step);
            }
        }
        for (Pinned pinned : pins) {
            check(pinned, region, "seed " + seed);
        }
        space.drop(region);
        for (Pinned pinned : pins) {
            check(pinned, region, "dropped, seed " + seed);
            assertEquals(space.allocator().bytes(), space.bytes(), "dropped, seed " + seed);
            pinned.snapshot.close();
        }
        assertEquals(0, space.allocator().bytes());
        assertEquals(0, space.bytes());
    }

    private static long write(Segment segment, int page, Random random) {
        long value = random.nextLong();
        Page.putLong(segment.writable(page), 8, value);
        return value;
    }

    private static int any(Map<Integer, Long> model, Random random) {
        return model.keySet().stream().skip(random.nextInt(model.size())).findFirst().orElseThrow();
    }

    private static void check(Pinned pinned, Region region, String message) {
        SegmentView view = pinned.snapshot.segment(region, 2);
        assertEquals(pinned.meta, view.meta(5), message);
        int pages = 0;
        for (int page = 0; page < view.pageLimit(); page++) {
            pages += view.hasPage(page) ? 1 : 0;
        }
        assertEquals(pinned.expected.size(), pages, message);
        pinned.expected.forEach(
                (page, value) -> assertEquals(value, Page.getLong(view.page(page), 8), message));
    }

    @Test
    void writesInPlaceWhenNothingIsPinned() {
        StateSpace space = new StateSpace(PageAllocator.unbounded());
        Region region = space.region("node", 0);
        Segment segment = region.segment(0);
        int page = segment.allocate();
        space.pin().close();
        byte[] before = segment.page(page);
        assertEquals(before, segment.writable(page));
    }

    @Test
    void leavesRegionsThatWereNotPinnedInPlace() {
        StateSpace space = new StateSpace(PageAllocator.unbounded());
        Region pinned = space.region("pinned", 0);
        Region other = space.region("other", 0);
        int page = pinned.segment(0).allocate();
        other.segment(0).allocate();
        try (Snapshot snapshot = space.pin(List.of(pinned))) {
            byte[] before = other.segment(0).page(0);
            assertEquals(before, other.segment(0).writable(0));
            pinned.segment(0).writable(page);
            assertEquals(3L * Page.BYTES, space.allocator().bytes());
            assertEquals(2L * Page.BYTES, pinned.bytes());
            assertFalse(snapshot.segment(other, 0).hasPage(0));
        }
        assertEquals(2L * Page.BYTES, space.allocator().bytes());
    }

    @Test
    void aSnapshotIsUpToDateThoughANewerOneThanTheOldestWasClosed() {
        StateSpace space = new StateSpace(PageAllocator.unbounded());
        Region region = space.region("node", 0);
        Segment segment = region.segment(0);
        segment.setMeta(5, 1);
        try (Snapshot old = space.pin()) {
            segment.setMeta(5, 2);
            space.pin().close();
            try (Snapshot newest = space.pin()) {
                assertEquals(2, newest.segment(region, 0).meta(5));
            }
            assertEquals(1, old.segment(region, 0).meta(5));
            assertEquals(1, region.leastMeta(0, 5));
        }
        assertEquals(2, region.leastMeta(0, 5));
    }

    @Test
    void refusesToRetainAClosedSnapshot() {
        StateSpace space = new StateSpace(PageAllocator.unbounded());
        Snapshot snapshot = space.pin();
        assertTrue(snapshot.tryRetain());
        snapshot.close();
        assertTrue(snapshot.tryRetain());
        snapshot.close();
        snapshot.close();
        assertFalse(snapshot.tryRetain());
    }

    @Test
    void findsPagesInTreesOfSeveralLevels() {
        StateSpace space = new StateSpace(PageAllocator.unbounded());
        Region region = space.region("node", 0);
        Segment segment = region.segment(0);
        for (int i = 0; i < 5000; i++) {
            Page.putInt(segment.writable(segment.allocate()), 0, i);
        }
        try (Snapshot first = space.pin()) {
            Page.putInt(segment.writable(4321), 0, -1);
            try (Snapshot second = space.pin()) {
                SegmentView view = first.segment(region, 0);
                for (int i = 0; i < 5000; i++) {
                    assertEquals(i, Page.getInt(view.page(i), 0));
                }
                assertEquals(-1, Page.getInt(second.segment(region, 0).page(4321), 0));
                assertFalse(view.hasPage(5000));
                assertFalse(view.hasPage(1 << 20));
            }
        }
    }
}
