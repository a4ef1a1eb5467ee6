package dev.tidemill.pgwire.session;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.Session;
import dev.tidemill.node.transaction.StatementKind;
import dev.tidemill.node.transaction.StatementResult;
import dev.tidemill.node.transaction.Transaction;
import dev.tidemill.node.transaction.TransactionOptions;
import dev.tidemill.node.transaction.TransactionWords;
import dev.tidemill.pgwire.frame.ErrorMessage;
import dev.tidemill.pgwire.sql.Command;
import dev.tidemill.pgwire.sql.StatementText;
import dev.tidemill.pgwire.sql.Token;
import dev.tidemill.store.QueryResult;
import dev.tidemill.store.admission.Cancellation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The transaction that a session is in, if it is in one: one that the client has begun, or the one
 * that statements are in which the client sends together. Owned by the session's thread, but for
 * what {@link #source} gives.
 *
 * <p>Invariant: one thing at a time is done in a transaction. Rows that are still read in it are
 * taken into memory before another statement.
 */
final class Block implements AutoCloseable {
    private final Session mill;
    private final Settings settings;
    private final Memory memory;
    private final Consumer<ErrorMessage> notices;
    private final long settledBytesMax;
    private final List<StreamedRows> reading = new ArrayList<>();
    private State state = State.IDLE;
    private @Nullable Transaction transaction;
    private TransactionOptions options = TransactionOptions.DEFAULT;
    private long lastRows = -1;
    private long lastTick = -1;

    /** What ReadyForQuery says. */
    enum State {
        IDLE('I'),
        OPEN('T'),
        FAILED('E');

        private final char mark;

        State(char mark) {
            this.mark = mark;
        }

        char mark() {
            return mark;
        }
    }

    /**
     * @param notices told what is not wrong, but should be known
     * @param settledBytesMax of a cursor that is taken into memory for another statement
     */
    Block(
            Session mill,
            Settings settings,
            Memory memory,
            Consumer<ErrorMessage> notices,
            long settledBytesMax) {
        this.mill = requireNonNull(mill, "mill");
        this.settings = requireNonNull(settings, "settings");
        this.memory = requireNonNull(memory, "memory");
        this.notices = requireNonNull(notices, "notices");
        this.settledBytesMax = settledBytesMax;
    }

    State state() {
        return state;
    }

    long lastRows() {
        return lastRows;
    }

    long lastTick() {
        return lastTick;
    }

    /** Throws in a failed transaction, for all but what ends it. */
    void requireUsable(Command command) {
        boolean ends =
                command instanceof Command.Transacting(TransactionWords words)
                        && (words instanceof TransactionWords.Rollback
                                || words instanceof TransactionWords.RollbackTo
                                || words instanceof TransactionWords.Commit);
        if (state == State.FAILED && !ends && !(command instanceof Command.Empty)) {
            throw new TidemillException(
                            ErrorCode.TRANSACTION_FAILED,
                            "current transaction is aborted, commands ignored until end of transaction block")
                    .withHint("ROLLBACK ends it");
        }
    }

    /** Throws in a transaction that only reads. */
    void requireWritable() {
        boolean only =
                state == State.IDLE
                        ? settings.isOn("default_transaction_read_only")
                        : options.readOnly();
        if (only) {
            throw new TidemillException(
                    ErrorCode.READ_ONLY_TRANSACTION, "cannot write in a read-only transaction");
        }
    }

    /** Throws within a transaction. */
    void requireNone(String what) {
        if (transaction != null) {
            throw new TidemillException(
                    ErrorCode.IN_TRANSACTION, what + " cannot run inside a transaction block");
        }
    }

    /** Throws outside of a transaction. */
    void requireOpen(String what) {
        if (state == State.IDLE) {
            throw new TidemillException(
                    ErrorCode.TRANSACTION_ENDED, what + " can only be used in transaction blocks");
        }
    }

    Answer run(TransactionWords words) throws InterruptedException {
        return switch (words) {
            case TransactionWords.Begin begin -> begin(begin.modes());
            case TransactionWords.Commit commit -> commit(commit.chain());
            case TransactionWords.Rollback rollback -> rollback(rollback.chain());
            case TransactionWords.SetModes modes -> change(modes.modes());
            case TransactionWords.SetDefaults defaults -> {
                Boolean readOnly = defaults.modes().readOnly();
                if (readOnly != null) {
                    settings.set("default_transaction_read_only", readOnly ? "on" : "off", false);
                }
                yield new Answer.Done("SET");
            }
            case TransactionWords.Savepoint savepoint -> {
                opened("SAVEPOINT").savepoint(savepoint.name());
                yield new Answer.Done("SAVEPOINT");
            }
            case TransactionWords.Release release -> {
                opened("RELEASE SAVEPOINT").release(release.name());
                yield new Answer.Done("RELEASE");
            }
            case TransactionWords.RollbackTo rollback -> {
                opened("ROLLBACK TO SAVEPOINT").rollbackTo(rollback.name());
                state = State.OPEN;
                yield new Answer.Done("ROLLBACK");
            }
        };
    }

    private Transaction opened(String what) {
        requireOpen(what);
        settle();
        return requireNonNull(transaction, "transaction");
    }

    private Answer begin(TransactionWords.Modes modes) throws InterruptedException {
        if (state != State.IDLE) {
            notices.accept(
                    ErrorMessage.warning("25001", "there is already a transaction in progress"));
            return new Answer.Done("BEGIN");
        }
        if (transaction == null) {
            open(modes.over(defaults()));
        } else {
            // What the client sent together with it is in the same transaction.
            settings.begin();
        }
        state = State.OPEN;
        return new Answer.Done("BEGIN");
    }

    private TransactionOptions defaults() {
        return TransactionOptions.DEFAULT.withReadOnly(
                settings.isOn("default_transaction_read_only"));
    }

    private void open(TransactionOptions how) throws InterruptedException {
        transaction = mill.begin(how);
        settings.begin();
        options = how;
        state = State.OPEN;
    }

    /** Begins a transaction for statements that come together, unless they are in one. */
    void beginTogether() throws InterruptedException {
        if (transaction == null) {
            options = defaults();
            transaction = mill.begin(options);
        }
    }

    /**
     * Ends the transaction of statements that came together, if they were in one of theirs.
     *
     * @throws TidemillException when they could not be committed; nothing of them was done
     */
    void endTogether(boolean failed) throws InterruptedException {
        Transaction ending = transaction;
        if (state != State.IDLE || ending == null) {
            return;
        }
        memory.endTransaction();
        try (ending) {
            try {
                // What outlives the transaction is read to its end before.
                settle();
            } finally {
                transaction = null;
            }
            if (!failed) {
                long _ = ending.commit();
            }
        }
    }

    private Answer change(TransactionWords.Modes modes) throws InterruptedException {
        Transaction open = transaction;
        if (state == State.IDLE || open == null) {
            notices.accept(
                    ErrorMessage.warning(
                            "25P01", "SET TRANSACTION can only be used in transaction blocks"));
            return new Answer.Done("SET");
        }
        TransactionOptions changed = modes.over(options);
        if (!changed.equals(options)) {
            if (open.hasWritten()) {
                throw new TidemillException(
                        ErrorCode.IN_TRANSACTION,
                        "SET TRANSACTION must come before anything is written");
            }
            settle();
            open.close();
            transaction = mill.begin(changed);
            options = changed;
        }
        return new Answer.Done("SET");
    }

    private Answer commit(boolean chain) throws InterruptedException {
        if (state == State.IDLE) {
            notices.accept(ErrorMessage.warning("25P01", "there is no transaction in progress"));
            return new Answer.Done("COMMIT");
        }
        boolean commits = state == State.OPEN;
        TransactionOptions former = options;
        end(commits);
        if (chain) {
            open(former);
        }
        return new Answer.Done(commits ? "COMMIT" : "ROLLBACK");
    }

    private Answer rollback(boolean chain) throws InterruptedException {
        if (state == State.IDLE) {
            notices.accept(ErrorMessage.warning("25P01", "there is no transaction in progress"));
            return new Answer.Done("ROLLBACK");
        }
        TransactionOptions former = options;
        end(false);
        if (chain) {
            open(former);
        }
        return new Answer.Done("ROLLBACK");
    }

    private void end(boolean commits) throws InterruptedException {
        memory.endTransaction();
        // What outlives the transaction is read to its end before.
        settle();
        Transaction ending = requireNonNull(transaction, "transaction");
        transaction = null;
        state = State.IDLE;
        boolean committed = false;
        try (ending) {
            if (commits) {
                lastTick = ending.commit();
                committed = true;
            }
        } finally {
            settings.end(committed);
        }
    }

    /** A statement has failed. */
    void failed() {
        if (state == State.OPEN) {
            state = State.FAILED;
        }
    }

    /** Rows that are read in the transaction from now on. */
    void reads(StreamedRows rows) {
        if (transaction != null) {
            reading.add(rows);
        }
    }

    /** Whether there is a transaction. */
    boolean isTransaction() {
        return transaction != null;
    }

    /** Inserts rows in the transaction. */
    void insert(String sql, List<@Nullable String> values) throws InterruptedException {
        Answer _ = execute(sql, values, new Cancellation());
    }

    /** Makes the transaction free for the next statement. */
    void settle() {
        reading.forEach(rows -> rows.settle(settledBytesMax));
        reading.clear();
    }

    /** Reads the rows of a query, on whatever thread, in the transaction of now. */
    StreamedRows.Source source(String sql) {
        Transaction open = transaction;
        return (cancellation, reader) -> {
            boolean _ =
                    open == null
                            ? mill.export(sql, cancellation, reader)
                            : open.read(sql, List.of(), cancellation, reader);
        };
    }

    /**
     * Has the mill carry out a statement.
     *
     * @param values of its parameters
     */
    Answer execute(String sql, List<? extends @Nullable Object> values, Cancellation cancellation)
            throws InterruptedException {
        settle();
        Transaction open = transaction;
        StatementResult result =
                open == null
                        ? mill.execute(sql, values, cancellation)
                        : open.execute(sql, values, cancellation);
        lastTick = result.tick();
        lastRows = result.count();
        if (result.isIdle()) {
            notices.accept(skipped(result.kind(), sql));
        }
        QueryResult rows = result.rows();
        return rows == null
                ? new Answer.Done(result.tag())
                : new Answer.Returned(ListedRows.of(rows), result.tag());
    }

    /** What IF EXISTS or IF NOT EXISTS came to. */
    private static ErrorMessage skipped(StatementKind kind, String sql) {
        List<Token> tokens = StatementText.of(sql).tokens();
        int at = 0;
        while (at < tokens.size() - 1 && !tokens.get(at).is("exists")) {
            at++;
        }
        String name = at + 1 < tokens.size() ? tokens.get(at + 1).name() : "";
        boolean isDrop = kind == StatementKind.DROP_TABLE || kind == StatementKind.DROP_INDEX;
        String what = kind == StatementKind.DROP_INDEX ? "index" : isDrop ? "table" : "relation";
        return ErrorMessage.notice(
                "%s \"%s\" %s, skipping"
                        .formatted(what, name, isDrop ? "does not exist" : "already exists"));
    }

    @Override
    public void close() {
        memory.endTransaction();
        reading.clear();
        Transaction ending = transaction;
        transaction = null;
        state = State.IDLE;
        if (ending != null) {
            ending.close();
        }
    }
}
