package dev.tidemill.engine.state;

/** Reads the rows of a {@link RowHeap}, from its writer's pages or from a snapshot's. */
public sealed class RowHeapView permits RowHeap {
    static final int FREE_LIST = 0;
    static final int COUNT = 1;

    private final PageSource source;
    final Slots slots;

    /**
     * @param width bytes of a row, as the heap was made with
     */
    public RowHeapView(PageSource source, int width) {
        this.source = source;
        this.slots = new Slots(width);
    }

    /** Live rows. */
    public final long count() {
        return source.meta(COUNT);
    }

    /** The page that a row is in, for reading at {@link #offset}. */
    public final byte[] page(long row) {
        return source.page(Slots.page(row));
    }

    public final int offset(long row) {
        return slots.offset(row);
    }

    /**
     * Reads both ends of some rows, none of which waits for another.
     *
     * @param rows those below 0 are passed over
     * @return what was read; of no meaning, but to be kept somewhere lest the reads be left out
     */
    final long fetch(long[] rows, int count) {
        long read = 0;
        for (int i = 0; i < count; i++) {
            if (rows[i] >= 0) {
                byte[] page = page(rows[i]);
                int at = offset(rows[i]);
                read += Page.getLong(page, at) + Page.getLong(page, at + slots.width() - 8);
            }
        }
        return read;
    }

    public final boolean isLive(long row) {
        int page = Slots.page(row);
        return source.hasPage(page) && slots.isUsed(source.page(page), row);
    }

    /** One more than the highest page; pages between may be missing. */
    public final int pageLimit() {
        return source.pageLimit();
    }

    /** The most rows that one page holds. */
    public final int rowsPerPage() {
        return slots.capacity();
    }

    /**
     * The live rows of a page as offsets into {@link #pageAt}, in order.
     *
     * @param offsets at least {@link #rowsPerPage} long
     * @return how many; 0 for a missing page
     */
    public final int liveOffsets(int page, int[] offsets) {
        return source.hasPage(page) ? slots.usedOffsets(source.page(page), offsets) : 0;
    }

    public final byte[] pageAt(int page) {
        return source.page(page);
    }

    /** The row at an offset of a page. */
    public final long rowAt(int page, int offset) {
        return slots.slotAt(page, offset);
    }
}
