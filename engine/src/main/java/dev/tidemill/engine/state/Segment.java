package dev.tidemill.engine.state;

import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The pages of one structure of a region, numbered from 0, and {@link #META_LONGS} metadata longs.
 *
 * <p>Invariants: a page that a pinned view sees is never written again (it is copied first), except
 * by {@link #appendable}, whose callers only write bytes that no view reads. A page whose stamp is
 * the current epoch is private to the writer. Every page written since the last pin is in {@code
 * dirty} once.
 *
 * <p>One writer at a time; readers use a {@link Snapshot}.
 */
public final class Segment implements PageSource {
    public static final int META_LONGS = 16;
    private static final int CAPACITY_MIN = 4;

    private final Region region;
    private StateSpace space;
    private byte[] @Nullable [] pages = new byte[CAPACITY_MIN][];
    private long[] stamps = new long[CAPACITY_MIN];
    private long[] births = new long[CAPACITY_MIN];
    private int limit;
    private int live;
    private int[] freeNumbers = new int[CAPACITY_MIN];
    private int freeCount;
    private final long[] meta = new long[META_LONGS];

    private int[] dirty = new int[CAPACITY_MIN];
    private int dirtyCount;
    private PageTree tree = PageTree.EMPTY;
    private long treeEpoch;

    Segment(Region region, StateSpace space) {
        this.region = region;
        this.space = space;
    }

    @Override
    @SuppressWarnings("NullAway") // the caller vouches that the page exists
    public byte[] page(int number) {
        return pages[number];
    }

    @Override
    public boolean hasPage(int number) {
        return number < limit && pages[number] != null;
    }

    @Override
    public int pageLimit() {
        return limit;
    }

    @Override
    public long meta(int slot) {
        return meta[slot];
    }

    public void setMeta(int slot, long value) {
        meta[slot] = value;
        region.markChanged();
    }

    /** Pages in use. */
    public int livePages() {
        return live;
    }

    /** The page for writing anywhere in it; copied first when a view sees it. */
    @SuppressWarnings("NullAway") // the caller vouches that the page exists
    public byte[] writable(int number) {
        return stamps[number] == space.epoch() ? pages[number] : makeWritable(number);
    }

    /** The page for writing bytes that no pinned view reads; never copied. */
    @SuppressWarnings("NullAway") // the caller vouches that the page exists
    public byte[] appendable(int number) {
        if (stamps[number] != space.epoch()) {
            touch(number);
        }
        return pages[number];
    }

    /** Adds a page of zeros and returns its number, reusing the numbers of freed pages. */
    public int allocate() {
        int number = freeCount > 0 ? freeNumbers[--freeCount] : limit;
        place(number, space.allocator().zeroed());
        return number;
    }

    /** Adds a page of zeros at the limit, for structures that compute page numbers. */
    public int allocateAtEnd() {
        int number = limit;
        place(number, space.allocator().zeroed());
        return number;
    }

    /** As {@link #allocateAtEnd}, with any bytes in it: the caller writes all of them at once. */
    int allocateUnfilledAtEnd() {
        int number = limit;
        place(number, space.allocator().unfilled());
        return number;
    }

    private void place(int number, byte[] page) {
        ensureCapacity(number);
        boolean listed = stamps[number] > treeEpoch;
        pages[number] = page;
        stamps[number] = space.epoch();
        births[number] = space.epoch();
        limit = Math.max(limit, number + 1);
        live++;
        if (!listed) {
            list(number);
        }
        region.markChanged();
    }

    /** Gives a page back, at once or when the last view that sees it is closed. */
    @SuppressWarnings("NullAway") // the caller vouches that the page exists
    public void free(int number) {
        byte[] page = pages[number];
        touch(number);
        pages[number] = null;
        live--;
        region.retire(page, births[number]);
        addFreeNumber(number);
    }

    private void addFreeNumber(int number) {
        if (freeCount == freeNumbers.length) {
            freeNumbers = Arrays.copyOf(freeNumbers, freeCount * 2);
        }
        freeNumbers[freeCount++] = number;
    }

    /** Frees all pages and clears the metadata. */
    public void clear() {
        for (int number = 0; number < limit; number++) {
            if (pages[number] != null) {
                free(number);
            }
        }
        // Numbers restart, so that structures which compute page numbers begin again at 0.
        limit = 0;
        freeCount = 0;
        Arrays.fill(meta, 0);
        region.markChanged();
    }

    @SuppressWarnings("NullAway") // the caller vouches that the page exists
    private byte[] makeWritable(int number) {
        byte[] page = pages[number];
        touch(number);
        if (!region.isPinned(births[number])) {
            return page;
        }
        byte[] copy = space.allocator().copyOf(page);
        region.retire(page, births[number]);
        pages[number] = copy;
        births[number] = space.epoch();
        return copy;
    }

    private void touch(int number) {
        if (stamps[number] <= treeEpoch) {
            list(number);
        }
        stamps[number] = space.epoch();
        region.markChanged();
    }

    private void list(int number) {
        if (dirtyCount == dirty.length) {
            dirty = Arrays.copyOf(dirty, dirtyCount * 2);
        }
        dirty[dirtyCount++] = number;
    }

    private void ensureCapacity(int number) {
        if (number >= pages.length) {
            int capacity = Math.max(number + 1, pages.length * 2);
            pages = Arrays.copyOf(pages, capacity);
            stamps = Arrays.copyOf(stamps, capacity);
            births = Arrays.copyOf(births, capacity);
        }
    }

    /** Counts epochs as another space does; no view may see the segment. */
    void moveTo(StateSpace other) {
        space = other;
        tree = PageTree.EMPTY;
        treeEpoch = 0;
        dirtyCount = 0;
        for (int number = 0; number < stamps.length; number++) {
            boolean used = number < limit && pages[number] != null;
            stamps[number] = used ? other.epoch() : 0;
            births[number] = stamps[number];
            if (used) {
                list(number);
            }
        }
    }

    /** The segment as it stands; later writes leave the view as it is. */
    SegmentView view(long epoch) {
        // Pages are taken over by leaves of the tree: when many changed, that is a few copies.
        BitSet taken = new BitSet();
        for (int i = 0; i < dirtyCount; i++) {
            int leaf = PageTree.leafOf(dirty[i]);
            if (!taken.get(leaf)) {
                taken.set(leaf);
                tree = tree.withLeaf(epoch, leaf, pages, stamps);
            }
        }
        dirtyCount = 0;
        treeEpoch = epoch;
        return new SegmentView(tree, meta.clone(), limit);
    }

    /** Makes room for a page of a checkpoint; the caller fills it. */
    public byte[] restorePage(int number) {
        byte[] page = space.allocator().zeroed();
        place(number, page);
        return page;
    }

    /** Completes a restore: metadata, and the page numbers between that are free. */
    public void restoreMeta(long[] values, int pageLimit) {
        System.arraycopy(values, 0, meta, 0, META_LONGS);
        ensureCapacity(Math.max(0, pageLimit - 1));
        limit = pageLimit;
        for (int number = pageLimit - 1; number >= 0; number--) {
            if (pages[number] == null) {
                addFreeNumber(number);
            }
        }
    }
}
