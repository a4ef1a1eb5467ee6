package dev.tidemill.node.transaction;

import dev.tidemill.store.RowsReader;
import dev.tidemill.store.admission.Cancellation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Statements that are done together or not at all, on behalf of one principal.
 *
 * <pre>{@code
 * try (Transaction transfer = session.begin(TransactionOptions.DEFAULT)) {
 *     transfer.execute("UPDATE accounts SET balance = balance - $1 WHERE id = $2", List.of(10, 1));
 *     transfer.execute("UPDATE accounts SET balance = balance + $1 WHERE id = $2", List.of(10, 2));
 *     long tick = transfer.commit();
 * }
 * }</pre>
 *
 * <p>It reads one tick, the newest when it began, and over that what it has written itself: no
 * other transaction's rows, before or after their commit. {@link #commit()} checks, in the order of
 * the journal, that no row that it changes was changed since its tick (otherwise
 * SERIALIZATION_FAILURE, 40001: begin again), that UNIQUE holds, and then all of it is one entry of
 * the journal and one tick. This is snapshot isolation: no dirty and no fuzzy read, no lost update;
 * write skew between rows that are only read is possible, as with PostgreSQL's REPEATABLE READ.
 *
 * <p>A statement that fails leaves the transaction {@link State#FAILED}: all but {@link #rollback},
 * {@link #rollbackTo} and {@link #close} is refused (25P02) until then. Whatever is wrong comes as
 * {@link dev.tidemill.algebra.error.TidemillException} with its SQLSTATE; of a constraint with its
 * {@linkplain dev.tidemill.algebra.error.TidemillException#subject() table, column and name}.
 *
 * <p>A statement is one that {@code Session.execute} takes. Definitions (CREATE, DROP) are done at
 * once and for good, whatever becomes of the transaction, and are refused (25001) once it has
 * written; it then reads the newest tick. Words about the transaction itself (BEGIN, COMMIT,
 * SAVEPOINT) are the methods here and no statements: {@link TransactionWords} reads them.
 *
 * <p>Parameters stand in the text as {@code $1}, {@code $2}. Their values are in the form that
 * {@code Column.value} gives for the parameter's type, or a String in PostgreSQL's text form of any
 * type; null is NULL. The type is found by what stands beside the parameter, unless the value is a
 * {@link TypedValue}.
 *
 * <p>One thread at a time, any thread. It pins a tick: close it, or it is rolled back after the
 * bound that {@link Transactions} names.
 */
public interface Transaction extends AutoCloseable {
    /** What may be done with it. */
    enum State {
        /** Statements are taken. */
        OPEN,
        /** A statement failed; it can only be rolled back, whole or to a savepoint. */
        FAILED,
        /** Committed or rolled back. */
        ENDED
    }

    State state();

    TransactionOptions options();

    /** The tick that it reads. */
    long tick();

    /** What {@code now()} is in all of it: microseconds since 1970 UTC. */
    long nowMicros();

    /** Whether it has written rows that a commit would journal. */
    boolean hasWritten();

    /**
     * Carries out one statement; rows of a query are bounded as {@code Session.query}'s are.
     *
     * @throws dev.tidemill.algebra.error.TidemillException whatever is wrong; nothing of the
     *     statement was done, and the transaction has failed
     */
    StatementResult execute(
            String sql, List<? extends @Nullable Object> parameters, Cancellation cancellation)
            throws InterruptedException;

    /** The same, without a way to cancel it. */
    default StatementResult execute(String sql, List<? extends @Nullable Object> parameters)
            throws InterruptedException {
        return execute(sql, parameters, new Cancellation());
    }

    /** The same, without parameters. */
    default StatementResult execute(String sql) throws InterruptedException {
        return execute(sql, List.of(), new Cancellation());
    }

    /**
     * Streams the rows of a query of any length to a reader on this thread, own writes included.
     * Fails as {@link #execute} does.
     */
    <T> T read(
            String sql,
            List<? extends @Nullable Object> parameters,
            Cancellation cancellation,
            RowsReader<T> reader)
            throws InterruptedException;

    /** Remembers what has been written so far under a name; a later one of the name hides it. */
    void savepoint(String name);

    /**
     * Takes back what was written since the savepoint, which stays; also of a transaction that has
     * failed, which is open again then.
     *
     * @throws dev.tidemill.algebra.error.TidemillException UNKNOWN_SAVEPOINT
     */
    void rollbackTo(String name);

    /**
     * Forgets a savepoint and those after it.
     *
     * @throws dev.tidemill.algebra.error.TidemillException UNKNOWN_SAVEPOINT
     */
    void release(String name);

    /**
     * Ends it for good. Returns when all of it is on disk and readable, in live tables too.
     *
     * @return the tick that holds it; the one that was read when nothing was written
     * @throws dev.tidemill.algebra.error.TidemillException SERIALIZATION_FAILURE (40001) or
     *     DUPLICATE_KEY (23505): nothing was done; TRANSACTION_FAILED (25P02) after a failed
     *     statement; NOT_READY when it is on disk and not readable in time. It has ended then too
     */
    long commit() throws InterruptedException;

    /** Ends it without a trace; nothing when it has ended. */
    void rollback();

    /** {@link #rollback()}. */
    @Override
    void close();
}
