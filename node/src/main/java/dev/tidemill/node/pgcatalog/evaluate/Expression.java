package dev.tidemill.node.pgcatalog.evaluate;

import dev.tidemill.node.pgcatalog.type.PgType;
import dev.tidemill.node.pgcatalog.type.PgTypes;
import org.jspecify.annotations.Nullable;

/**
 * An expression whose names are found.
 *
 * @param type unknown for a text in quotes, NULL or a parameter whose type its place has yet to say
 * @param parameter the parameter that it is, from 1; 0 for anything else
 * @param column the place of the column of the query's own FROM that it is; -1 for anything else
 */
record Expression(PgType type, Evaluation evaluation, int parameter, int column) {
    static Expression of(PgType type, Evaluation evaluation) {
        return new Expression(type, evaluation, 0, -1);
    }

    /** The same values under another type. */
    Expression as(PgType other) {
        return new Expression(other, evaluation, parameter, column);
    }

    static Expression constant(PgType type, @Nullable Object value) {
        return of(type, _ -> value);
    }

    @Nullable Object value(Frame frame) {
        return evaluation.value(frame);
    }

    /** Whether a condition holds; NULL does not. */
    boolean holds(Frame frame) {
        return Boolean.TRUE.equals(evaluation.value(frame));
    }

    boolean isUnknown() {
        return type.isUnknown();
    }

    static boolean isBoolean(PgType type) {
        return type.equals(PgTypes.BOOL);
    }
}
