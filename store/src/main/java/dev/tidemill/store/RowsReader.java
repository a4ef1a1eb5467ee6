package dev.tidemill.store;

import java.io.IOException;

/**
 * Reads the rows of one streamed answer, on the thread that asked for it.
 *
 * @param <T> what is made of them
 */
@FunctionalInterface
public interface RowsReader<T> {
    /**
     * Reads to the end, or as far as it likes; the query stops when it returns.
     *
     * @throws IOException when it cannot pass the rows on
     */
    T read(RowStream rows) throws IOException;
}
