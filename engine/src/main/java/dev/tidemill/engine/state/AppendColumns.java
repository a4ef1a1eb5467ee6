package dev.tidemill.engine.state;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BoolColumn;
import dev.tidemill.algebra.column.BytesColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.DoubleColumn;
import dev.tidemill.algebra.column.Int128Column;
import dev.tidemill.algebra.column.IntColumn;
import dev.tidemill.algebra.column.IntervalColumn;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.type.Physical;
import dev.tidemill.algebra.type.Schema;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Append-only rows, column by column: values in fixed-width pages, text as a stream of bytes with
 * the ends of the values, NULLs as bits that exist only when a column has some.
 *
 * <p>Rows are appended to pages that snapshots see, without copying them: a snapshot never reads
 * past its own row count, and null bits of earlier rows never change.
 *
 * <p>Three segments for each column. One writer.
 */
public final class AppendColumns extends AppendColumnsView {
    private final Segment[] segments;
    private final int[] allFields;

    /** Segments that a table of this schema takes. */
    public static int segments(Schema schema) {
        return schema.size() * SEGMENTS_PER_COLUMN;
    }

    public AppendColumns(Region region, int firstSegment, Schema schema) {
        Segment[] all =
                IntStream.range(firstSegment, firstSegment + segments(schema))
                        .mapToObj(region::segment)
                        .toArray(Segment[]::new);
        super(schema, all);
        this.segments = all;
        this.allFields = IntStream.range(0, schema.size()).toArray();
        for (int field = 0; field < allFields.length; field++) {
            clearNullsPast(rows(), all[field * SEGMENTS_PER_COLUMN + NULLS]);
        }
    }

    /**
     * A checkpoint's pages may hold null bits of rows that were appended after its snapshot; the
     * rows that take their places after a restore start without.
     */
    private static void clearNullsPast(long rows, Segment bits) {
        for (int page = (int) (rows / NULLS_PER_PAGE); page < bits.pageLimit(); page++) {
            long first = Math.max(0, rows - (long) page * NULLS_PER_PAGE);
            byte[] bytes = bits.writable(page);
            int at = (int) (first >>> 3);
            bytes[at] &= (byte) ((1 << (first & 7)) - 1);
            Arrays.fill(bytes, at + 1, Page.BYTES, (byte) 0);
        }
    }

    /** The table as a snapshot sees it. */
    public static AppendColumnsView at(
            Snapshot snapshot, Region region, int firstSegment, Schema schema) {
        return new AppendColumnsView(
                schema,
                IntStream.range(firstSegment, firstSegment + segments(schema))
                        .mapToObj(id -> snapshot.segment(region, id))
                        .toArray(PageSource[]::new));
    }

    /** All columns of some rows. */
    public Batch read(long from, int count) {
        return read(from, count, allFields);
    }

    /** Appends all rows of a batch once each; weights are not looked at. */
    public void append(Batch batch) {
        append(batch, PartitionRunner.IN_TURN);
    }

    /** As the other; columns go side by side, each to its own segments. */
    public void append(Batch batch, PartitionRunner runner) {
        long row = rows();
        runner.run(
                batch.size(),
                part -> {
                    for (int field = part;
                            field < allFields.length;
                            field += StateSpace.PARTITIONS) {
                        append(field, batch.column(field), row);
                    }
                });
        segments[0].setMeta(ROWS, row + batch.size());
    }

    private void append(int field, Column column, long row) {
        appendValues(field, column, row);
        appendNulls(segments[field * SEGMENTS_PER_COLUMN + NULLS], column, row);
    }

    private void appendValues(int field, Column column, long row) {
        Segment values = segments[field * SEGMENTS_PER_COLUMN + VALUES];
        if (column instanceof BytesColumn text) {
            appendText(values, segments[field * SEGMENTS_PER_COLUMN + BYTES], text, row);
            return;
        }
        eachRun(
                column.type(),
                row,
                column.size(),
                (page, at, from, count) -> {
                    int end = at + count * column.type().physical().width();
                    writeRun(column, from, writable(values, page, end), at, count);
                });
    }

