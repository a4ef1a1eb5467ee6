package dev.tidemill.peers.flink;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.types.RowKind;

/**
 * A sum over rows that is the same for the same rows in any order; a row that is taken back is
 * subtracted. The bench makes the same of its tables. A digest is one thread's; the total is
 * everyone's.
 */
final class Digest {
    private static final String NULL = "\\N";
    private static final char END = '\u0001';

    private static int[] compared;
    private static int keyColumn;
    private static boolean isChecking;
    private static long totalRows;
    private static long totalSum;
    private static long totalChanges;

    private final LogicalType[] types;
    private final int[] columns;
    private final int key;
    private final Map<Long, Long> byKey = new HashMap<>();
    private final StringBuilder text = new StringBuilder();
    private long rows;
    private long sum;

    Digest(RowType type) {
        types = type.getChildren().toArray(new LogicalType[0]);
        synchronized (Digest.class) {
            key = keyColumn;
            columns =
                    compared != null ? compared : IntStream.range(0, types.length).toArray();
        }
    }

    /**
     * Begins anew.
     *
     * @param columns those that count, or null for all
     * @param upsertKey a row replaces the last one with the same number in this column; -1 when what
     *     is replaced is taken back by itself
     */
    static synchronized void reset(boolean isForChecking, int[] columns, int upsertKey) {
        isChecking = isForChecking;
        compared = columns;
        keyColumn = upsertKey;
        totalRows = 0;
        totalSum = 0;
        totalChanges = 0;
    }

    static synchronized boolean isChecking() {
        return isChecking;
    }

    static synchronized long rows() {
        return totalRows;
    }

    static synchronized long sum() {
        return totalSum;
    }

    /** Rows that came into the sinks, those that were taken back among them. */
    static synchronized long changes() {
        return totalChanges;
    }

    void add(RowData row) {
        text.setLength(0);
        for (int column : columns) {
            text.append(text(row, column)).append(END);
        }
        boolean isThere =
                row.getRowKind() == RowKind.INSERT || row.getRowKind() == RowKind.UPDATE_AFTER;
        long hash = hash(text.toString());
        if (key >= 0) {
            replace(row.getLong(key), isThere, hash);
            return;
        }
        rows += isThere ? 1 : -1;
        sum += isThere ? hash : -hash;
    }

    private void replace(long number, boolean isThere, long hash) {
        Long before = isThere ? byKey.put(number, hash) : byKey.remove(number);
        sum += (isThere ? hash : 0) - (before == null ? 0 : before);
        rows = byKey.size();
    }

    void end(long changes) {
        synchronized (Digest.class) {
            totalRows += rows;
            totalSum += sum;
            totalChanges += changes;
        }
    }

    private String text(RowData row, int column) {
        if (row.isNullAt(column)) {
            return NULL;
        }
        LogicalType type = types[column];
        switch (type.getTypeRoot()) {
            case INTEGER:
                return Integer.toString(row.getInt(column));
            case BIGINT:
                return Long.toString(row.getLong(column));
            case DECIMAL:
                DecimalType decimal = (DecimalType) type;
                return row.getDecimal(column, decimal.getPrecision(), decimal.getScale())
                        .toBigDecimal()
                        .stripTrailingZeros()
                        .toPlainString();
            case TIMESTAMP_WITHOUT_TIME_ZONE:
                TimestampData time = row.getTimestamp(column, 3);
                return Long.toString(time.getMillisecond());
            default:
                return row.getString(column).toString();
        }
    }

    private static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : text.getBytes(UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        hash ^= hash >>> 32;
        hash *= 0xd6e8feb86659fd93L;
        return hash ^ hash >>> 32;
    }
}
