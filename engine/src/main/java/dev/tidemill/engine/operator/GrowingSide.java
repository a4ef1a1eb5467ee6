package dev.tidemill.engine.operator;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.plan.Join;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.engine.state.FetchAhead;
import dev.tidemill.engine.state.HashIndex;
import dev.tidemill.engine.state.KeyEncoder;
import dev.tidemill.engine.state.OrderedCursor;
import dev.tidemill.engine.state.OrderedIndex;
import dev.tidemill.engine.state.Page;
import dev.tidemill.engine.state.Region;
import dev.tidemill.engine.state.RowHeap;
import dev.tidemill.engine.state.RowLayout;
import dev.tidemill.engine.state.VarHeap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A side of a band join whose rows are never taken back: nothing but a key and a band ever asks for
 * a row, so none need be found as a whole. Rows lie in a heap; each join key has an entry, found by
 * hash, from which its rows are chained, the latest first. While a key has few rows, those in the
 * band are told by reading all; once it has more, they get places in an ordered index of key entry,
 * band and row, so that the work stays proportional to the partners.
 *
 * <p>Invariant: an entry's rows are either all in its chain or all in the ordered index. It has one
 * row at least. One thread at a time.
 */
final class GrowingSide implements JoinSide {
    /** A key with more rows than this has them ordered. */
    static final int CHAINED_ROWS_MAX = 24;

    private static final int ROWS = 0;
    private static final int STRINGS = ROWS + RowHeap.SEGMENTS;
    private static final int KEYS = STRINGS + VarHeap.SEGMENTS;
    private static final int INDEX = KEYS + RowHeap.SEGMENTS;
    private static final int ORDERED = INDEX + HashIndex.SEGMENTS;
    private static final int TIMES = ORDERED + OrderedIndex.SEGMENTS;
    static final int SEGMENTS = TIMES + OrderedIndex.SEGMENTS;

    /** Behind a row's columns: its weight, its key's entry, the next row of the chain. */
    private static final int WEIGHT = 0;

    private static final int ENTRY = 8;
    private static final int NEXT = 16;
    private static final int ROW_BYTES = 24;

    /** Behind an entry's key: its hash, how many rows it has, the first of the chain. */
    private static final int HASH = 0;

    private static final int COUNT = 8;
    private static final int HEAD = 16;
    private static final int ENTRY_BYTES = 24;

    private static final long NONE = -1;

    /** The head of an entry whose rows are in the ordered index. */
    private static final long IN_ORDER = -2;

    private final Schema schema;
    private final int band;
    private final BandReach reach;
    private final RowLayout layout;
    private final RowHeap rows;
    private final VarHeap strings;
    private final RowLayout keyLayout;
    private final RowHeap keys;
    private final HashIndex index;
    private final FetchAhead ahead;
    private final OrderedIndex ordered;
    private final int timeColumn;
    private final @Nullable RetainedTimes times;

    private final KeyEncoder start = new KeyEncoder();
    private final KeyEncoder end = new KeyEncoder();
    private final int[] positions = new int[CHUNK_PAIRS];
    private final long[] partners = new long[CHUNK_PAIRS];
    private int pairs;

    private GrowingSide(
            Plan side,
            int[] key,
            int band,
            BandReach reach,
            Region region,
            int firstSegment,
            int timeColumn) {
        this.schema = side.schema();
        this.band = band;
        this.reach = reach;
        this.layout = RowLayout.of(schema, ROW_BYTES);
        this.rows = new RowHeap(region, firstSegment + ROWS, layout.width());
        this.strings = new VarHeap(region, firstSegment + STRINGS);
        this.keyLayout =
                new RowLayout(IntStream.of(key).mapToObj(schema::type).toList(), ENTRY_BYTES);
        this.keys = new RowHeap(region, firstSegment + KEYS, keyLayout.width());
        this.index = new HashIndex(region, firstSegment + INDEX);
        this.ahead = new FetchAhead(index, keys);
        this.ordered = new OrderedIndex(region, firstSegment + ORDERED);
        this.timeColumn = timeColumn;
        this.times = timeColumn < 0 ? null : new RetainedTimes(region, firstSegment + TIMES);
    }

    static GrowingSide left(Join plan, Region region, int firstSegment) {
        Join.Band band = requireNonNull(plan.band(), "band");
        return new GrowingSide(
                plan.left(),
                plan.leftKeys(),
                band.left(),
                BandReach.left(plan, band),
                region,
                firstSegment,
                JoinOperator.collectedColumn(plan, 0));
    }

