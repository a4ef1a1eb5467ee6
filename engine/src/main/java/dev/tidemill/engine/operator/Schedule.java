package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.state.KeyDecoder;
import dev.tidemill.engine.state.KeyEncoder;
import dev.tidemill.engine.state.OrderedCursor;
import dev.tidemill.engine.state.OrderedIndex;
import dev.tidemill.engine.state.Region;
import dev.tidemill.engine.state.RowHash;
import dev.tidemill.engine.state.ZSetShape;
import dev.tidemill.engine.state.ZSetTable;

/**
 * Rows by a time of theirs. The rows stand in a Z-set keyed by the time; an ordered index holds
 * each time once, so that a step costs what has become due.
 */
final class Schedule {
    private static final int TIMES = ZSetTable.SEGMENTS;

    private final ZSetTable rows;
    private final OrderedIndex times;
    private final int timeColumn;
    private final KeyEncoder encoder = new KeyEncoder();

    Schedule(Region region, Schema schema, int timeColumn) {
        this.rows = new ZSetTable(region, 0, ZSetShape.repeated(schema, timeColumn));
        this.times = new OrderedIndex(region, TIMES);
        this.timeColumn = timeColumn;
    }

    /** Adds rows with their weights. */
    void add(Batch batch) {
        if (batch.isEmpty()) {
            return;
        }
        rows.apply(batch);
        long[] due = ((LongColumn) batch.column(timeColumn)).values();
        long weight = 0;
        for (int i = 0; i < batch.size(); i++) {
            weight += batch.weight(i);
            if (i + 1 == batch.size() || due[i + 1] != due[i]) {
                encode(due[i]);
                times.add(encoder.bytes(), encoder.length(), weight);
                weight = 0;
            }
        }
    }

    private void encode(long time) {
        encoder.clear().append(new LongColumn(Type.BIGINT, 1, new long[] {time}, null), 0);
    }

    /** Removes and returns the rows whose time is not after now. */
    Batch take(long now) {
        Column due = dueTimes(now);
        if (due.size() == 0) {
            return Batch.empty(rows.schema());
        }
        Column[] key = {due};
        long[] hashes = RowHash.hash(key, due.size());
        LongList found = new LongList();
        for (int i = 0; i < due.size(); i++) {
            for (long row = rows.find(key, i, hashes[i]); row >= 0; row = rows.nextOfKey(row)) {
                found.add(row);
            }
        }
        Batch taken = rows.read(found.values(), found.size());
        rows.apply(taken.negate());
        long[] values = ((LongColumn) due).values();
        for (int i = 0; i < due.size(); i++) {
            encode(values[i]);
            times.remove(encoder.bytes(), encoder.length());
        }
        return taken;
    }

    private Column dueTimes(long now) {
        ColumnBuilder due = ColumnBuilder.of(Type.BIGINT, 16);
        OrderedCursor cursor = times.cursor();
        KeyDecoder decoder = new KeyDecoder();
        encode(now);
        boolean valid = cursor.first();
        while (valid && cursor.compareKey(encoder.bytes(), encoder.length()) <= 0) {
            decoder.start(cursor.key(), 0).read(Type.BIGINT, false, due);
            valid = cursor.next();
        }
        return due.build();
    }
}
