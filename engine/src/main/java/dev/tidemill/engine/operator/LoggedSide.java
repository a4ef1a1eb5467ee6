package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.IntColumn;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.plan.Join;
import dev.tidemill.engine.state.KeyedLog;
import dev.tidemill.engine.state.PartitionRunner;
import org.jspecify.annotations.Nullable;

/** A side whose rows are only ever added: they are stored as they come, by bulk copies. */
final class LoggedSide implements PairSide {
    private final KeyedLog log;
    private final int[] keys;
    private final int[] strict;
    private final int askingBand;
    private final @Nullable BandRange range;

    /** The first of the rows that the step has appended. */
    private long appended;

    /**
     * @param strict columns whose NULL finds no partner
     * @param askingBand the band's column in the other side's rows; -1 without a band
     * @param range what rows of this side are asked for by a value of that; null without a band
     */
    LoggedSide(KeyedLog log, int[] keys, int[] strict, int askingBand, @Nullable BandRange range) {
        this.log = log;
        this.keys = keys;
        this.strict = strict;
        this.askingBand = askingBand;
        this.range = range;
    }

    /** The range of a side's rows for a row of the other side. */
    static @Nullable BandRange range(Join plan, boolean isLeft) {
        Join.Band band = plan.band();
        if (band == null) {
            return null;
        }
        return isLeft
                ? new BandRange(band.low(), band.high())
                : new BandRange(band.low(), band.high()).reversed();
    }

    @Override
    public PairChanges changes(Batch batch, PartitionRunner runner) {
        return PairChanges.of(once(batch), keys, strict, runner);
    }

    /** Each row as many times as it comes, without weights. */
    static Batch once(Batch batch) {
        if (batch.weights() == null) {
            return batch;
        }
        IntList sources = new IntList();
        for (int i = 0; i < batch.size(); i++) {
            if (batch.weight(i) < 0) {
                throw new IllegalStateException("a row was taken back that only ever comes");
            }
            for (long copy = batch.weight(i); copy > 0; copy--) {
                sources.add(i);
            }
        }
        return batch.withWeights(null).gather(sources.values(), sources.size());
    }

    @Override
    public void begin(PairChanges changes, PartitionRunner runner) {
        if (changes.size() > 0) {
            appended = log.append(changes.batch(), runner);
        }
    }

    @Override
    public void partners(int partition, PairChanges asking, PairList found) {
        int[] firsts = asking.firsts(partition);
        long[] newest = log.newest(partition, asking.keys(), asking.hashes(), firsts);
        int[] rows = asking.rows(partition);
        int[] groups = asking.groups(partition).group();
        for (int from = 0; from < newest.length; from += firsts.length) {
            if (range == null) {
                all(rows, groups, newest, from, found);
            } else {
                Column band = asking.batch().column(askingBand);
                within(range, band, rows, groups, newest, from, found);
            }
        }
    }

    private void all(int[] rows, int[] groups, long[] newest, int from, PairList found) {
        for (int k = 0; k < rows.length; k++) {
            long partner = newest[from + groups[k]];
            while (partner != KeyedLog.NONE) {
                found.add(rows[k], partner);
                partner = log.previous(partner);
            }
        }
    }

    private void within(
            BandRange range,
            Column band,
            int[] rows,
            int[] groups,
            long[] newest,
            int from,
            PairList found) {
        for (int k = 0; k < rows.length; k++) {
            long partner = newest[from + groups[k]];
            if (partner == KeyedLog.NONE) {
                continue;
            }
            long value = whole(band, rows[k]);
            long least = range.least(value);
            long greatest = range.greatest(value);
            if (least > greatest || range.isNowhere(value)) {
                continue;
            }
            partner = log.within(partner, least, greatest);
            while (partner != KeyedLog.NONE) {
                found.add(rows[k], partner);
                partner = log.previous(partner);
                if (partner != KeyedLog.NONE) {
                    partner = log.within(partner, least, greatest);
                }
            }
        }
    }

    private static long whole(Column column, int row) {
        return switch (column) {
            case LongColumn c -> c.values()[row];
            case IntColumn c -> c.values()[row];
            default -> throw new IllegalStateException("no band of " + column.type());
        };
    }

    @Override
    public void take(int partition, PairChanges changes) {
        int[] firsts = changes.firsts(partition);
        long[] newest = log.newest(partition, changes.keys(), changes.hashes(), firsts);
        log.add(
                partition,
                appended,
                changes.batch(),
                changes.hashes(),
                changes.rows(partition),
                changes.groups(partition).group(),
                firsts,
                newest);
    }

    @Override
    public boolean namesLast() {
        return true;
    }

    @Override
    public void name(int[] rows, int count, long[] names) {
        for (int i = 0; i < count; i++) {
            names[i] = appended + rows[i];
        }
    }

    @Override
    public Column read(int field, long[] names, int from, int count) {
        return log.read(field, names, from, count);
    }

    @Override
    public long weight(long name) {
        return 1;
    }

    @Override
    public void collect(long bound, PartitionRunner runner, int rows) {
        log.collect(bound);
    }
}
