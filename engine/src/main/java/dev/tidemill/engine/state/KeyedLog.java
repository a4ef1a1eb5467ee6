package dev.tidemill.engine.state;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.IntColumn;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.type.Schema;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Rows that are only ever added, found by a key that many may have. They lie column by column in
 * the order in which they came, in one log for all key partitions, so that a batch is appended by
 * bulk copies; what is kept by partition is an index from a key to its newest row, from which the
 * others of the key are linked. No row is looked up as a whole.
 *
 * <p>The log has two halves. Rows are appended to the newer one; the older one goes as a whole when
 * the times of all its rows are below a bound, and the halves change places. So letting rows go
 * costs nothing for a row, and at most about twice the rows are kept that must be.
 *
 * <p>Invariants: the index of a half knows a key if and only if the half has a row of it, and then
 * the newest; links stay within a half. A row is named by its half (bit 32) and its number there,
 * which stays until the half is let go.
 *
 * <p>One writer. {@link #append} comes first; then the partitions of the batch are added, possibly
 * by several threads, each with keys of its own.
 */
public final class KeyedLog {
    /** Segments in the region of each partition. */
    public static final int INDEX_SEGMENTS = 2 * HashIndex.SEGMENTS;

    static final int HALVES = 2;

    /** Metadata of the header: which half is the newer, and the greatest time of each. */
    private static final int NEWER = 0;

    private static final int GREATEST_TIME = 1;

    /** No row. */
    public static final long NONE = -1;

    private final Layout layout;
    private final Segment header;
    private final AppendColumns[] rows = new AppendColumns[HALVES];
    private final LogLinks[] links = new LogLinks[HALVES];
    private final HashIndex[][] indexes = new HashIndex[HALVES][StateSpace.PARTITIONS];
    private final Segment[][] segments = new Segment[HALVES][];
    private final LogColumn[] columns;
    private final LogColumn[] keyColumns;

    /**
     * What a log holds and is found by.
     *
     * @param key positions of the columns that rows are looked up by; NULL equals NULL in them
     * @param band a column of whole numbers of which ranges are asked for, or -1; never NULL
     * @param time a column of times below which rows are let go, or -1
     */
    public record Layout(Schema schema, int[] key, int band, int time) {
        /** Segments in the region of the rows. */
        public int segments() {
            return 1 + HALVES * halfSegments();
        }

        private int halfSegments() {
            return AppendColumns.segments(schema) + 1;
        }
    }

    /**
     * @param region of the rows, in segments from {@code firstSegment}
     * @param partitions the regions of the partitions, in segments from {@code firstIndex}
     */
    public KeyedLog(
            Layout layout, Region region, int firstSegment, Region[] partitions, int firstIndex) {
        this.layout = layout;
        this.header = region.segment(firstSegment);
        int[] first = new int[HALVES];
        for (int half = 0; half < HALVES; half++) {
            first[half] = firstSegment + 1 + half * layout.halfSegments();
            rows[half] = new AppendColumns(region, first[half], layout.schema());
            int linksAt = first[half] + layout.halfSegments() - 1;
            links[half] = new LogLinks(region.segment(linksAt), layout.band() >= 0);
            segments[half] = segments(region, first[half], layout.halfSegments());
            for (int p = 0; p < partitions.length; p++) {
                int indexAt = firstIndex + half * HashIndex.SEGMENTS;
                indexes[half][p] = new HashIndex(partitions[p], indexAt);
                segments[half] =
                        concat(
                                segments[half],
                                segments(partitions[p], indexAt, HashIndex.SEGMENTS));
            }
        }
        this.columns = new LogColumn[layout.schema().size()];
        for (int i = 0; i < columns.length; i++) {
            int[] at = new int[HALVES];
            for (int half = 0; half < HALVES; half++) {
                at[half] = first[half] + i * AppendColumnsView.SEGMENTS_PER_COLUMN;
            }
            columns[i] = new LogColumn(layout.schema().type(i), region, at);
        }
        this.keyColumns = new LogColumn[layout.key().length];
        for (int i = 0; i < keyColumns.length; i++) {
            keyColumns[i] = columns[layout.key()[i]];
        }
    }

    private static Segment[] segments(Region region, int first, int count) {
        Segment[] found = new Segment[count];
        for (int i = 0; i < count; i++) {
            found[i] = region.segment(first + i);
        }
        return found;
    }

    private static Segment[] concat(Segment[] some, Segment[] more) {
        Segment[] all = Arrays.copyOf(some, some.length + more.length);
        System.arraycopy(more, 0, all, some.length, more.length);
        return all;
    }

    static int half(long row) {
        return (int) (row >>> 32);
    }

    private static long row(int half, int number) {
        return number < 0 ? NONE : (long) half << 32 | number;
    }

    private int newer() {
        return (int) header.meta(NEWER);
    }

    /** Rows that are held, those among them that may go at the next occasion. */
    public long size() {
        return rows[0].rows() + rows[1].rows();
    }

    /**
     * Appends all rows of a batch once each, not yet to be found by their keys; weights are not
     * looked at.
     *
     * @return the first of them; the others follow it
     */
    public long append(Batch batch, PartitionRunner runner) {
        int half = newer();
        long first = rows[half].rows();
        Math.toIntExact(first + batch.size());
        if (layout.time() >= 0) {
            long before = first == 0 ? Long.MIN_VALUE : header.meta(GREATEST_TIME + half);
            long greatest = Math.max(before, greatestTime(batch.column(layout.time())));
            header.setMeta(GREATEST_TIME + half, greatest);
        }
        rows[half].append(batch, runner);
        links[half].open(first, batch.size());
        return row(half, (int) first);
    }

    /** A row without a time stays, and its half with it. */
    private static long greatestTime(Column time) {
        long greatest = Long.MIN_VALUE;
        for (int i = 0; i < time.size(); i++) {
            greatest = Math.max(greatest, time.isNull(i) ? Long.MAX_VALUE : whole(time, i));
        }
        return greatest;
    }

    private static long whole(Column column, int row) {
        return switch (column) {
            case LongColumn c -> c.values()[row];
            case IntColumn c -> c.values()[row];
            default -> throw new IllegalStateException(column.type() + " is no whole number");
        };
    }

    /**
     * The newest rows of some keys, {@link #NONE} where there is none: those of the newer half,
     * followed by as many of the older half, or by none when that is empty.
     *
     * @param key columns of the key's types, in key order
     * @param numbers the rows of these columns that are meant
     */
    public long[] newest(int partition, Column[] key, long[] hashes, int[] numbers) {
        int newer = newer();
        boolean both = rows[1 - newer].rows() > 0;
        long[] found = new long[both ? 2 * numbers.length : numbers.length];
        newest(newer, partition, key, hashes, numbers, found, 0);
        if (both) {
            newest(1 - newer, partition, key, hashes, numbers, found, numbers.length);
        }
        return found;
    }

    private void newest(
            int half,
            int partition,
            Column[] key,
            long[] hashes,
            int[] numbers,
            long[] found,
            int at) {
        HashIndex index = indexes[half][partition];
        for (int i = 0; i < numbers.length; i++) {
            long hash = hashes[numbers[i]];
            long number = index.first(hash);
            while (number >= 0 && !matches(row(half, (int) number), key, numbers[i])) {
                number = index.next(hash, number);
            }
            found[at + i] = row(half, (int) number);
        }
    }

    private boolean matches(long row, Column[] key, int source) {
        for (int i = 0; i < key.length; i++) {
            if (!keyColumns[i].matches(row, key[i], source)) {
                return false;
            }
        }
        return true;
    }

    /** The row of the same key before this one in its half, or {@link #NONE}. */
    public long previous(long row) {
        int half = half(row);
        return row(half, links[half].previous((int) row));
    }

    /**
     * The first row from this one back whose band column is between two values, or {@link #NONE}.
     */
    public long within(long row, long from, long to) {
        int half = half(row);
        LogColumn band = columns[layout.band()];
        int number = links[half].candidate((int) row, from, to);
        while (number >= 0) {
            long value = band.whole(row(half, number));
            if (value >= from && value <= to) {
                return row(half, number);
            }
            int previous = links[half].previous(number);
            number = previous < 0 ? -1 : links[half].candidate(previous, from, to);
        }
        return NONE;
    }

    /**
     * Lets appended rows of a partition be found.
     *
     * @param appended the first row of their batch, as {@link #append} gave it
     * @param numbers the partition's rows in the batch
     * @param groups which of the partition's keys each of them has
     * @param firsts a row of each key
     * @param newest of each key, as {@link #newest} gave them before
     */
    public void add(
            int partition,
            long appended,
            Batch batch,
            long[] hashes,
            int[] numbers,
            int[] groups,
            int[] firsts,
            long[] newest) {
        int half = half(appended);
        LogLinks linked = links[half];
        int[] former = new int[firsts.length];
        for (int g = 0; g < former.length; g++) {
            former[g] = (int) newest[g];
        }
        int[] last = former.clone();
        Column band = layout.band() < 0 ? null : batch.column(layout.band());
        for (int k = 0; k < numbers.length; k++) {
            int number = (int) appended + numbers[k];
            link(linked, number, last[groups[k]], band, numbers[k]);
            last[groups[k]] = number;
        }
        HashIndex index = indexes[half][partition];
        for (int g = 0; g < last.length; g++) {
            long hash = hashes[firsts[g]];
            if (former[g] < 0) {
                index.insert(hash, last[g]);
            } else {
                index.replace(hash, former[g], last[g]);
            }
        }
    }

    private static void link(
            LogLinks links, int row, int previous, @Nullable Column band, int source) {
        if (band == null) {
            links.link(row, previous);
        } else {
            links.link(row, previous, whole(band, source));
        }
    }

    /** The values of {@code count} of some rows in one column, in their order. */
    public Column read(int field, long[] wanted, int from, int count) {
        return columns[field].read(wanted, from, count);
    }

    /** Lets the rows of a half go when all their times are below the bound; only with a time. */
    public void collect(long bound) {
        if (layout.time() < 0) {
            throw new IllegalStateException("rows without a time are kept");
        }
        int older = 1 - newer();
        if (rows[older].rows() > 0) {
            if (header.meta(GREATEST_TIME + older) >= bound) {
                return;
            }
            for (Segment segment : segments[older]) {
                segment.clear();
            }
        }
        if (rows[newer()].rows() > 0) {
            header.setMeta(NEWER, older);
        }
    }
}
