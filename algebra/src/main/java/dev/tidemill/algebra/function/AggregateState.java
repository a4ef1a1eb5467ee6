package dev.tidemill.algebra.function;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The state of one group of a class with {@link SqlAggregate}, as bytes. States that were reached
 * by the same rows need not have the same bytes, but decoding must give back what was encoded: the
 * state goes through its bytes at every step, and into checkpoints.
 */
public interface AggregateState {
    /** Writes the state. It may not change it. */
    void encode(DataOutput out) throws IOException;

    /** Reads into a new object what {@link #encode} wrote, by this version of the class. */
    void decode(DataInput in) throws IOException;
}
