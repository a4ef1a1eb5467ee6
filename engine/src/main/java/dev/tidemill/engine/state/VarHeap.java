package dev.tidemill.engine.state;

/**
 * Byte strings of any length in pages: short ones in slots of a few size classes, long ones in
 * chains of pages. The length is kept by the caller beside the reference. One segment.
 */
public final class VarHeap extends VarHeapView {
    /** Segments that a heap takes. */
    public static final int SEGMENTS = 1;

    private final Segment segment;

    public VarHeap(Region region, int firstSegment) {
        super(region.segment(firstSegment));
        this.segment = region.segment(firstSegment);
    }

    /** The heap as a snapshot sees it. */
    public static VarHeapView at(Snapshot snapshot, Region region, int firstSegment) {
        return new VarHeapView(snapshot.segment(region, firstSegment));
    }

    /** Stores a copy of the bytes and returns its reference, never negative. */
    public long store(byte[] bytes, int start, int length) {
        if (length > SMALL_MAX) {
            return storeChain(bytes, start, length);
        }
        int sizeClass = classOf(length);
        long slot = slots(sizeClass).take(segment, sizeClass);
        byte[] page = segment.writable(Slots.page(slot));
        System.arraycopy(bytes, start, page, slots(sizeClass).offset(slot), length);
        return slot;
    }

    private long storeChain(byte[] bytes, int start, int length) {
        int next = 0;
        int last = (length - 1) / CHAIN_BYTES;
        for (int i = last; i >= 0; i--) {
            int number = segment.allocate();
            byte[] page = segment.writable(number);
            int from = i * CHAIN_BYTES;
            System.arraycopy(
                    bytes, start + from, page, CHAIN_HEADER, Math.min(CHAIN_BYTES, length - from));
            Page.putInt(page, 0, next);
            next = number + 1;
        }
        return next - 1L;
    }

    /** Frees a string, whose bytes are gone. The length must be the one it was stored with. */
    public void free(long reference, int length) {
        if (length <= SMALL_MAX) {
            int sizeClass = classOf(length);
            slots(sizeClass).release(segment, sizeClass, reference);
            return;
        }
        int left = length;
        for (int number = (int) reference; left > 0; left -= CHAIN_BYTES) {
            int next = Page.getInt(segment.page(number), 0) - 1;
            segment.free(number);
            number = next;
        }
    }
}
