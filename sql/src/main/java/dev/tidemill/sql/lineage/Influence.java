package dev.tidemill.sql.lineage;

/**
 * How an output depends on an input: directly, when its values are made of the input's, or
 * indirectly, when the input decides which rows or values there are. The names are OpenLineage's;
 * ROWS, TIE and ERROR are ours.
 */
public enum Influence {
    /** The value as it is. */
    IDENTITY,
    /** A value computed from the input's value in the same row, or taken from another row. */
    TRANSFORMATION,
    /** A value computed from many rows. */
    AGGREGATION,
    /** That a row is there at all, whatever is in it. */
    ROWS,
    /** A condition that rows must meet. */
    FILTER,
    /** What rows of two tables are paired or compared by. */
    JOIN,
    /** What rows are grouped by. */
    GROUP_BY,
    /** What decides which rows come first. */
    SORT,
    /** What a window of rows or of time is made by. */
    WINDOW,
    /** What decides between values. */
    CONDITIONAL,
    /** What decides between rows that are equal in the order asked for. */
    TIE,
    /** A value for which an expression may fail, so that the row is an error row instead. */
    ERROR;

    /** Whether values are made of the input's. */
    public boolean isDirect() {
        return this == IDENTITY || this == TRANSFORMATION || this == AGGREGATION;
    }

    /**
     * What an input has on an output through something between: an influence on the input's side,
     * then this one. What is indirect anywhere is indirect as a whole, as it is nearest the output;
     * of direct ones that counts which changes values most.
     */
    Influence after(Influence first) {
        if (!isDirect()) {
            return this;
        }
        return first.isDirect() && first.compareTo(this) < 0 ? this : first;
    }
}
