package dev.tidemill.cli.command;

import dev.tidemill.algebra.error.TidemillException;

/** A statement that was refused, with its text, so that the report can point into it. */
public final class FailedStatement extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String sql;
    private final TidemillException error;

    FailedStatement(String sql, TidemillException error) {
        super(error.message(), error);
        this.sql = sql;
        this.error = error;
    }

    public String sql() {
        return sql;
    }

    public TidemillException error() {
        return error;
    }
}