    static GrowingSide right(Join plan, Region region, int firstSegment) {
        Join.Band band = requireNonNull(plan.band(), "band");
        return new GrowingSide(
                plan.right(),
                plan.rightKeys(),
                band.right(),
                BandReach.right(plan, band),
                region,
                firstSegment,
                JoinOperator.collectedColumn(plan, 1));
    }

    @Override
    public void partners(JoinChanges asking, int[] askingRows, PairTaker taker) {
        Column asked = requireNonNull(asking.band(), "band");
        OrderedCursor cursor = ordered.cursor();
        pairs = 0;
        for (int from = 0; from < askingRows.length; from += FetchAhead.ROWS) {
            int to = Math.min(askingRows.length, from + FetchAhead.ROWS);
            ahead.fetch(asking.hashes(), askingRows, from, to);
            for (int k = from; k < to; k++) {
                int row = askingRows[k];
                long entry = find(asking.keys(), row, asking.hashes()[row]);
                if (entry < 0 || !reach.around(BandReach.value(asked, row))) {
                    continue;
                }
                long head = ofEntry(entry, HEAD);
                if (head == IN_ORDER) {
                    ordered(cursor, entry, k, taker);
                } else {
                    chained(head, k, taker);
                }
            }
        }
        flush(taker);
    }

    private void chained(long head, int position, PairTaker taker) {
        for (long row = head; row != NONE; row = ofRow(row, NEXT)) {
            long value = band(row);
            if (value >= reach.from() && value <= reach.to()) {
                pair(position, row, taker);
            }
        }
    }

    private void ordered(OrderedCursor cursor, long entry, int position, PairTaker taker) {
        start.clear().appendRow(entry).appendLong(reach.from());
        end.clear().appendRow(entry);
        if (reach.isOpen()) {
            end.appendLong(Long.MAX_VALUE).appendRow(0xFFFFFFFFL);
        } else {
            end.appendLong(reach.to() + 1);
        }
        boolean valid = cursor.seekCeiling(start.bytes(), start.length());
        while (valid && cursor.compareKey(end.bytes(), end.length()) < 0) {
            pair(position, cursor.value(), taker);
            valid = cursor.next();
        }
    }

    private void pair(int position, long row, PairTaker taker) {
        if (pairs == CHUNK_PAIRS) {
            flush(taker);
        }
        positions[pairs] = position;
        partners[pairs++] = row;
    }

    private void flush(PairTaker taker) {
        if (pairs > 0) {
            int count = pairs;
            pairs = 0;
            taker.take(positions, count, read(count));
        }
    }

    private Batch read(int count) {
        byte[][] pages = new byte[count][];
        int[] offsets = new int[count];
        long[] weights = new long[count];
        boolean weighted = false;
        for (int i = 0; i < count; i++) {
            pages[i] = rows.page(partners[i]);
            offsets[i] = rows.offset(partners[i]);
            weights[i] = Page.getLong(pages[i], offsets[i] + layout.extra() + WEIGHT);
            weighted |= weights[i] != 1;
        }
        Column[] columns = new Column[schema.size()];
        for (int c = 0; c < columns.length; c++) {
            columns[c] = layout.read(c, pages, offsets, count, strings);
        }
        return new Batch(schema, columns, count, weighted ? weights : null);
    }

    private long find(Column[] key, int source, long hash) {
        long entry = index.first(hash);
        while (entry >= 0
                && !keyLayout.matches(key, source, keys.page(entry), keys.offset(entry), strings)) {
            entry = index.next(hash, entry);
        }
        return entry;
    }

    private long ofRow(long row, int what) {
        return Page.getLong(rows.page(row), rows.offset(row) + layout.extra() + what);
    }

    private long ofEntry(long entry, int what) {
        return Page.getLong(keys.page(entry), keys.offset(entry) + keyLayout.extra() + what);
    }

    private void setEntry(long entry, int what, long value) {
        Page.putLong(keys.writable(entry), keys.offset(entry) + keyLayout.extra() + what, value);
    }

    private long band(long row) {
        byte[] page = rows.page(row);
        int at = rows.offset(row) + layout.offset(band);
        return reach.isInt() ? Page.getInt(page, at) : Page.getLong(page, at);
    }

