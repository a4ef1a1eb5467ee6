package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.engine.state.PartitionRunner;
import java.util.List;

/**
 * One node of a circuit. Its state is what its inputs have told it so far; equal changes in equal
 * order give equal output. One thread calls it; it may use {@link Partitions} inside.
 */
public interface Operator {
    /**
     * Takes in the changes of one tick and gives the output's changes, not necessarily
     * consolidated.
     *
     * @param inputs one batch for each input of the plan node, possibly empty
     */
    Batch step(List<Batch> inputs, Step step);

    /**
     * Forgets state that no later tick can ask for; called after {@link #step}, and also when only
     * the bounds have moved. What was emitted stands. The work is to be proportional to what goes.
     *
     * @param bounds in the order of {@link dev.tidemill.algebra.retention.Retention#collected}:
     *     rows below are not needed any more; {@link Long#MIN_VALUE} while nothing is known
     * @param runner runs the work of the key partitions
     * @param rows how many rows the step took in; about as many are to go
     */
    default void collect(long[] bounds, PartitionRunner runner, int rows) {}

    /**
     * True when a step's output has each row once, with a weight other than 0, and a row that
     * leaves stands before the row of the same key that comes in its place.
     */
    default boolean emitsEachRowOnce() {
        return false;
    }

    /** True when the output may change though no input does. */
    default boolean movesWithTime() {
        return false;
    }
}
