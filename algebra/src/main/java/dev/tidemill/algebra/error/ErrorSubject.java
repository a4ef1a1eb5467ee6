package dev.tidemill.algebra.error;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * What an error is about, in the words of PostgreSQL's error fields.
 *
 * @param column null when it is not about one column
 * @param constraint null when it is about none that has a name
 */
public record ErrorSubject(String table, @Nullable String column, @Nullable String constraint) {
    // Spelled out, since a compact constructor's parameters lose their annotations in class files.
    public ErrorSubject(String table, @Nullable String column, @Nullable String constraint) {
        this.table = requireNonNull(table, "table");
        this.column = column;
        this.constraint = constraint;
    }

    /** Of a constraint. */
    public static ErrorSubject constraint(String table, String constraint) {
        return new ErrorSubject(table, null, constraint);
    }

    /** Of a column. */
    public static ErrorSubject column(String table, String column) {
        return new ErrorSubject(table, column, null);
    }
}
