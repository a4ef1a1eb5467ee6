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
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import org.jspecify.annotations.Nullable;

/**
 * Reads an {@link AppendColumns}, from its writer's pages or from a snapshot's, by bulk copies. A
 * view of a snapshot is safe from any thread while the snapshot is open, also while rows are
 * appended behind it.
 */
public sealed class AppendColumnsView permits AppendColumns {
    static final int ROWS = 0;

    /** Metadata slot of a bytes segment: its length in bytes. */
    static final int BYTES_END = 0;

    static final int SEGMENTS_PER_COLUMN = 3;
    static final int VALUES = 0;
    static final int BYTES = 1;
    static final int NULLS = 2;

    /** A page of text ends: the end of all text before it, then the ends relative to that. */
    static final int ENDS_HEADER = 8;

    static final int ENDS_PER_PAGE = (Page.BYTES - ENDS_HEADER) / 4;
    static final int NULLS_PER_PAGE = Page.BYTES * 8;

    private final Schema schema;
    private final PageSource[] segments;

    AppendColumnsView(Schema schema, PageSource[] segments) {
        this.schema = schema;
        this.segments = segments;
    }

    public final Schema schema() {
        return schema;
    }

    /** Rows in the table. */
    public final long rows() {
        return segments[0].meta(ROWS);
    }

    static int rowsPerPage(Type type) {
        return Page.BYTES / type.physical().width();
    }

    /** Rows {@code from} to {@code from + count} with the columns at {@code fields}. */
    public final Batch read(long from, int count, int... fields) {
        Column[] columns = new Column[fields.length];
        for (int i = 0; i < fields.length; i++) {
            columns[i] = readColumn(fields[i], from, count);
        }
        return new Batch(schema.select(fields), columns, count, null);
    }

    /** Rows {@code from} to {@code from + count} of one column. */
    public final Column readColumn(int field, long from, int count) {
        if (from < 0 || count < 0 || from + count > rows()) {
            throw new IndexOutOfBoundsException(
                    "rows " + from + " to " + (from + count) + " of " + rows());
        }
        Type type = schema.type(field);
        boolean[] nulls = readNulls(field, from, count);
        PageSource values = segments[field * SEGMENTS_PER_COLUMN + VALUES];
        return switch (type.physical()) {
            case BOOL -> {
                boolean[] target = new boolean[count];
                eachRun(
                        type,
                        from,
                        count,
                        (page, at, to, run) -> {
                            byte[] bytes = values.page(page);
                            for (int i = 0; i < run; i++) {
                                target[to + i] = bytes[at + i] != 0;
                            }
                        });
                yield new BoolColumn(type, count, target, nulls);
            }
            case INT -> {
                int[] target = new int[count];
                eachRun(
                        type,
                        from,
                        count,
                        (page, at, to, run) ->
                                Page.copyOut(values.page(page), at, target, to, run));
                yield new IntColumn(type, count, target, nulls);
            }
            case LONG -> {
                long[] target = new long[count];
                eachRun(
                        type,
                        from,
                        count,
                        (page, at, to, run) ->
                                Page.copyOut(values.page(page), at, target, to, run));
                yield new LongColumn(type, count, target, nulls);
            }
            case DOUBLE -> {
                double[] target = new double[count];
                eachRun(
                        type,
                        from,
                        count,
                        (page, at, to, run) ->
                                Page.copyOut(values.page(page), at, target, to, run));
                yield new DoubleColumn(type, count, target, nulls);
            }
            case INT128 -> {
                long[] high = new long[count];
                long[] low = new long[count];
                eachRun(
                        type,
                        from,
                        count,
                        (page, at, to, run) -> {
                            byte[] bytes = values.page(page);
                            for (int i = 0; i < run; i++) {
                                high[to + i] = Page.getLong(bytes, at + 16 * i);
                                low[to + i] = Page.getLong(bytes, at + 16 * i + 8);
                            }
                        });
                yield new Int128Column(type, count, high, low, nulls);
            }
            case INTERVAL -> {
                int[] months = new int[count];
                int[] days = new int[count];
                long[] micros = new long[count];
                eachRun(
                        type,
                        from,
                        count,
                        (page, at, to, run) -> {
                            byte[] bytes = values.page(page);
                            for (int i = 0; i < run; i++) {
                                months[to + i] = Page.getInt(bytes, at + 16 * i);
                                days[to + i] = Page.getInt(bytes, at + 16 * i + 4);
                                micros[to + i] = Page.getLong(bytes, at + 16 * i + 8);
                            }
                        });
                yield new IntervalColumn(type, count, months, days, micros, nulls);
            }
            case BYTES -> readText(type, field, from, count, nulls);
        };
    }

