package dev.tidemill.node.transaction;

import static java.util.Objects.requireNonNull;

import dev.tidemill.node.audit.CallAudit;
import dev.tidemill.store.QueryResult;
import org.jspecify.annotations.Nullable;

/**
 * What a statement came to.
 *
 * @param count rows that a query gave, or that were inserted, updated or deleted; 0 of definitions
 * @param rows of a query, EXPLAIN, SHOW, or RETURNING; null of a statement that gives none
 * @param tick that a statement in a transaction read; of one that was committed by itself, the tick
 *     that holds what it wrote
 * @param isIdle whether it defines what is there already, or drops what is not there
 */
public record StatementResult(
        StatementKind kind, long count, @Nullable QueryResult rows, long tick, boolean isIdle) {
    /** How the answer to a definition ends that changed nothing. */
    public static final String IDLE = " (nothing to do)";

    // Spelled out, since a compact constructor's parameters lose their annotations in class files.
    public StatementResult(
            StatementKind kind, long count, @Nullable QueryResult rows, long tick, boolean isIdle) {
        this.kind = requireNonNull(kind, "kind");
        this.count = count;
        this.rows = rows;
        this.tick = tick;
        this.isIdle = isIdle;
    }

    /** Of a statement that did something. */
    public StatementResult(StatementKind kind, long count, @Nullable QueryResult rows, long tick) {
        this(kind, count, rows, tick, false);
    }

    /** Of a statement that defines, whose answer tells whether anything was changed. */
    static StatementResult defined(StatementKind kind, QueryResult done, long tick) {
        Object what = done.batches().getFirst().column(0).value(0);
        boolean isIdle = String.valueOf(what).endsWith(IDLE);
        return new StatementResult(kind, 0, null, tick, isIdle);
    }

    /** PostgreSQL's command tag: {@code INSERT 0 3}, {@code SELECT 7}, {@code CREATE TABLE}. */
    public String tag() {
        return switch (kind) {
            case INSERT -> "INSERT 0 " + count;
            case SELECT, UPDATE, DELETE -> kind.word() + " " + count;
            case EXPLAIN, SHOW -> kind.word();
            case CREATE_TABLE, CREATE_LIVE_TABLE, DROP_TABLE, CREATE_INDEX, DROP_INDEX ->
                    kind.word();
        };
    }

    /** What the audit log is told of it. */
    public CallAudit.Told told() {
        return new CallAudit.Told(count, tick);
    }
}
