package dev.tidemill.engine.state.checkpoint;

import java.util.Arrays;

/**
 * Where the pages of a segment stand in a checkpoint's files, by page number, and the segment's
 * metadata. A length of 0 means that there is no such page.
 */
final class SegmentManifest {
    final int pageLimit;
    final long[] meta;
    final int[] files;
    final long[] offsets;
    final int[] lengths;

    SegmentManifest(int pageLimit, long[] meta) {
        this.pageLimit = pageLimit;
        this.meta = meta;
        this.files = new int[pageLimit];
        this.offsets = new long[pageLimit];
        this.lengths = new int[pageLimit];
    }

    boolean holds(int page) {
        return page < pageLimit && lengths[page] > 0;
    }

    void place(int page, int file, long offset, int length) {
        files[page] = file;
        offsets[page] = offset;
        lengths[page] = length;
    }

    int pages() {
        return (int) Arrays.stream(lengths).filter(length -> length > 0).count();
    }
}
