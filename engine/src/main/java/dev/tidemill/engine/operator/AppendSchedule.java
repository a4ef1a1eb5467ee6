package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.engine.state.Page;
import dev.tidemill.engine.state.Region;
import dev.tidemill.engine.state.RowHeap;
import dev.tidemill.engine.state.RowLayout;
import dev.tidemill.engine.state.VarHeap;

/**
 * Rows that are never taken back before their time: those of one time are linked, and the time
 * leads to the last of them, so that no row needs an index entry of its own.
 */
final class AppendSchedule implements Schedule {
    private static final int HEAP = 0;
    private static final int STRINGS = 1;
    private static final int TIMES = 2;
    private static final int WEIGHT = 0;
    private static final int NEXT = 8;
    private static final long NONE = -1;

    private final Schema schema;
    private final int timeColumn;
    private final RowLayout layout;
    private final RowHeap heap;
    private final VarHeap strings;
    private final DueTimes times;

    AppendSchedule(Region region, Schema schema, int timeColumn) {
        this.schema = schema;
        this.timeColumn = timeColumn;
        this.layout = RowLayout.of(schema, 16);
        this.heap = new RowHeap(region, HEAP, layout.width());
        this.strings = new VarHeap(region, STRINGS);
        this.times = new DueTimes(region, TIMES);
    }

    @Override
    public void add(Batch batch) {
        if (batch.isEmpty()) {
            return;
        }
        long[] due = ((LongColumn) batch.column(timeColumn)).values();
        Column[] columns = batch.columns();
        long head = times.get(due[0], NONE);
        for (int i = 0; i < batch.size(); i++) {
            head = insert(columns, i, batch.weight(i), head);
            boolean last = i + 1 == batch.size();
            if (last || due[i + 1] != due[i]) {
                times.put(due[i], head);
                head = last ? NONE : times.get(due[i + 1], NONE);
            }
        }
    }

    private long insert(Column[] columns, int source, long weight, long next) {
        long row = heap.insert();
        byte[] page = heap.writable(row);
        int at = heap.offset(row);
        layout.write(columns, source, page, at, strings);
        Page.putLong(page, at + layout.extra() + WEIGHT, weight);
        Page.putLong(page, at + layout.extra() + NEXT, next);
        return row;
    }

    @Override
    public Batch take(long now) {
        LongColumn due = times.until(now);
        if (due.size() == 0) {
            return Batch.empty(schema);
        }
        LongList rows = new LongList();
        for (int i = 0; i < due.size(); i++) {
            long row = times.get(due.values()[i], NONE);
            while (row != NONE) {
                rows.add(row);
                row = Page.getLong(heap.page(row), heap.offset(row) + layout.extra() + NEXT);
            }
            times.remove(due.values()[i]);
        }
        Batch taken = read(rows);
        for (int i = 0; i < rows.size(); i++) {
            long row = rows.values()[i];
            layout.release(heap.page(row), heap.offset(row), strings);
            heap.delete(row);
        }
        return taken;
    }

    private Batch read(LongList rows) {
        int count = rows.size();
        byte[][] pages = new byte[count][];
        int[] offsets = new int[count];
        long[] weights = new long[count];
        for (int i = 0; i < count; i++) {
            long row = rows.values()[i];
            pages[i] = heap.page(row);
            offsets[i] = heap.offset(row);
            weights[i] = Page.getLong(pages[i], offsets[i] + layout.extra() + WEIGHT);
        }
        Column[] columns = new Column[schema.size()];
        for (int field = 0; field < columns.length; field++) {
            columns[field] = layout.read(field, pages, offsets, count, strings);
        }
        return new Batch(schema, columns, count, weights);
    }
}
