package dev.tidemill.engine.circuit;

import dev.tidemill.algebra.bound.Frontier;
import java.util.Set;

/**
 * All tables as of one tick. Readable from any number of threads while the circuit goes on; its
 * pages are kept until it is closed.
 */
public interface CircuitSnapshot extends AutoCloseable {
    long tick();

    /** The tick's time and the watermarks that were sealed with it. */
    Frontier frontier();

    /** Names of all input and live tables. */
    Set<String> tables();

    /** A table's contents; throws UNKNOWN_TABLE. */
    TableSnapshot table(String name);

    /**
     * The error rows of a live table: {@code code INTEGER, message TEXT, expression TEXT, row
     * TEXT}; throws UNKNOWN_TABLE.
     */
    TableSnapshot errors(String name);

    @Override
    void close();
}
