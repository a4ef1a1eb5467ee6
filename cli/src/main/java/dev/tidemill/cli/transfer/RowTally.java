package dev.tidemill.cli.transfer;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the rows of an export as its bytes go by. One thread counts, any may read.
 *
 * <p>Every row of CSV and NDJSON ends with a line end. Of the line ends of CSV those within quotes
 * are no ends; a quote that stands for itself is written twice, and so changes nothing.
 */
public final class RowTally {
    private final FileFormat format;
    private final AtomicLong lines = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private boolean quoted;

    public RowTally(FileFormat format) {
        this.format = format;
    }

    /** Counts what has come: {@code chunk[from, to)}. */
    public void add(byte[] chunk, int from, int to) {
        bytes.addAndGet(to - from);
        if (format == FileFormat.PARQUET) {
            return;
        }
        long ends = 0;
        for (int i = from; i < to; i++) {
            if (chunk[i] == '"' && format == FileFormat.CSV) {
                quoted = !quoted;
            } else if (chunk[i] == '\n' && !quoted) {
                ends++;
            }
        }
        lines.addAndGet(ends);
    }

    /** Rows so far; of Parquet none are seen. */
    public long rows() {
        return format == FileFormat.CSV ? Math.max(0, lines.get() - 1) : lines.get();
    }

    public long bytes() {
        return bytes.get();
    }
}
