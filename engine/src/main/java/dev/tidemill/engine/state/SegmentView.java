package dev.tidemill.engine.state;

import org.jspecify.annotations.Nullable;

/** A segment as it stood when a snapshot pinned it. Immutable; safe from any thread. */
public final class SegmentView implements PageSource {
    static final SegmentView EMPTY =
            new SegmentView(PageTree.EMPTY, new long[Segment.META_LONGS], 0);

    private final PageTree tree;
    private final long[] meta;
    private final int limit;

    SegmentView(PageTree tree, long[] meta, int limit) {
        this.tree = tree;
        this.meta = meta;
        this.limit = limit;
    }

    @Override
    public byte[] page(int number) {
        byte[] page = tree.page(number);
        if (page == null) {
            throw new IllegalStateException("no page " + number + " in the snapshot");
        }
        return page;
    }

    @Override
    public boolean hasPage(int number) {
        return number < limit && tree.page(number) != null;
    }

    @Override
    public int pageLimit() {
        return limit;
    }

    @Override
    public long meta(int slot) {
        return meta[slot];
    }

    /** All metadata longs. */
    public long[] metaCopy() {
        return meta.clone();
    }

    /** A page, or null when there is none with this number. */
    public byte @Nullable [] pageOrNull(int number) {
        return tree.page(number);
    }

    /** The epoch of a page's last write; 0 when there is no such page. */
    public long stamp(int number) {
        return tree.stamp(number);
    }
}
