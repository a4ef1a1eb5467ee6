package dev.tidemill.engine.state;

/**
 * The numbered pages and the few metadata longs of one structure, either as the writer has them now
 * ({@link Segment}) or as a snapshot pinned them ({@link SegmentView}). Structures read through
 * this, so the same code serves the writer and its readers.
 */
public sealed interface PageSource permits Segment, SegmentView {
    /** The bytes of a page; read-only for the caller. The page must exist. */
    byte[] page(int number);

    boolean hasPage(int number);

    /** One more than the highest page number in use. */
    int pageLimit();

    /** A metadata long, 0 until set. */
    long meta(int slot);
}
