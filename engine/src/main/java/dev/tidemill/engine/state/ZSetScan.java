package dev.tidemill.engine.state;

import dev.tidemill.algebra.column.Batch;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows of a {@link ZSetTableView} page by page, in no particular order. One thread each;
 * over the writer's own pages only while nothing is written.
 */
public final class ZSetScan {
    /** Rows that a chunk holds at least, unless the table ends. */
    private static final int CHUNK_ROWS = 2048;

    private final ZSetTableView table;
    private final RowHeapView heap;
    private final int pageEnd;
    private final int[] fields;
    private final int[] pageOffsets;
    private final byte[][] pages;
    private final int[] offsets;
    private final int[] pageNumbers;
    private int page;

    ZSetScan(ZSetTableView table, RowHeapView heap, int page, int pageEnd, int[] fields) {
        this.table = table;
        this.heap = heap;
        this.page = page;
        this.pageEnd = pageEnd;
        this.fields = fields;
        this.pageOffsets = new int[heap.rowsPerPage()];
        this.pages = new byte[CHUNK_ROWS + heap.rowsPerPage()][];
        this.offsets = new int[CHUNK_ROWS + heap.rowsPerPage()];
        this.pageNumbers = new int[CHUNK_ROWS + heap.rowsPerPage()];
    }

    /** The next rows with their weights (null when all are 1); null at the end. */
    public @Nullable Batch next() {
        int count = 0;
        while (count < CHUNK_ROWS && page < pageEnd) {
            int live = heap.liveOffsets(page, pageOffsets);
            if (live > 0) {
                byte[] bytes = heap.pageAt(page);
                for (int i = 0; i < live; i++) {
                    pageNumbers[count] = page;
                    pages[count] = bytes;
                    offsets[count++] = pageOffsets[i];
                }
            }
            page++;
        }
        return count == 0 ? null : table.read(pages, offsets, count, fields);
    }

    /** The number of a row of the last chunk. */
    long row(int index) {
        return heap.rowAt(pageNumbers[index], offsets[index]);
    }
}
