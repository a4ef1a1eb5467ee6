package dev.tidemill.engine.state;

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
import dev.tidemill.algebra.type.Type;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * How a row of given types stands in the bytes of a {@link RowHeap}: null bits, the fields in
 * order, then bytes of the owner's choice (weights, accumulators, links). TEXT takes 16 bytes: the
 * length and up to 12 bytes inline, or 4 bytes and a reference into a {@link VarHeap}.
 *
 * <p>Comparisons are those of grouping: NULL equals NULL, -0 equals 0, NaN equals NaN.
 */
public final class RowLayout {
    private static final int INLINE_MAX = 12;
    private static final int TEXT_BYTES = 16;

    private final Type[] types;
    private final Physical[] physical;
    private final int[] offsets;
    private final int extra;
    private final int width;
    private final boolean hasText;

    /**
     * @param extraBytes bytes after the fields, from {@link #extra()}, for the owner
     */
    public RowLayout(List<Type> types, int extraBytes) {
        this.types = types.toArray(Type[]::new);
        this.physical = new Physical[this.types.length];
        this.offsets = new int[this.types.length];
        int at = (this.types.length + 7) / 8;
        boolean text = false;
        for (int i = 0; i < this.types.length; i++) {
            physical[i] = this.types[i].physical();
            offsets[i] = at;
            at += bytes(physical[i]);
            text |= physical[i] == Physical.BYTES;
        }
        this.hasText = text;
        this.extra = (at + 7) / 8 * 8;
        this.width = Math.max(8, (extra + extraBytes + 7) / 8 * 8);
    }

    private static int bytes(Physical physical) {
        return physical == Physical.BYTES ? TEXT_BYTES : physical.width();
    }

    public static RowLayout of(Schema schema, int extraBytes) {
        return new RowLayout(
                schema.fields().stream().map(field -> field.type()).toList(), extraBytes);
    }

    /** Bytes of a row. */
    public int width() {
        return width;
    }

    public int fieldCount() {
        return types.length;
    }

    public Type type(int field) {
        return types[field];
    }

    /** True when some field is TEXT, so that {@link #release} has work to do. */
    public boolean hasText() {
        return hasText;
    }

    /** Where a field begins within its row. */
    public int offset(int field) {
        return offsets[field];
    }

    /** Where the owner's bytes begin within the row. */
    public int extra() {
        return extra;
    }

    public boolean isNull(int field, byte[] page, int row) {
        return ((page[row + (field >>> 3)] >>> (field & 7)) & 1) != 0;
    }

    /** Writes all fields from one row of columns; strings over 12 bytes go to the heap. */
    public void write(Column[] columns, int source, byte[] page, int row, VarHeap strings) {
        Arrays.fill(page, row, row + (types.length + 7) / 8, (byte) 0);
        for (int field = 0; field < types.length; field++) {
            writeField(field, columns[field], source, page, row, strings);
        }
    }

    /**
     * The columns' kinds are told apart once; asking each for its nulls through the interface would
     * cost as much as the write.
     */
    private void writeField(
            int field, Column column, int source, byte[] page, int row, VarHeap strings) {
        int at = row + offsets[field];
        switch (column) {
            case BoolColumn c -> {
                if (isPresent(c.nulls(), field, source, page, row)) {
                    page[at] = (byte) (c.values()[source] ? 1 : 0);
                }
            }
            case IntColumn c -> {
                if (isPresent(c.nulls(), field, source, page, row)) {
                    Page.putInt(page, at, c.values()[source]);
                }
            }
            case LongColumn c -> {
                if (isPresent(c.nulls(), field, source, page, row)) {
                    Page.putLong(page, at, c.values()[source]);
                }
            }
            case DoubleColumn c -> {
                if (isPresent(c.nulls(), field, source, page, row)) {
                    Page.putDouble(page, at, c.values()[source]);
                }
            }
            case Int128Column c -> {
                if (isPresent(c.nulls(), field, source, page, row)) {
                    Page.putLong(page, at, c.high()[source]);
                    Page.putLong(page, at + 8, c.low()[source]);
                }
            }
            case BytesColumn c -> {
                if (isPresent(c.nulls(), field, source, page, row)) {
                    writeText(c.bytes(), c.start(source), c.length(source), page, at, strings);
                }
            }
            case IntervalColumn c -> {
                if (isPresent(c.nulls(), field, source, page, row)) {
                    Page.putInt(page, at, c.months()[source]);
                    Page.putInt(page, at + 4, c.days()[source]);
                    Page.putLong(page, at + 8, c.micros()[source]);
                }
            }
        }
    }

    /**
     * Sets or clears the field's null bit as the source has it; true when there is a value. A field
     * without one is zeros, whatever it had.
     */
    private boolean isPresent(
            boolean @Nullable [] nulls, int field, int source, byte[] page, int row) {
        int at = row + (field >>> 3);
        int bit = 1 << (field & 7);
        boolean present = nulls == null || !nulls[source];
        if (present != ((page[at] & bit) == 0)) {
            page[at] = (byte) (page[at] ^ bit);
        }
        if (!present) {
            int start = row + offsets[field];
            Arrays.fill(page, start, start + bytes(physical[field]), (byte) 0);
        }
        return present;
    }

