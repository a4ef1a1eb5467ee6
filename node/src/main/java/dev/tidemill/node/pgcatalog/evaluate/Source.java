package dev.tidemill.node.pgcatalog.evaluate;

import java.util.List;

/** What one table of FROM gives. */
interface Source {
    List<OutputColumn> columns();

    /** The rows for what is known of the row so far. */
    RowTable rows(Frame frame);

    /** Whether the rows are the same throughout a run. */
    boolean isFixed();
}
