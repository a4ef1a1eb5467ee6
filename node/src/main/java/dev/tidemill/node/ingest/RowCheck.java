package dev.tidemill.node.ingest;

import dev.tidemill.algebra.column.Batch;
import java.util.List;

/** A table's contract, ready to look at batches. Safe for all threads. */
@FunctionalInterface
public interface RowCheck {
    /** What is wrong with these rows; empty when nothing is. The first one of a row counts. */
    List<Violation> check(Batch rows);

    /** A row and the rule it breaks. */
    record Violation(int row, String column, String rule, String reason) {}
}
