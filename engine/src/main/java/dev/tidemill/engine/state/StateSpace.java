package dev.tidemill.engine.state;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * All state of one node: regions by name over one allocator, and the epoch that orders writes and
 * pins.
 *
 * <p>The epoch grows with every pin. Pins, creation and dropping of regions happen between writes
 * (at a tick boundary); different regions may be written by different threads within a tick.
 */
public final class StateSpace {
    /** Key partitions, whatever the number of cores: the top three bits of a key's hash. */
    public static final int PARTITIONS = 8;

    private final PageAllocator allocator;
    private final Map<RegionName, Region> regions = new ConcurrentHashMap<>();

    /** Dropped regions of which snapshots still see pages, or did when they were dropped. */
    private final Set<Region> dropped = ConcurrentHashMap.newKeySet();

    private long epoch = 1;

    public StateSpace(PageAllocator allocator) {
        this.allocator = requireNonNull(allocator, "allocator");
    }

    public PageAllocator allocator() {
        return allocator;
    }

    /** The partition of a key's hash. */
    public static int partition(long hash) {
        return (int) (hash >>> 61);
    }

    /** The region with this name, created empty when it is new. */
    public Region region(String node, int partition) {
        return regions.computeIfAbsent(
                new RegionName(node, partition), name -> new Region(this, name));
    }

    public @Nullable Region find(String node, int partition) {
        return regions.get(new RegionName(node, partition));
    }

    public Collection<Region> regions() {
        return regions.values();
    }

    /** Frees a region's pages; those that snapshots see return when these are closed. */
    public void drop(Region region) {
        if (regions.remove(region.name(), region)) {
            region.clear();
            dropped.removeIf(old -> old.bytes() == 0);
            if (region.bytes() > 0) {
                dropped.add(region);
            }
        }
    }

    /**
     * Bytes of all regions' pages, and of those that only snapshots still see, in dropped regions
     * too: between writes it is what the allocator has counted.
     */
    public long bytes() {
        long bytes = 0;
        for (Region region : regions.values()) {
            bytes += region.bytes();
        }
        for (Region region : dropped) {
            bytes += region.bytes();
        }
        return bytes;
    }

    /**
     * Bytes of the pages that only snapshots still see. Any thread: while a tick writes, it is not
     * exact.
     */
    public long pinnedBytes() {
        long bytes = 0;
        for (Region region : regions.values()) {
            bytes += region.bytes() - region.liveBytes();
        }
        for (Region region : dropped) {
            bytes += region.bytes();
        }
        return Math.max(0, bytes);
    }

    /** Drops all partitions of a node. */
    public void drop(String node) {
        for (Region region : List.copyOf(regions.values())) {
            if (region.name().node().equals(node)) {
                drop(region);
            }
        }
    }

    /**
     * Takes a region over from another space of the same allocator, in the place of one of its
     * name. Structures over the region go on with it. No snapshot may see it.
     */
    public void adopt(StateSpace from, Region region) {
        if (from.allocator != allocator || !from.regions.remove(region.name(), region)) {
            throw new IllegalArgumentException(region.name() + " is not in that space");
        }
        Region former = regions.get(region.name());
        if (former != null) {
            drop(former);
        }
        region.moveTo(this);
        regions.put(region.name(), region);
    }

    long epoch() {
        return epoch;
    }

    /** Pins all regions. The cost is one step for each region and for each page written since. */
    public Snapshot pin() {
        return pin(regions.values());
    }

    /** Pins some regions; the others can then still be written in place. */
    public Snapshot pin(Collection<Region> pinned) {
        Map<Region, RegionView> views = HashMap.newHashMap(pinned.size());
        for (Region region : pinned) {
            views.put(region, region.pin(epoch));
        }
        Snapshot snapshot = new Snapshot(epoch, views);
        epoch++;
        return snapshot;
    }

    /** Sets the epoch while a checkpoint is restored. */
    public void resumeAt(long restoredEpoch) {
        epoch = restoredEpoch;
    }
}
