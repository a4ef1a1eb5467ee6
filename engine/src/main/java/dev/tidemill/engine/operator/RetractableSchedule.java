package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.engine.state.Region;
import dev.tidemill.engine.state.RowHash;
import dev.tidemill.engine.state.ZSetShape;
import dev.tidemill.engine.state.ZSetTable;

/**
 * Rows that may be taken back before their time. They stand in a Z-set keyed by the time; an
 * ordered index holds each time once, so that a step costs what has become due.
 */
final class RetractableSchedule implements Schedule {
    private static final int TIMES = ZSetTable.SEGMENTS;

    private final ZSetTable rows;
    private final DueTimes times;
    private final int timeColumn;

    RetractableSchedule(Region region, Schema schema, int timeColumn) {
        this.rows = new ZSetTable(region, 0, ZSetShape.repeated(schema, timeColumn));
        this.times = new DueTimes(region, TIMES);
        this.timeColumn = timeColumn;
    }

    @Override
    public void add(Batch batch) {
        if (batch.isEmpty()) {
            return;
        }
        rows.apply(batch);
        long[] due = ((LongColumn) batch.column(timeColumn)).values();
        long weight = 0;
        for (int i = 0; i < batch.size(); i++) {
            weight += batch.weight(i);
            if (i + 1 == batch.size() || due[i + 1] != due[i]) {
                times.add(due[i], weight);
                weight = 0;
            }
        }
    }

    @Override
    public Batch take(long now) {
        LongColumn due = times.until(now);
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
        for (int i = 0; i < due.size(); i++) {
            times.remove(due.values()[i]);
        }
        return taken;
    }
}
