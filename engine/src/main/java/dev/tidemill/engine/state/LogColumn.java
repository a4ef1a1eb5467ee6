package dev.tidemill.engine.state;

import dev.tidemill.algebra.column.BoolColumn;
import dev.tidemill.algebra.column.BytesColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.DoubleColumn;
import dev.tidemill.algebra.column.Int128Column;
import dev.tidemill.algebra.column.IntColumn;
import dev.tidemill.algebra.column.IntervalColumn;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.type.Type;
import org.jspecify.annotations.Nullable;

/**
 * Single rows of one column of a {@link KeyedLog}, in whichever of its halves they stand. Rows are
 * named as the log names them. Reads only; any number of threads while nobody appends.
 */
final class LogColumn {
    private final Type type;
    private final int shift;
    private final int mask;
    private final PageSource[] values = new PageSource[KeyedLog.HALVES];
    private final PageSource[] bytes = new PageSource[KeyedLog.HALVES];
    private final PageSource[] nulls = new PageSource[KeyedLog.HALVES];

    /**
     * @param first the column's first segment in each half
     */
    LogColumn(Type type, Region region, int[] first) {
        this.type = type;
        this.shift = Integer.numberOfTrailingZeros(AppendColumnsView.rowsPerPage(type));
        this.mask = (1 << shift) - 1;
        for (int half = 0; half < first.length; half++) {
            values[half] = region.segment(first[half] + AppendColumnsView.VALUES);
            bytes[half] = region.segment(first[half] + AppendColumnsView.BYTES);
            nulls[half] = region.segment(first[half] + AppendColumnsView.NULLS);
        }
    }

    /** A whole number; only of columns of such. */
    long whole(long row) {
        byte[] page = values[KeyedLog.half(row)].page((int) row >>> shift);
        int slot = (int) row & mask;
        return switch (type.physical()) {
            case INT -> Page.getInt(page, 4 * slot);
            case LONG -> Page.getLong(page, 8 * slot);
            case BOOL, DOUBLE, INT128, BYTES, INTERVAL ->
                    throw new IllegalStateException(type + " is no whole number");
        };
    }

    /** Whether a row has a value that is NULL. */
    boolean isNull(long row) {
        PageSource bits = nulls[KeyedLog.half(row)];
        int page = (int) row / AppendColumnsView.NULLS_PER_PAGE;
        if (page >= bits.pageLimit()) {
            return false;
        }
        int slot = (int) row % AppendColumnsView.NULLS_PER_PAGE;
        return ((bits.page(page)[slot >>> 3] >>> (slot & 7)) & 1) != 0;
    }

    /** True when the row equals one of a column: NULL equals NULL, -0 equals 0, NaN equals NaN. */
    boolean matches(long row, Column column, int source) {
        boolean given = column.isNull(source);
        boolean stored = isNull(row);
        if (given || stored) {
            return given == stored;
        }
        if (column instanceof BytesColumn text) {
            return textMatches(row, text, source);
        }
        byte[] page = values[KeyedLog.half(row)].page((int) row >>> shift);
        int slot = (int) row & mask;
        return switch (column) {
            case BoolColumn c -> c.values()[source] == (page[slot] != 0);
            case IntColumn c -> c.values()[source] == Page.getInt(page, 4 * slot);
            case LongColumn c -> c.values()[source] == Page.getLong(page, 8 * slot);
            case DoubleColumn c ->
                    RowHash.canonicalBits(c.values()[source])
                            == RowHash.canonicalBits(Page.getDouble(page, 8 * slot));
            case Int128Column c ->
                    c.high()[source] == Page.getLong(page, 16 * slot)
                            && c.low()[source] == Page.getLong(page, 16 * slot + 8);
            case IntervalColumn c -> intervalMatches(c, source, page, 16 * slot);
            case BytesColumn c -> throw new IllegalStateException("compared before: " + c.type());
        };
    }

    private static boolean intervalMatches(IntervalColumn c, int source, byte[] page, int at) {
        long micros = Page.getLong(page, at + 8);
        return RowHash.wholeDays(c.months()[source], c.days()[source], c.micros()[source])
                        == RowHash.wholeDays(
                                Page.getInt(page, at), Page.getInt(page, at + 4), micros)
                && RowHash.restMicros(c.micros()[source]) == RowHash.restMicros(micros);
    }

    private boolean textMatches(long row, BytesColumn text, int source) {
        int half = KeyedLog.half(row);
        long start = textStart(half, (int) row);
        int length = text.length(source);
        if (textEnd(half, (int) row) - start != length) {
            return false;
        }
        int from = text.start(source);
        for (int done = 0; done < length; ) {
            byte[] page = bytes[half].page((int) ((start + done) / Page.BYTES));
            int offset = (int) ((start + done) % Page.BYTES);
            int run = Math.min(length - done, Page.BYTES - offset);
            for (int i = 0; i < run; i++) {
                if (page[offset + i] != text.bytes()[from + done + i]) {
                    return false;
                }
            }
            done += run;
        }
        return true;
    }