    /**
     * Puts one row of columns in the place of a row; a string that stays is not stored again, so
     * that its page is not touched.
     */
    void overwrite(Column[] columns, int source, byte[] page, int row, VarHeap strings) {
        for (int field = 0; field < types.length; field++) {
            if (physical[field] == Physical.BYTES) {
                if (fieldMatches(field, columns[field], source, page, row, strings)) {
                    continue;
                }
                releaseText(page, row + offsets[field], strings);
            }
            writeField(field, columns[field], source, page, row, strings);
        }
    }

    private static void writeText(
            byte[] bytes, int start, int length, byte[] page, int at, VarHeap strings) {
        Page.putInt(page, at, length);
        if (length <= INLINE_MAX) {
            for (int i = 0; i < length; i++) {
                page[at + 4 + i] = bytes[start + i];
            }
            // A longer string may have stood there.
            Arrays.fill(page, at + 4 + length, at + TEXT_BYTES, (byte) 0);
            return;
        }
        System.arraycopy(bytes, start, page, at + 4, 4);
        Page.putLong(page, at + 8, strings.store(bytes, start, length));
    }

    /** Gives the strings of a row back to the heap, before the row is deleted or overwritten. */
    public void release(byte[] page, int row, VarHeap strings) {
        if (!hasText) {
            return;
        }
        for (int field = 0; field < types.length; field++) {
            if (physical[field] == Physical.BYTES) {
                releaseText(page, row + offsets[field], strings);
            }
        }
    }

    private static void releaseText(byte[] page, int at, VarHeap strings) {
        int length = Page.getInt(page, at);
        if (length > INLINE_MAX) {
            strings.free(Page.getLong(page, at + 8), length);
        }
    }

    /** True when all fields equal one row of columns. */
    public boolean matches(
            Column[] columns, int source, byte[] page, int row, VarHeapView strings) {
        for (int field = 0; field < types.length; field++) {
            if (!fieldMatches(field, columns[field], source, page, row, strings)) {
                return false;
            }
        }
        return true;
    }

    /** True when the given fields equal one row of as many columns. */
    public boolean matches(
            int[] fields, Column[] columns, int source, byte[] page, int row, VarHeapView strings) {
        for (int i = 0; i < fields.length; i++) {
            if (!fieldMatches(fields[i], columns[i], source, page, row, strings)) {
                return false;
            }
        }
        return true;
    }

    /** True when the given fields equal those of one row of columns of all fields. */
    boolean matchesAt(
            int[] fields, Column[] columns, int source, byte[] page, int row, VarHeapView strings) {
        for (int field : fields) {
            if (!fieldMatches(field, columns[field], source, page, row, strings)) {
                return false;
            }
        }
        return true;
    }

    private boolean fieldMatches(
            int field, Column column, int source, byte[] page, int row, VarHeapView strings) {
        int at = row + offsets[field];
        boolean stored = isNull(field, page, row);
        return switch (column) {
            case BoolColumn c -> {
                boolean given = isNull(c.nulls(), source);
                yield (given || stored) ? given == stored : (c.values()[source] == (page[at] != 0));
            }
            case IntColumn c -> {
                boolean given = isNull(c.nulls(), source);
                yield (given || stored)
                        ? given == stored
                        : (c.values()[source] == Page.getInt(page, at));
            }
            case LongColumn c -> {
                boolean given = isNull(c.nulls(), source);
                yield (given || stored)
                        ? given == stored
                        : (c.values()[source] == Page.getLong(page, at));
            }
            case DoubleColumn c -> {
                boolean given = isNull(c.nulls(), source);
                yield (given || stored)
                        ? given == stored
                        : (RowHash.canonicalBits(c.values()[source])
                                == RowHash.canonicalBits(Page.getDouble(page, at)));
            }
            case Int128Column c -> {
                boolean given = isNull(c.nulls(), source);
                yield (given || stored)
                        ? given == stored
                        : (c.high()[source] == Page.getLong(page, at)
                                && c.low()[source] == Page.getLong(page, at + 8));
            }
            case BytesColumn c -> {
                boolean given = isNull(c.nulls(), source);
                yield (given || stored)
                        ? given == stored
                        : textMatches(
                                c.bytes(), c.start(source), c.length(source), page, at, strings);
            }
            case IntervalColumn c -> {
                boolean given = isNull(c.nulls(), source);
                yield (given || stored) ? given == stored : intervalMatches(c, source, page, at);
            }
        };
    }

    private static boolean isNull(boolean @Nullable [] nulls, int source) {
        return nulls != null && nulls[source];
    }

