package dev.tidemill.engine.state;

/**
 * Rows of one fixed width with stable numbers (32 bits at most), free space reused. A row is a
 * range of its page's bytes; {@link RowLayout} says what stands in them. One segment.
 */
public final class RowHeap extends RowHeapView {
    /** Segments that a heap takes. */
    public static final int SEGMENTS = 1;

    private final Segment segment;

    public RowHeap(Region region, int firstSegment, int width) {
        super(region.segment(firstSegment), width);
        this.segment = region.segment(firstSegment);
    }

    /** The heap as a snapshot sees it. */
    public static RowHeapView at(Snapshot snapshot, Region region, int firstSegment, int width) {
        return new RowHeapView(snapshot.segment(region, firstSegment), width);
    }

    /** Adds a row, whose bytes are undefined until written, and returns its number. */
    public long insert() {
        long row = slots.take(segment, FREE_LIST);
        segment.setMeta(COUNT, segment.meta(COUNT) + 1);
        return row;
    }

    /** The page that a row is in, for writing at {@link #offset}. */
    public byte[] writable(long row) {
        return segment.writable(Slots.page(row));
    }

    /** Removes a row; its number may be used again. */
    public void delete(long row) {
        slots.release(segment, FREE_LIST, row);
        segment.setMeta(COUNT, segment.meta(COUNT) - 1);
    }
}
