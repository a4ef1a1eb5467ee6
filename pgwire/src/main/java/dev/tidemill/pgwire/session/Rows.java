package dev.tidemill.pgwire.session;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.pgwire.type.Layout;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rows of an answer, asked for one batch after the other. Owned by the session's thread. */
interface Rows extends AutoCloseable {
    /**
     * What the columns are; waits until it is known.
     *
     * @throws dev.tidemill.algebra.error.TidemillException what the query failed with
     */
    Schema schema();

    /**
     * The next rows; null when there are no more.
     *
     * @throws dev.tidemill.algebra.error.TidemillException what the query failed with
     */
    @Nullable Batch next();

    /** What clients are told of the columns; waits as {@link #schema} does. */
    default Layout layout() {
        return Layout.of(schema());
    }

    /** The tick that they are of; -1 when that is not known. */
    long tick();

    /** How long they are waited for; empty for those that are there. */
    default Optional<Patience> patience() {
        return Optional.empty();
    }

    /** Nobody wants more of them. Returns when nothing works on them any more. */
    @Override
    void close();
}