    /**
     * A page at or one past the end, for appending. The caller fills a new one from its beginning
     * to {@code end}; what is behind is zeros.
     */
    private static byte[] writable(Segment segment, int page, int end) {
        if (page < segment.pageLimit()) {
            return segment.appendable(page);
        }
        byte[] bytes = segment.appendable(segment.allocateUnfilledAtEnd());
        Arrays.fill(bytes, end, Page.BYTES, (byte) 0);
        return bytes;
    }

    private static void writeRun(Column column, int from, byte[] page, int at, int count) {
        switch (column) {
            case BoolColumn c -> {
                for (int i = 0; i < count; i++) {
                    page[at + i] = (byte) (c.values()[from + i] ? 1 : 0);
                }
            }
            case IntColumn c -> Page.copyIn(c.values(), from, page, at, count);
            case LongColumn c -> Page.copyIn(c.values(), from, page, at, count);
            case DoubleColumn c -> Page.copyIn(c.values(), from, page, at, count);
            case Int128Column c -> {
                for (int i = 0; i < count; i++) {
                    Page.putLong(page, at + 16 * i, c.high()[from + i]);
                    Page.putLong(page, at + 16 * i + 8, c.low()[from + i]);
                }
            }
            case IntervalColumn c -> {
                for (int i = 0; i < count; i++) {
                    Page.putInt(page, at + 16 * i, c.months()[from + i]);
                    Page.putInt(page, at + 16 * i + 4, c.days()[from + i]);
                    Page.putLong(page, at + 16 * i + 8, c.micros()[from + i]);
                }
            }
            case BytesColumn c -> throw new IllegalStateException(Physical.BYTES + " " + c.type());
        }
    }

    private static void appendText(Segment ends, Segment bytes, BytesColumn text, long row) {
        long start = bytes.meta(BYTES_END);
        int first = text.start(0);
        int length = text.offsets()[text.size()] - first;
        int[] shifted = new int[Math.min(text.size(), ENDS_PER_PAGE)];
        int done = 0;
        while (done < text.size()) {
            int slot = (int) ((row + done) % ENDS_PER_PAGE);
            int count = Math.min(text.size() - done, ENDS_PER_PAGE - slot);
            int end = ENDS_HEADER + 4 * (slot + count);
            byte[] page = writable(ends, (int) ((row + done) / ENDS_PER_PAGE), end);
            if (slot == 0) {
                Page.putLong(page, 0, start + text.start(done) - first);
            }
            long shift = start - first - Page.getLong(page, 0);
            // The ends ascend: when the last one fits, all do.
            int base =
                    Math.toIntExact(shift + text.offsets()[done + count])
                            - text.offsets()[done + count];
            for (int i = 0; i < count; i++) {
                shifted[i] = base + text.offsets()[done + i + 1];
            }
            Page.copyIn(shifted, 0, page, ENDS_HEADER + 4 * slot, count);
            done += count;
        }
        for (int copied = 0; copied < length; ) {
            long at = start + copied;
            int offset = (int) (at % Page.BYTES);
            int run = Math.min(length - copied, Page.BYTES - offset);
            byte[] page = writable(bytes, (int) (at / Page.BYTES), offset + run);
            System.arraycopy(text.bytes(), first + copied, page, offset, run);
            copied += run;
        }
        bytes.setMeta(BYTES_END, start + length);
    }

    private static void appendNulls(Segment bits, Column column, long row) {
        boolean[] nulls = column.nulls();
        if (nulls == null) {
            return;
        }
        for (int i = 0; i < column.size(); i++) {
            if (nulls[i]) {
                int page = (int) ((row + i) / NULLS_PER_PAGE);
                while (bits.pageLimit() <= page) {
                    bits.allocateAtEnd();
                }
                byte[] bytes = bits.appendable(page);
                int bit = (int) ((row + i) % NULLS_PER_PAGE);
                bytes[bit >>> 3] |= (byte) (1 << (bit & 7));
            }
        }
    }
}
