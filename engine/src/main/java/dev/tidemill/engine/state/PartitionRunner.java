package dev.tidemill.engine.state;

import java.util.function.IntConsumer;

/** Does something for each of the eight key partitions, one after another or several at once. */
public interface PartitionRunner {
    /**
     * Calls the task once for each partition and returns when all are done.
     *
     * @param rows how much work there is in all
     */
    void run(int rows, IntConsumer task);
}
