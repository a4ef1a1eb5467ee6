package dev.tidemill.engine.circuit;

import dev.tidemill.algebra.column.Batch;

/** Finds some of a table's rows. */
@FunctionalInterface
public interface RowTest {
    /**
     * Whether a row is one of those.
     *
     * @param rows with all of the table's columns
     */
    boolean finds(Batch rows, int row);

    /** The rows that it finds. */
    default Batch found(Batch rows) {
        return select(rows, true);
    }

    /** The rows that it does not find. */
    default Batch others(Batch rows) {
        return select(rows, false);
    }

    private Batch select(Batch rows, boolean found) {
        int[] chosen = new int[rows.size()];
        int count = 0;
        for (int row = 0; row < rows.size(); row++) {
            if (finds(rows, row) == found) {
                chosen[count++] = row;
            }
        }
        return count == rows.size() ? rows : rows.gather(chosen, count);
    }
}
