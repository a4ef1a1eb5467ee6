package dev.tidemill.engine.state;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The state of one node in one key partition: a few segments, one for each structure in it.
 *
 * <p>Invariants: views are linked from oldest to newest; a page in a view's retired list was born
 * no later than that view and retired before the next newer one, so it is freed with the oldest
 * view that sees it. When there is no view, writes happen in place and freed pages return at once.
 *
 * <p>One writer thread at a time; pins only between its writes; views are released from any thread.
 */
public final class Region {
    private StateSpace space;
    private final RegionName name;
    private Segment[] segments = new Segment[0];

    private volatile @Nullable RegionView newest;

    /** Whether the newest view is not how the region stands: set here and read at the next pin. */
    private boolean changed = true;

    /** Whether something was written since the last new view. */
    private boolean written = true;

    /** The epoch of the first view of the contents as they stand. */
    private long version;

    private int retainedPages;

    Region(StateSpace space, RegionName name) {
        this.space = space;
        this.name = name;
    }

    public RegionName name() {
        return name;
    }

    /** The segment with this number, created empty when it is new. */
    public Segment segment(int id) {
        while (segments.length <= id) {
            Segment[] more = Arrays.copyOf(segments, segments.length + 1);
            more[segments.length] = new Segment(this, space);
            segments = more;
            markChanged();
        }
        return segments[id];
    }

    /** Bytes of the pages the region uses now or that snapshots still see of it. */
    public long bytes() {
        long pages = 0;
        for (Segment segment : segments) {
            pages += segment.livePages();
        }
        synchronized (this) {
            return (pages + retainedPages) * Page.BYTES;
        }
    }

    /** Bytes of the pages the region uses now; those that only snapshots still see are left out. */
    public long liveBytes() {
        long pages = 0;
        for (Segment segment : segments) {
            pages += segment.livePages();
        }
        return pages * Page.BYTES;
    }

    /** The least value that a metadata slot has now or in a snapshot that is open. */
    public long leastMeta(int segment, int slot) {
        long least = segment(segment).meta(slot);
        synchronized (this) {
            for (RegionView view = newest; view != null; view = view.older) {
                least = Math.min(least, view.segment(segment).meta(slot));
            }
        }
        return least;
    }

    /** Frees all pages; the segments are empty and may be used again. */
    public void clear() {
        for (Segment segment : segments) {
            segment.clear();
        }
    }

    /** Belongs to another space from now on, as if everything in it had been written just now. */
    synchronized void moveTo(StateSpace other) {
        if (newest != null) {
            throw new IllegalStateException("a snapshot sees " + name);
        }
        space = other;
        for (Segment segment : segments) {
            segment.moveTo(other);
        }
        changed = true;
    }

    void markChanged() {
        changed = true;
        written = true;
    }

    /** True when a pinned view sees pages born at this epoch. */
    boolean isPinned(long birth) {
        RegionView view = newest;
        return view != null && birth <= view.epoch;
    }

    synchronized void retire(byte[] page, long birth) {
        RegionView view = newest;
        if (view != null && birth <= view.epoch) {
            view.retired.add(page, birth);
            retainedPages++;
        } else {
            space.allocator().release(page);
        }
    }

    synchronized RegionView pin(long epoch) {
        RegionView latest = newest;
        if (latest != null && !changed) {
            latest.references++;
            return latest;
        }
        if (written) {
            version = epoch;
            written = false;
        }
        SegmentView[] views = new SegmentView[segments.length];
        for (int i = 0; i < views.length; i++) {
            views[i] = segments[i].view(epoch);
        }
        RegionView view = new RegionView(this, epoch, version, views);
        view.older = latest;
        if (latest != null) {
            latest.newer = view;
        }
        newest = view;
        changed = false;
        return view;
    }

    synchronized void unpin(RegionView view) {
        if (--view.references > 0) {
            return;
        }
        RegionView older = view.older;
        RegionView newer = view.newer;
        RetiredPages heir = older == null ? view.retired : older.retired;
        long visibleUntil = older == null ? Long.MIN_VALUE : older.epoch;
        retainedPages -= view.retired.releaseYoungerThan(visibleUntil, space.allocator(), heir);
        if (older != null) {
            older.newer = newer;
        }
        if (newer != null) {
            newer.older = older;
        } else {
            newest = older;
            // The older one does not show what changed between the two.
            changed = true;
        }
    }
}
