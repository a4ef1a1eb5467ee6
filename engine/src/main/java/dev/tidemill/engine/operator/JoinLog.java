package dev.tidemill.engine.operator;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.plan.Join;
import dev.tidemill.algebra.plan.Traits;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.engine.state.KeyedLog;
import dev.tidemill.engine.state.PartitionRunner;
import dev.tidemill.engine.state.Region;
import org.jspecify.annotations.Nullable;

/**
 * The side of an INNER join with a band whose rows only ever come, beside one whose rows are taken
 * back: a log for all partitions, to which a step's rows are appended before the partitions have
 * their turns.
 */
final class JoinLog {
    private final KeyedLog log;
    private final Schema schema;
    private final BandRange range;
    private final int[] strict;

    /** The first of the rows that the step has appended. */
    private long appended;

    private JoinLog(KeyedLog log, Schema schema, BandRange range, int[] strict) {
        this.log = log;
        this.schema = schema;
        this.range = range;
        this.strict = strict;
    }

    /**
     * The log of a side; null for one that is kept otherwise. It needs rows that only come, nearly
     * in the order of the band, since a range of them is found by the order in which they came.
     *
     * @param regions of the partitions, where the side has segments from {@code index}; the rows
     *     are in segments of the first from {@code rows}
     */
    static @Nullable JoinLog of(Join plan, boolean isLeft, Region[] regions, int index, int rows) {
        Traits traits = Traits.of(isLeft ? plan.left() : plan.right());
        Join.Band band = plan.band();
        if (band == null
                || plan.kind() != Join.Kind.INNER
                || !traits.appendOnly()
                || !traits.monotone().contains(isLeft ? band.left() : band.right())) {
            return null;
        }
        KeyedLog.Layout layout = PairJoinOperator.layout(plan, isLeft);
        return new JoinLog(
                new KeyedLog(layout, regions[0], rows, regions, index),
                layout.schema(),
                requireNonNull(LoggedSide.range(plan, isLeft), "range"),
                PairJoinOperator.strict(plan, isLeft));
    }

    /**
     * The rows that the side takes in of a step's: those that may have partners, without weights.
     */
    Batch rows(Batch batch) {
        return PairChanges.matchable(LoggedSide.once(batch), strict);
    }

    /** Appends a step's rows, which are found once the partitions have taken them in. */
    void append(Batch rows, PartitionRunner runner) {
        if (!rows.isEmpty()) {
            appended = log.append(rows, runner);
        }
    }

    void collect(long bound) {
        log.collect(bound);
    }

    /** The side in one partition. */
    JoinSide side(int partition) {
        return new LoggedJoinSide(this, partition);
    }

    KeyedLog log() {
        return log;
    }

    BandRange range() {
        return range;
    }

    long appended() {
        return appended;
    }

    /** Some rows as a batch without weights. */
    Batch read(long[] rows, int count) {
        Column[] columns = new Column[schema.size()];
        for (int c = 0; c < columns.length; c++) {
            columns[c] = log.read(c, rows, 0, count);
        }
        return new Batch(schema, columns, count, null);
    }
}