    private static boolean textMatches(
            byte[] bytes, int start, int length, byte[] page, int at, VarHeapView strings) {
        if (Page.getInt(page, at) != length) {
            return false;
        }
        int inline = length <= INLINE_MAX ? length : 4;
        for (int i = 0; i < inline; i++) {
            if (page[at + 4 + i] != bytes[start + i]) {
                return false;
            }
        }
        return length <= INLINE_MAX
                || strings.matches(Page.getLong(page, at + 8), length, bytes, start);
    }

    private static boolean intervalMatches(IntervalColumn c, int source, byte[] page, int at) {
        long micros = Page.getLong(page, at + 8);
        return RowHash.wholeDays(c.months()[source], c.days()[source], c.micros()[source])
                        == RowHash.wholeDays(
                                Page.getInt(page, at), Page.getInt(page, at + 4), micros)
                && RowHash.restMicros(c.micros()[source]) == RowHash.restMicros(micros);
    }

    /**
     * Reads one field of many rows into a column.
     *
     * @param pages the page of each row
     * @param rows where each row begins in its page
     */
    public Column read(int field, byte[][] pages, int[] rows, int count, VarHeapView strings) {
        return read(field, pages, rows, count, _ -> strings);
    }

    /** As the other, for rows of which each has its strings in a heap of its own. */
    Column read(int field, byte[][] pages, int[] rows, int count, VarHeapView[] strings) {
        return read(field, pages, rows, count, row -> strings[row]);
    }

    private Column read(
            int field, byte[][] pages, int[] rows, int count, IntFunction<VarHeapView> strings) {
        boolean[] nulls = nulls(field, pages, rows, count);
        Type type = types[field];
        int at = offsets[field];
        return switch (physical[field]) {
            case BOOL -> {
                boolean[] values = new boolean[count];
                for (int i = 0; i < count; i++) {
                    values[i] = pages[i][rows[i] + at] != 0;
                }
                yield new BoolColumn(type, count, values, nulls);
            }
            case INT -> {
                int[] values = new int[count];
                for (int i = 0; i < count; i++) {
                    values[i] = Page.getInt(pages[i], rows[i] + at);
                }
                yield new IntColumn(type, count, values, nulls);
            }
            case LONG -> {
                long[] values = new long[count];
                for (int i = 0; i < count; i++) {
                    values[i] = Page.getLong(pages[i], rows[i] + at);
                }
                yield new LongColumn(type, count, values, nulls);
            }
            case DOUBLE -> {
                double[] values = new double[count];
                for (int i = 0; i < count; i++) {
                    values[i] = Page.getDouble(pages[i], rows[i] + at);
                }
                yield new DoubleColumn(type, count, values, nulls);
            }
            case INT128 -> {
                long[] high = new long[count];
                long[] low = new long[count];
                for (int i = 0; i < count; i++) {
                    high[i] = Page.getLong(pages[i], rows[i] + at);
                    low[i] = Page.getLong(pages[i], rows[i] + at + 8);
                }
                yield new Int128Column(type, count, high, low, nulls);
            }
            case BYTES -> readText(type, at, pages, rows, count, nulls, strings);
            case INTERVAL -> {
                int[] months = new int[count];
                int[] days = new int[count];
                long[] micros = new long[count];
                for (int i = 0; i < count; i++) {
                    months[i] = Page.getInt(pages[i], rows[i] + at);
                    days[i] = Page.getInt(pages[i], rows[i] + at + 4);
                    micros[i] = Page.getLong(pages[i], rows[i] + at + 8);
                }
                yield new IntervalColumn(type, count, months, days, micros, nulls);
            }
        };
    }

    private boolean @Nullable [] nulls(int field, byte[][] pages, int[] rows, int count) {
        boolean[] nulls = null;
        for (int i = 0; i < count; i++) {
            if (isNull(field, pages[i], rows[i])) {
                if (nulls == null) {
                    nulls = new boolean[count];
                }
                nulls[i] = true;
            }
        }
        return nulls;
    }

    private static BytesColumn readText(
            Type type,
            int at,
            byte[][] pages,
            int[] rows,
            int count,
            boolean @Nullable [] nulls,
            IntFunction<VarHeapView> strings) {
        int[] ends = new int[count + 1];
        int total = 0;
        for (int i = 0; i < count; i++) {
            total = Math.addExact(total, Page.getInt(pages[i], rows[i] + at));
            ends[i + 1] = total;
        }
        byte[] bytes = new byte[total];
        for (int i = 0; i < count; i++) {
            int length = ends[i + 1] - ends[i];
            byte[] page = pages[i];
            int start = rows[i] + at;
            if (length <= INLINE_MAX) {
                for (int b = 0; b < length; b++) {
                    bytes[ends[i] + b] = page[start + 4 + b];
                }
            } else {
                strings.apply(i).read(Page.getLong(page, start + 8), length, bytes, ends[i]);
            }
        }
        return new BytesColumn(type, count, ends, bytes, nulls);
    }
}
