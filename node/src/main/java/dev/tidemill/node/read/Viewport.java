package dev.tidemill.node.read;

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
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.engine.circuit.TableSnapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A window of a table's rows: what a screen shows of it, in the order asked for. */
public final class Viewport {
    /** Rows that may be sorted for one window; larger tables are asked with SQL. */
    private static final int SORTED_ROWS_MAX = 2_000_000;

    private Viewport() {}

    /**
     * By which column; NULLs stand last either way.
     *
     * @param column -1 for the order in which the rows lie
     */
    public record Order(int column, boolean descending) {
        public static final Order NONE = new Order(-1, false);

        /** {@code column}, {@code column.asc} or {@code column.desc}; empty for none. */
        public static Order parse(String text, Schema schema) {
            if (text.isEmpty()) {
                return NONE;
            }
            boolean descending = text.endsWith(".desc");
            String name =
                    descending || text.endsWith(".asc")
                            ? text.substring(0, text.lastIndexOf('.'))
                            : text;
            int column = schema.indexOf(name);
            if (column < 0) {
                throw new TidemillException(
                        ErrorCode.UNKNOWN_COLUMN, "there is no column " + name + " to order by");
            }
            return new Order(column, descending);
        }
    }

    /** Rows {@code offset} to {@code offset + limit} of the table in this order. */
    public static Batch rows(TableSnapshot table, Order order, long offset, long limit) {
        int[] all = new int[table.schema().size()];
        Arrays.setAll(all, i -> i);
        if (order.column() < 0) {
            return unordered(table, all, offset, limit);
        }
        if (table.rows() > SORTED_ROWS_MAX) {
            throw new TidemillException(
                            ErrorCode.RESULT_TOO_LARGE,
                            "the table has "
                                    + table.rows()
                                    + " rows, too many to sort for a window")
                    .withHint("use POST /v1/sql with ORDER BY and LIMIT");
        }
        List<Batch> chunks = new ArrayList<>();
        for (Supplier<@Nullable Batch> part : table.scan(all)) {
            Batch chunk;
            while ((chunk = part.get()) != null) {
                chunks.add(chunk);
            }
        }
        Batch rows = Batch.concat(table.schema(), chunks);
        Integer[] sorted = new Integer[rows.size()];
        Arrays.setAll(sorted, i -> i);
        Arrays.sort(sorted, comparator(rows.column(order.column()), order.descending()));
        int from = (int) Math.min(offset, sorted.length);
        int to = (int) Math.min(offset + limit, sorted.length);
        int[] window = new int[to - from];
        Arrays.setAll(window, i -> sorted[from + i]);
        return rows.gather(window, window.length);
    }

    private static Batch unordered(TableSnapshot table, int[] all, long offset, long limit) {
        List<Batch> window = new ArrayList<>();
        long skip = offset;
        long wanted = limit;
        for (Supplier<@Nullable Batch> part : table.scan(all)) {
            Batch chunk;
            while (wanted > 0 && (chunk = part.get()) != null) {
                int from = (int) Math.min(skip, chunk.size());
                int count = (int) Math.min(wanted, chunk.size() - from);
                skip -= from;
                wanted -= count;
                if (count > 0) {
                    int[] rows = new int[count];
                    Arrays.setAll(rows, i -> from + i);
                    window.add(chunk.gather(rows, count));
                }
            }
        }
        return Batch.concat(table.schema(), window);
    }

    private static Comparator<Integer> comparator(Column column, boolean descending) {
        Comparator<Integer> values = values(column);
        Comparator<Integer> directed = descending ? values.reversed() : values;
        Comparator<Integer> nullsLast =
                (a, b) -> {
                    boolean aNull = column.isNull(a);
                    boolean bNull = column.isNull(b);
                    return aNull || bNull ? Boolean.compare(aNull, bNull) : directed.compare(a, b);
                };
        return nullsLast.thenComparing(Comparator.naturalOrder());
    }

    private static Comparator<Integer> values(Column column) {
        return switch (column) {
            case BoolColumn c -> (a, b) -> Boolean.compare(c.values()[a], c.values()[b]);
            case IntColumn c -> (a, b) -> Integer.compare(c.values()[a], c.values()[b]);
            case LongColumn c -> (a, b) -> Long.compare(c.values()[a], c.values()[b]);
            case DoubleColumn c -> (a, b) -> Double.compare(c.values()[a], c.values()[b]);
            case Int128Column c ->
                    (a, b) -> {
                        int high = Long.compare(c.high()[a], c.high()[b]);
                        return high != 0 ? high : Long.compareUnsigned(c.low()[a], c.low()[b]);
                    };
            case BytesColumn c ->
                    (a, b) ->
                            Arrays.compareUnsigned(
                                    c.bytes(),
                                    c.offsets()[a],
                                    c.offsets()[a + 1],
                                    c.bytes(),
                                    c.offsets()[b],
                                    c.offsets()[b + 1]);
            case IntervalColumn c ->
                    Comparator.comparing(
                            row -> new Interval(c.months()[row], c.days()[row], c.micros()[row]));
        };
    }
}
