package dev.tidemill.engine.operator;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Column;
import dev.tidemill.engine.state.KeyedLog;
import org.jspecify.annotations.Nullable;

/** What a partition has of a {@link JoinLog}. One thread at a time. */
final class LoggedJoinSide implements JoinSide {
    private final JoinLog rows;
    private final KeyedLog log;
    private final int partition;
    private final int[] positions = new int[CHUNK_PAIRS];
    private final long[] partners = new long[CHUNK_PAIRS];
    private int pairs;

    LoggedJoinSide(JoinLog rows, int partition) {
        this.rows = rows;
        this.log = rows.log();
        this.partition = partition;
    }

    @Override
    public void partners(JoinChanges asking, int[] askingRows, PairTaker taker) {
        Column band = requireNonNull(asking.band(), "band");
        long[] newest = log.newest(partition, asking.keys(), asking.hashes(), askingRows);
        pairs = 0;
        for (int i = 0; i < newest.length; i++) {
            if (newest[i] != KeyedLog.NONE) {
                int position = i % askingRows.length;
                within(newest[i], BandReach.value(band, askingRows[position]), position, taker);
            }
        }
        flush(taker);
    }

    /** The rows of a key, from its newest on, that are partners of a value of the band. */
    private void within(long newest, long value, int position, PairTaker taker) {
        BandRange range = rows.range();
        long least = range.least(value);
        long greatest = range.greatest(value);
        if (least > greatest || range.isNowhere(value)) {
            return;
        }
        long partner = log.within(newest, least, greatest);
        while (partner != KeyedLog.NONE) {
            pair(position, partner, taker);
            partner = log.previous(partner);
            if (partner != KeyedLog.NONE) {
                partner = log.within(partner, least, greatest);
            }
        }
    }

    private void pair(int position, long partner, PairTaker taker) {
        if (pairs == CHUNK_PAIRS) {
            flush(taker);
        }
        positions[pairs] = position;
        partners[pairs++] = partner;
    }

    private void flush(PairTaker taker) {
        if (pairs > 0) {
            int count = pairs;
            pairs = 0;
            taker.take(positions, count, rows.read(partners, count));
        }
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
    public void apply(JoinChanges changes, int[] changed, long @Nullable [] counts) {
        LocalGroups groups =
                LocalGroups.of(changes.keys(), changes.hashes(), changed, changed.length);
        int[] firsts = groups.firsts(changed);
        long[] newest = log.newest(partition, changes.keys(), changes.hashes(), firsts);
        log.add(
                partition,
                rows.appended(),
                changes.batch(),
                changes.hashes(),
                changed,
                groups.group(),
                firsts,
                newest);
    }

    /** The log lets its rows go for all partitions at once. */
    @Override
    public void collect(long bound) {}
}