    @Override
    public long addToCount(int pair, long change) {
        throw new IllegalStateException("rows that only come are not counted");
    }

    @Override
    public boolean hasKey(JoinChanges asking, int row) {
        throw new IllegalStateException("a key alone makes no partner in a band");
    }

    @Override
    public void apply(JoinChanges changes, int[] changed, long @Nullable [] numbers) {
        Batch batch = changes.batch();
        for (int from = 0; from < changed.length; from += FetchAhead.ROWS) {
            int to = Math.min(changed.length, from + FetchAhead.ROWS);
            ahead.fetch(changes.hashes(), changed, from, to);
            for (int k = from; k < to; k++) {
                insert(changes, batch, changed[k]);
            }
        }
    }

    private void insert(JoinChanges changes, Batch batch, int source) {
        long weight = batch.weight(source);
        if (weight <= 0) {
            throw new IllegalStateException("a row of rows that only come is taken back");
        }
        long hash = changes.hashes()[source];
        long entry = find(changes.keys(), source, hash);
        if (entry < 0) {
            entry = insertKey(changes.keys(), source, hash);
        }
        long row = rows.insert();
        byte[] page = rows.writable(row);
        int at = rows.offset(row);
        layout.write(batch.columns(), source, page, at, strings);
        Page.putLong(page, at + layout.extra() + WEIGHT, weight);
        Page.putLong(page, at + layout.extra() + ENTRY, entry);
        Page.putLong(page, at + layout.extra() + NEXT, NONE);
        link(entry, row);
        if (times != null && !batch.column(timeColumn).isNull(source)) {
            times.put(RetainedTimes.time(batch.column(timeColumn), source), row, 0);
        }
    }

    private long insertKey(Column[] key, int source, long hash) {
        long entry = keys.insert();
        keyLayout.write(key, source, keys.writable(entry), keys.offset(entry), strings);
        setEntry(entry, HASH, hash);
        setEntry(entry, COUNT, 0);
        setEntry(entry, HEAD, NONE);
        index.insert(hash, entry);
        return entry;
    }

    private void link(long entry, long row) {
        long count = ofEntry(entry, COUNT);
        long head = ofEntry(entry, HEAD);
        if (head != IN_ORDER && count >= CHAINED_ROWS_MAX) {
            for (long each = head; each != NONE; each = ofRow(each, NEXT)) {
                order(entry, each);
            }
            head = IN_ORDER;
            setEntry(entry, HEAD, IN_ORDER);
        }
        if (head == IN_ORDER) {
            order(entry, row);
        } else {
            setNext(row, head);
            setEntry(entry, HEAD, row);
        }
        setEntry(entry, COUNT, count + 1);
    }

    private void setNext(long row, long next) {
        Page.putLong(rows.writable(row), rows.offset(row) + layout.extra() + NEXT, next);
    }

    private void order(long entry, long row) {
        place(entry, row);
        ordered.put(start.bytes(), start.length(), row);
    }

    private void place(long entry, long row) {
        start.clear().appendRow(entry).appendLong(band(row)).appendRow(row);
    }

    @Override
    public void collect(long bound) {
        if (times == null) {
            return;
        }
        RetainedTimes.Due due = times.takeBelow(bound);
        for (int i = 0; i < due.count(); i++) {
            remove(due.reference(i));
        }
    }

    private void remove(long row) {
        long entry = ofRow(row, ENTRY);
        unlink(entry, row);
        layout.release(rows.page(row), rows.offset(row), strings);
        rows.delete(row);
        long left = ofEntry(entry, COUNT) - 1;
        if (left > 0) {
            setEntry(entry, COUNT, left);
            return;
        }
        index.remove(ofEntry(entry, HASH), entry);
        keyLayout.release(keys.page(entry), keys.offset(entry), strings);
        keys.delete(entry);
    }

    private void unlink(long entry, long row) {
        long head = ofEntry(entry, HEAD);
        if (head == IN_ORDER) {
            place(entry, row);
            ordered.remove(start.bytes(), start.length());
        } else if (head == row) {
            setEntry(entry, HEAD, ofRow(row, NEXT));
        } else {
            long before = head;
            while (ofRow(before, NEXT) != row) {
                before = ofRow(before, NEXT);
            }
            setNext(before, ofRow(row, NEXT));
        }
    }
}
