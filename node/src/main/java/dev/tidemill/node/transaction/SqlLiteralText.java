package dev.tidemill.node.transaction;

import dev.tidemill.algebra.expr.Cast;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.type.Type;
import org.jspecify.annotations.Nullable;

/** Values as SQL writes them, for statements whose parameters are put into their text. */
final class SqlLiteralText {
    private SqlLiteralText() {}

    /**
     * The value's literal, which any dialect here reads: a number, {@code TRUE}, or quoted text
     * that is cast to its type.
     */
    static String of(@Nullable Object value, Type type) {
        if (value == null) {
            return "CAST(NULL AS " + type.sqlName() + ")";
        }
        if (type == Type.INTEGER || type == Type.BIGINT) {
            // In parentheses: a minus behind another one would begin a comment.
            return ((Number) value).longValue() < 0 ? "(" + value + ")" : value.toString();
        }
        if (type == Type.BOOLEAN) {
            return value.equals(true) ? "TRUE" : "FALSE";
        }
        String text =
                type == Type.TEXT
                        ? (String) value
                        : String.valueOf(
                                RowProgram.constant(new Cast(new Literal(value, type), Type.TEXT)));
        String quoted = "'" + text.replace("'", "''") + "'";
        if (type == Type.DATE || type == Type.TIMESTAMP || type == Type.TIMESTAMPTZ) {
            return type.sqlName().equals("DATE")
                    ? "DATE " + quoted
                    : "CAST(" + quoted + " AS " + type.sqlName() + ")";
        }
        return type == Type.TEXT ? quoted : "CAST(" + quoted + " AS " + type.sqlName() + ")";
    }
}
