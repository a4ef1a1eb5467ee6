package dev.tidemill.engine.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Regions as they stood at one tick boundary. Counted references: it is open as long as one holder
 * has not closed it. Safe to read, retain and close from any thread while the writer goes on; what
 * it shows after the last close is undefined.
 */
public final class Snapshot implements AutoCloseable {
    private final long epoch;
    private final Map<Region, RegionView> views;
    private final AtomicInteger references = new AtomicInteger(1);

    Snapshot(long epoch, Map<Region, RegionView> views) {
        this.epoch = epoch;
        this.views = views;
    }

    public long epoch() {
        return epoch;
    }

    /** A segment as pinned; empty when the region was not pinned or had no such segment. */
    public SegmentView segment(Region region, int id) {
        RegionView view = views.get(region);
        return view == null ? SegmentView.EMPTY : view.segment(id);
    }

    /** Whether the region was there when the snapshot was made, and is among what it pinned. */
    public boolean isPinned(Region region) {
        return views.containsKey(region);
    }

    /**
     * What these regions hold: equal in two snapshots only if nothing was written to them between.
     * Null when one of them was not pinned.
     */
    public @Nullable Contents contents(List<Region> regions) {
        List<Contents.Part> parts = new ArrayList<>(regions.size());
        for (Region region : regions) {
            RegionView view = views.get(region);
            if (view == null) {
                return null;
            }
            parts.add(new Contents.Part(region, view.version));
        }
        return new Contents(parts);
    }

    /** Adds a reference unless the snapshot is already closed. Each success needs one close. */
    public boolean tryRetain() {
        int count = references.get();
        while (count > 0) {
            if (references.compareAndSet(count, count + 1)) {
                return true;
            }
            count = references.get();
        }
        return false;
    }

    @Override
    public void close() {
        int left = references.decrementAndGet();
        if (left < 0) {
            throw new IllegalStateException("the snapshot was closed too often");
        }
        if (left == 0) {
            for (RegionView view : views.values()) {
                view.region.unpin(view);
            }
        }
    }

    /** The segments of all pinned regions, by the regions' names in order. */
    public Map<RegionName, List<SegmentView>> regions() {
        Map<RegionName, List<SegmentView>> regions = new TreeMap<>();
        views.forEach((region, view) -> regions.put(region.name(), List.of(view.segments)));
        return regions;
    }
}
