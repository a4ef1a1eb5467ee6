package dev.tidemill.pgwire.session;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.Session;
import dev.tidemill.node.transaction.TransactionOptions;
import dev.tidemill.node.transaction.TransactionWords;
import dev.tidemill.pgwire.frame.ErrorMessage;
import dev.tidemill.pgwire.sql.Command;
import dev.tidemill.store.QueryResult;
import dev.tidemill.store.RowsReader;
import dev.tidemill.store.admission.Cancellation;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * The transaction that a session is in, if it is in one: idle, open, or failed and not ended yet.
 * Owned by the session's thread, but for what {@link #read} does.
 */
final class Block implements AutoCloseable {
    private final Session mill;
    private final Settings settings;
    private final Memory memory;
    private final Consumer<ErrorMessage> notices;
    private State state = State.IDLE;
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
     */
    Block(Session mill, Settings settings, Memory memory, Consumer<ErrorMessage> notices) {
        this.mill = requireNonNull(mill, "mill");
        this.settings = requireNonNull(settings, "settings");
        this.memory = requireNonNull(memory, "memory");
        this.notices = requireNonNull(notices, "notices");
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
        if (state != State.IDLE) {
            throw new TidemillException(
                            ErrorCode.UNSUPPORTED_SQL,
                            "statements that write stand alone, and not between BEGIN and COMMIT")
                    .withHint("each statement is done whole or not at all");
        }
    }

    /** Throws within a transaction. */
    void requireNone(String what) {
        if (state != State.IDLE) {
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
            case TransactionWords.SetModes modes -> {
                if (state == State.IDLE) {
                    notices.accept(
                            ErrorMessage.warning(
                                    "25P01",
                                    "SET TRANSACTION can only be used in transaction blocks"));
                } else {
                    options = modes.modes().over(options);
                }
                yield new Answer.Done("SET");
            }
            case TransactionWords.SetDefaults defaults -> {
                Boolean readOnly = defaults.modes().readOnly();
                if (readOnly != null) {
                    settings.set("default_transaction_read_only", readOnly ? "on" : "off", false);
                }
                yield new Answer.Done("SET");
            }
            case TransactionWords.Savepoint _ -> {
                requireOpen("SAVEPOINT");
                yield new Answer.Done("SAVEPOINT");
            }
            case TransactionWords.Release _ -> {
                requireOpen("RELEASE SAVEPOINT");
                yield new Answer.Done("RELEASE");
            }
            case TransactionWords.RollbackTo _ -> {
                requireOpen("ROLLBACK TO SAVEPOINT");
                state = State.OPEN;
                yield new Answer.Done("ROLLBACK");
            }
        };
    }

    private Answer begin(TransactionWords.Modes modes) {
        if (state == State.IDLE) {
            open(modes.over(defaults()));
        } else {
            notices.accept(
                    ErrorMessage.warning("25001", "there is already a transaction in progress"));
        }
        return new Answer.Done("BEGIN");
    }

    private TransactionOptions defaults() {
        return TransactionOptions.DEFAULT.withReadOnly(
                settings.isOn("default_transaction_read_only"));
    }

    private void open(TransactionOptions how) {
        settings.begin();
        options = how;
        state = State.OPEN;
    }

    private Answer commit(boolean chain) {
        if (state == State.IDLE) {
            notices.accept(ErrorMessage.warning("25P01", "there is no transaction in progress"));
            return new Answer.Done("COMMIT");
        }
        boolean failed = state == State.FAILED;
        TransactionOptions former = options;
        end(!failed);
        if (chain) {
            open(former);
        }
        return new Answer.Done(failed ? "ROLLBACK" : "COMMIT");
    }

    private Answer rollback(boolean chain) {
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

    private void end(boolean committed) {
        memory.endTransaction();
        settings.end(committed);
        state = State.IDLE;
    }

    /** A statement has failed. */
    void failed() {
        if (state == State.OPEN) {
            state = State.FAILED;
        }
    }

    /** Reads the rows of a query, on a thread of its own. */
    boolean read(String sql, Cancellation cancellation, RowsReader<Boolean> reader) {
        return mill.export(sql, cancellation, reader);
    }

    /**
     * Has the mill carry out a statement.
     *
     * @param word the tag, when it answers with rows; empty when it says what was done
     */
    Answer execute(String sql, String word, Cancellation cancellation) throws InterruptedException {
        QueryResult result = mill.execute(sql, cancellation);
        lastTick = result.tick();
        if (!word.isEmpty()) {
            lastRows = result.rowCount();
            return new Answer.Returned(ListedRows.of(result), word);
        }
        Batch done = result.rows();
        lastRows = ((Number) requireNonNull(done.column(1).value(0))).longValue();
        return new Answer.Done(tag(String.valueOf(done.column(0).value(0)), lastRows));
    }

    private static String tag(String word, long count) {
        return switch (word.toUpperCase(Locale.ROOT)) {
            case "INSERT" -> "INSERT 0 " + count;
            case "UPDATE", "DELETE" -> word + " " + count;
            default -> word.replace(" (nothing to do)", "");
        };
    }

    @Override
    public void close() {
        if (state != State.IDLE) {
            end(false);
        }
    }
}
