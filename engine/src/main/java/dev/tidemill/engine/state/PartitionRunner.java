package dev.tidemill.engine.state;

import java.util.function.IntConsumer;

/** Does something for each of the eight key partitions, one after another or several at once. */
public interface PartitionRunner {
    /** One after another, on the caller's thread. */
    PartitionRunner IN_TURN =
            (rows, task) -> {
                for (int partition = 0; partition < StateSpace.PARTITIONS; partition++) {
                    task.accept(partition);
                }
            };

    /**
     * Calls the task once for each partition and returns when all are done.
     *
     * @param rows how much work there is in all
     */
    void run(int rows, IntConsumer task);
}