    /** Handles a run of rows that stand in one page. */
    interface Run {
        void copy(int page, int at, int target, int count);
    }

    /** Splits rows of a fixed-width column into runs of one page each. */
    static void eachRun(Type type, long from, int count, Run run) {
        int perPage = rowsPerPage(type);
        int width = type.physical().width();
        int done = 0;
        while (done < count) {
            long row = from + done;
            int slot = (int) (row % perPage);
            int rows = Math.min(count - done, perPage - slot);
            run.copy((int) (row / perPage), slot * width, done, rows);
            done += rows;
        }
    }

    private BytesColumn readText(
            Type type, int field, long from, int count, boolean @Nullable [] nulls) {
        PageSource ends = segments[field * SEGMENTS_PER_COLUMN + VALUES];
        PageSource bytes = segments[field * SEGMENTS_PER_COLUMN + BYTES];
        int[] offsets = new int[count + 1];
        if (count == 0) {
            return new BytesColumn(type, 0, offsets, new byte[0], nulls);
        }
        long start = from == 0 ? 0 : end(ends, from - 1);
        int done = 0;
        while (done < count) {
            long row = from + done;
            int slot = (int) (row % ENDS_PER_PAGE);
            int run = Math.min(count - done, ENDS_PER_PAGE - slot);
            byte[] page = ends.page((int) (row / ENDS_PER_PAGE));
            int base = Math.toIntExact(Page.getLong(page, 0) - start);
            Page.copyOut(page, ENDS_HEADER + 4 * slot, offsets, done + 1, run);
            for (int i = done + 1; i <= done + run; i++) {
                offsets[i] += base;
            }
            done += run;
        }
        byte[] target = new byte[offsets[count]];
        for (int copied = 0; copied < target.length; ) {
            long at = start + copied;
            int offset = (int) (at % Page.BYTES);
            int run = Math.min(target.length - copied, Page.BYTES - offset);
            System.arraycopy(bytes.page((int) (at / Page.BYTES)), offset, target, copied, run);
            copied += run;
        }
        return new BytesColumn(type, count, offsets, target, nulls);
    }

    private static long end(PageSource ends, long row) {
        byte[] page = ends.page((int) (row / ENDS_PER_PAGE));
        int slot = (int) (row % ENDS_PER_PAGE);
        return Page.getLong(page, 0) + Page.getInt(page, ENDS_HEADER + 4 * slot);
    }

    private boolean @Nullable [] readNulls(int field, long from, int count) {
        PageSource bits = segments[field * SEGMENTS_PER_COLUMN + NULLS];
        if (bits.pageLimit() == 0) {
            return null;
        }
        boolean[] nulls = null;
        int done = 0;
        while (done < count) {
            long row = from + done;
            int page = (int) (row / NULLS_PER_PAGE);
            int slot = (int) (row % NULLS_PER_PAGE);
            int run = Math.min(count - done, NULLS_PER_PAGE - slot);
            if (page < bits.pageLimit()) {
                byte[] bytes = bits.page(page);
                for (int i = slot; i < slot + run; i++) {
                    if (((bytes[i >>> 3] >>> (i & 7)) & 1) != 0) {
                        if (nulls == null) {
                            nulls = new boolean[count];
                        }
                        nulls[done + i - slot] = true;
                    }
                }
            }
            done += run;
        }
        return nulls;
    }
}
