package dev.tidemill.store;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.type.Schema;

/** Makes other rows of an answer's, batch by batch and as many. One thread at a time. */
public interface RowMapping {
    /** The columns of the rows that come of rows with these columns. */
    Schema schema(Schema of);

    Batch rows(Batch of);
}
