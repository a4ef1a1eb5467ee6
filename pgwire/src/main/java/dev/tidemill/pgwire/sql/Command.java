package dev.tidemill.pgwire.sql;

import static java.util.Objects.requireNonNull;

import dev.tidemill.node.transaction.TransactionWords;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a statement is to its session. */
public sealed interface Command {
    /** Nothing but blanks and comments. */
    record Empty() implements Command {}

    /** Rows are asked for; their number has no bound. */
    record Query() implements Command {}

    /**
     * The mill carries it out, and answers with few rows or with what was done.
     *
     * @param reads whether it changes nothing
     * @param rows whether its answer is rows, and not what was done
     */
    record Execute(boolean reads, boolean rows) implements Command {}

    /** About the transaction itself. */
    record Transacting(TransactionWords words) implements Command {
        public Transacting {
            requireNonNull(words, "words");
        }
    }

    /**
     * SET.
     *
     * @param value null for the default
     * @param local until the transaction's end
     */
    record Set(String name, @Nullable String value, boolean local) implements Command {
        // Spelled out, since a compact constructor's parameters lose their annotations.
        public Set(String name, @Nullable String value, boolean local) {
            this.name = requireNonNull(name, "name");
            this.value = value;
            this.local = local;
        }
    }

    /** RESET; null for all. */
    record Reset(@Nullable String name) implements Command {}

    /** SHOW of a setting; null for all. */
    record Show(@Nullable String name) implements Command {}

    /** DISCARD of {@code all}, {@code plans}, {@code sequences} or {@code temp}. */
    record Discard(String what) implements Command {}

    /** DEALLOCATE; null for all. */
    record Deallocate(@Nullable String name) implements Command {}

    /** PREPARE of what stands from a token on. */
    record Prepare(String name, List<String> types, int token) implements Command {}

    /** EXECUTE of what was prepared, with the texts of its arguments. */
    record ExecutePrepared(String name, List<String> arguments) implements Command {}

    /** DECLARE CURSOR for the query that stands from a token on. */
    record Declare(String name, boolean hold, int token) implements Command {}

    /**
     * FETCH or MOVE.
     *
     * @param count rows at most
     */
    record Fetch(String name, long count, boolean moves) implements Command {}

    /** CLOSE; null for all. */
    record CloseCursor(@Nullable String name) implements Command {}

    /** COPY FROM STDIN. */
    record CopyIn(String table, List<String> columns, CopyOptions options) implements Command {}

    /** COPY TO STDOUT of a query. */
    record CopyOut(String query, int token, CopyOptions options) implements Command {}

    /** SUBSCRIBE TO a table. */
    record Subscribe(String table, boolean snapshot, CopyOptions options) implements Command {}

    /** What is taken and has no effect here, with what is answered. */
    record Nothing(String tag) implements Command {}
}
