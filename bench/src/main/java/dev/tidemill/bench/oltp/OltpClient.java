package dev.tidemill.bench.oltp;

import java.io.IOException;
import java.sql.SQLException;

/** One connection's work. One thread; who opened it closes it. */
interface OltpClient extends AutoCloseable {
    /** The balance of an account. */
    long read(long id) throws Exception;

    /** Adds to an account by a statement of its own; returns when it is on disk. */
    void add(long id, long amount) throws Exception;

    /**
     * Moves money and notes that, in one transaction.
     *
     * @return whether it was committed; false when another transaction went before it
     */
    boolean move(long from, long to, long amount, long note) throws Exception;

    @Override
    void close() throws IOException, SQLException;

    /** Where accounts are. */
    interface Database extends AutoCloseable {
        /** Fills the tables. */
        void load(int accounts) throws Exception;

        OltpClient connect() throws Exception;

        /** The sum over all accounts. */
        long total() throws Exception;

        @Override
        void close() throws IOException, SQLException;
    }
}
