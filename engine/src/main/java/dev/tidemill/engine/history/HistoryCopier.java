package dev.tidemill.engine.history;

import dev.tidemill.algebra.type.Schema;

/**
 * Writes what is left of a table's rows in the history, when some of them are erased, as another
 * table of it. The former one stays until no checkpoint has it.
 */
@FunctionalInterface
public interface HistoryCopier {
    /**
     * Copies runs; what is there under the new name already, a crash left behind. Returns when the
     * copy is on disk.
     *
     * @param from the runs, of which rows before its first are not copied
     * @param store what the history calls the copy
     * @param schema the table's columns
     * @param orderColumn the column by which each run is sorted, or -1
     * @param gone numbers of the rows that are left out, ascending
     * @return what the copy holds; its rows are numbered from 0, in the same order
     * @throws dev.tidemill.algebra.error.TidemillException HISTORY_FAILED
     */
    HistoryMark copyWithout(
            HistoryMark from, String store, Schema schema, int orderColumn, long[] gone);
}
