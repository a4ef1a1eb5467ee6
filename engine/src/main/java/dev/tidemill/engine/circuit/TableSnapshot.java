package dev.tidemill.engine.circuit;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.engine.history.HistoryMark;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A table's rows as of one tick; usable while its {@link CircuitSnapshot} is open. */
public interface TableSnapshot {
    Schema schema();

    /** Positions of the columns that identify a row; empty when rows may repeat. */
    List<Integer> key();

    /** Rows, repeated ones counted as often as they stand in the table. */
    long rows();

    /** Bytes of the pages that hold the rows and their indexes. */
    long bytes();

    /**
     * The row with this key, as a batch of one row or none.
     *
     * @param key values of the key columns in key order, in the form {@code Column.value} gives
     * @throws dev.tidemill.algebra.error.TidemillException INVALID_REQUEST when the table has no
     *     key or the values do not fit
     */
    Batch lookup(List<? extends @Nullable Object> key);

    /**
     * The rows in parts that may be read by different threads, each part a sequence of chunks of a
     * few thousand rows without weights (a row of weight two stands twice); a chunk source gives
     * null at its end.
     *
     * @param columns positions of the columns wanted, in the order wanted; may be empty
     */
    List<Supplier<@Nullable Batch>> scan(int... columns);

    /** The table's secondary indexes as of the same tick. */
    default List<IndexSnapshot> indexes() {
        return List.of();
    }

    /** What of the table is not in memory but in the history; null when all is in memory. */
    default @Nullable HistoryMark history() {
        return null;
    }

    /**
     * The time from which on the table is complete: no row with this event time or a later one was
     * dropped. Microseconds; null when no row was.
     */
    default @Nullable Long completeFrom() {
        return null;
    }

    /** Like {@link #scan}, without the rows that are in the history. */
    default List<Supplier<@Nullable Batch>> scanMemory(int... columns) {
        return scan(columns);
    }

    /**
     * Names the rows in memory, for keeping copies of them: two snapshots of a table with equal
     * names give the same rows by {@link #scanMemory}, as often as each stands there. Null when
     * that is not known.
     */
    default @Nullable Object contents() {
        return null;
    }

    /** The column that {@link #sealed} adds. */
    String ROW_NUMBER = "row number";

    /**
     * The rows that are on their way to the history, in the order of their numbers, which are in a
     * last column {@link #ROW_NUMBER}.
     */
    default TableSnapshot sealed() {
        throw new UnsupportedOperationException("rows of this table do not leave memory");
    }
}
