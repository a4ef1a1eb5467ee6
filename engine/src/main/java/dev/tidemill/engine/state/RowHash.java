package dev.tidemill.engine.state;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BoolColumn;
import dev.tidemill.algebra.column.BytesColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.DoubleColumn;
import dev.tidemill.algebra.column.Int128Column;
import dev.tidemill.algebra.column.IntColumn;
import dev.tidemill.algebra.column.Interval;
import dev.tidemill.algebra.column.IntervalColumn;
import dev.tidemill.algebra.column.LongColumn;
import java.util.Arrays;

/**
 * The one 64-bit hash of key values. Equal values hash equal: -0 and 0, all NaNs, intervals of
 * equal length, INTEGER and BIGINT of the same number; decimals of one scale. A NULL equals a NULL
 * here, as in grouping. The top three bits choose the partition.
 *
 * <p>Journals and checkpoints do not hold hashes, but checkpointed indexes are built on them: a
 * change of this function needs a new checkpoint format version.
 */
public final class RowHash {
    private static final long SEED = 0x2D358DCCAA6C78A5L;
    private static final long MULTIPLIER = 0x8BB84B93962EACC9L;
    private static final long SECOND = 0x4B33A62ED433D4A3L;
    private static final long NULL = 0x4D5A2DA51DE1AA47L;

    /** Fewer rows are hashed at once: handing them out would cost more. */
    private static final int RANGES_ROWS_MIN = 4096;

    private RowHash() {}

    /** The hash of each row over some columns of a batch. */
    public static long[] hash(Batch batch, int... columns) {
        Column[] keys = new Column[columns.length];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = batch.column(columns[i]);
        }
        return hash(keys, batch.size());
    }

    /** The hash of each row over all these columns; a row of no columns has a hash too. */
    public static long[] hash(Column[] columns, int size) {
        long[] hashes = new long[size];
        hash(columns, size, hashes);
        return hashes;
    }

    /** As {@link #hash(Column[], int)}; ranges of many rows are hashed by several threads. */
    public static long[] hash(Column[] columns, int size, PartitionRunner runner) {
        if (size < RANGES_ROWS_MIN) {
            return hash(columns, size);
        }
        long[] hashes = new long[size];
        runner.run(
                size,
                part -> {
                    int from = (int) ((long) size * part / StateSpace.PARTITIONS);
                    int to = (int) ((long) size * (part + 1) / StateSpace.PARTITIONS);
                    hash(columns, from, to, hashes);
                });
        return hashes;
    }

    /** As {@link #hash(Column[], int)}, into an array of at least {@code size}. */
    public static void hash(Column[] columns, int size, long[] hashes) {
        hash(columns, 0, size, hashes);
    }

    private static void hash(Column[] columns, int from, int to, long[] hashes) {
        Arrays.fill(hashes, from, to, SEED);
        for (Column column : columns) {
            add(column, from, to, hashes);
        }
    }

    private static void add(Column column, int from, int to, long[] hashes) {
        boolean[] nulls = column.nulls();
        if (nulls == null) {
            addValues(column, from, to, hashes);
            return;
        }
        long[] before = Arrays.copyOfRange(hashes, from, to);
        addValues(column, from, to, hashes);
        for (int i = from; i < to; i++) {
            if (nulls[i]) {
                hashes[i] = mix(before[i - from], NULL);
            }
        }
    }

    private static void addValues(Column column, int from, int to, long[] hashes) {
        switch (column) {
            case BoolColumn c -> {
                boolean[] values = c.values();
                for (int i = from; i < to; i++) {
                    hashes[i] = mix(hashes[i], values[i] ? 1 : 0);
                }
            }
            case IntColumn c -> {
                int[] values = c.values();
                for (int i = from; i < to; i++) {
                    hashes[i] = mix(hashes[i], values[i]);
                }
            }
            case LongColumn c -> {
                long[] values = c.values();
                for (int i = from; i < to; i++) {
                    hashes[i] = mix(hashes[i], values[i]);
                }
            }
            case DoubleColumn c -> {
                double[] values = c.values();
                for (int i = from; i < to; i++) {
                    hashes[i] = mix(hashes[i], canonicalBits(values[i]));
                }
            }
            case Int128Column c -> {
                long[] high = c.high();
                long[] low = c.low();
                for (int i = from; i < to; i++) {
                    hashes[i] = mix(mix(hashes[i], low[i]), high[i]);
                }
            }
            case BytesColumn c -> addBytes(c, from, to, hashes);
            case IntervalColumn c -> {
                for (int i = from; i < to; i++) {
                    long days = wholeDays(c.months()[i], c.days()[i], c.micros()[i]);
                    hashes[i] = mix(mix(hashes[i], days), restMicros(c.micros()[i]));
                }
            }
        }
    }

    private static void addBytes(BytesColumn column, int from, int to, long[] hashes) {
        byte[] bytes = column.bytes();
        int[] offsets = column.offsets();
        for (int i = from; i < to; i++) {
            hashes[i] = mixBytes(hashes[i], bytes, offsets[i], offsets[i + 1] - offsets[i]);
        }
    }

    /** Continues a hash with a number. */
    static long mix(long hash, long value) {
        long left = hash ^ value;
        long right = (value * SECOND + hash + MULTIPLIER) | 1;
        long folded = Math.unsignedMultiplyHigh(left, MULTIPLIER) ^ (left * MULTIPLIER);
        return Math.unsignedMultiplyHigh(folded + right, SECOND) ^ ((folded + right) * SECOND);
    }

    /** Continues a hash with bytes and their count. */
    static long mixBytes(long hash, byte[] bytes, int start, int length) {
        long mixed = hash;
        int at = start;
        int left = length;
        while (left > 8) {
            mixed = mix(mixed, Page.getLong(bytes, at));
            at += 8;
            left -= 8;
        }
        long tail = 0;
        for (int i = 0; i < left; i++) {
            tail |= (bytes[at + i] & 0xFFL) << (8 * i);
        }
        return mix(mixed ^ ((long) length << 32), tail);
    }

    /** The bits of a double with one zero and one NaN. */
    static long canonicalBits(double value) {
        return Double.doubleToLongBits(value + 0.0);
    }

    /** Days of an interval, a month being 30 of them, with the whole days of its microseconds. */
    static long wholeDays(int months, int days, long micros) {
        return months * 30L + days + Math.floorDiv(micros, Interval.MICROS_PER_DAY);
    }

    static long restMicros(long micros) {
        return Math.floorMod(micros, Interval.MICROS_PER_DAY);
    }
}