    private long textStart(int half, int row) {
        byte[] page = values[half].page(row / AppendColumnsView.ENDS_PER_PAGE);
        int slot = row % AppendColumnsView.ENDS_PER_PAGE;
        long base = Page.getLong(page, 0);
        return slot == 0 ? base : base + end(page, slot - 1);
    }

    private long textEnd(int half, int row) {
        byte[] page = values[half].page(row / AppendColumnsView.ENDS_PER_PAGE);
        return Page.getLong(page, 0) + end(page, row % AppendColumnsView.ENDS_PER_PAGE);
    }

    private static int end(byte[] page, int slot) {
        return Page.getInt(page, AppendColumnsView.ENDS_HEADER + 4 * slot);
    }

    /** The values of some rows, in their order. */
    Column read(long[] rows, int from, int count) {
        boolean[] absent = nulls(rows, from, count);
        return switch (type.physical()) {
            case BOOL -> {
                boolean[] target = new boolean[count];
                for (int i = 0; i < count; i++) {
                    target[i] = page(rows[from + i])[(int) rows[from + i] & mask] != 0;
                }
                yield new BoolColumn(type, count, target, absent);
            }
            case INT -> {
                int[] target = new int[count];
                for (int i = 0; i < count; i++) {
                    long row = rows[from + i];
                    target[i] = Page.getInt(page(row), 4 * ((int) row & mask));
                }
                yield new IntColumn(type, count, target, absent);
            }
            case LONG -> {
                long[] target = new long[count];
                for (int i = 0; i < count; i++) {
                    long row = rows[from + i];
                    target[i] = Page.getLong(page(row), 8 * ((int) row & mask));
                }
                yield new LongColumn(type, count, target, absent);
            }
            case DOUBLE -> {
                double[] target = new double[count];
                for (int i = 0; i < count; i++) {
                    long row = rows[from + i];
                    target[i] = Page.getDouble(page(row), 8 * ((int) row & mask));
                }
                yield new DoubleColumn(type, count, target, absent);
            }
            case INT128 -> {
                long[] high = new long[count];
                long[] low = new long[count];
                for (int i = 0; i < count; i++) {
                    byte[] page = page(rows[from + i]);
                    int at = 16 * ((int) rows[from + i] & mask);
                    high[i] = Page.getLong(page, at);
                    low[i] = Page.getLong(page, at + 8);
                }
                yield new Int128Column(type, count, high, low, absent);
            }
            case INTERVAL -> {
                int[] months = new int[count];
                int[] days = new int[count];
                long[] micros = new long[count];
                for (int i = 0; i < count; i++) {
                    byte[] page = page(rows[from + i]);
                    int at = 16 * ((int) rows[from + i] & mask);
                    months[i] = Page.getInt(page, at);
                    days[i] = Page.getInt(page, at + 4);
                    micros[i] = Page.getLong(page, at + 8);
                }
                yield new IntervalColumn(type, count, months, days, micros, absent);
            }
            case BYTES -> readText(rows, from, count, absent);
        };
    }

    private byte[] page(long row) {
        return values[KeyedLog.half(row)].page((int) row >>> shift);
    }

    private boolean @Nullable [] nulls(long[] rows, int from, int count) {
        if (nulls[0].pageLimit() == 0 && nulls[1].pageLimit() == 0) {
            return null;
        }
        boolean[] absent = null;
        for (int i = 0; i < count; i++) {
            if (isNull(rows[from + i])) {
                if (absent == null) {
                    absent = new boolean[count];
                }
                absent[i] = true;
            }
        }
        return absent;
    }

    private BytesColumn readText(long[] rows, int from, int count, boolean @Nullable [] absent) {
        int[] offsets = new int[count + 1];
        long[] starts = new long[count];
        int total = 0;
        for (int i = 0; i < count; i++) {
            int half = KeyedLog.half(rows[from + i]);
            int row = (int) rows[from + i];
            byte[] page = values[half].page(row / AppendColumnsView.ENDS_PER_PAGE);
            int slot = row % AppendColumnsView.ENDS_PER_PAGE;
            int start = slot == 0 ? 0 : end(page, slot - 1);
            starts[i] = Page.getLong(page, 0) + start;
            total = Math.addExact(total, end(page, slot) - start);
            offsets[i + 1] = total;
        }
        byte[] target = new byte[total];
        for (int i = 0; i < count; i++) {
            PageSource source = bytes[KeyedLog.half(rows[from + i])];
            copy(source, starts[i], target, offsets[i], offsets[i + 1] - offsets[i]);
        }
        return new BytesColumn(type, count, offsets, target, absent);
    }

    private static void copy(PageSource source, long start, byte[] target, int at, int length) {
        for (int done = 0; done < length; ) {
            int offset = (int) ((start + done) % Page.BYTES);
            int run = Math.min(length - done, Page.BYTES - offset);
            byte[] page = source.page((int) ((start + done) / Page.BYTES));
            System.arraycopy(page, offset, target, at + done, run);
            done += run;
        }
    }
}
