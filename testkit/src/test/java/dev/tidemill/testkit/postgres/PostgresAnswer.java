package dev.tidemill.testkit.postgres;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.testkit.oracle.ExpressionInterpreter;
import dev.tidemill.testkit.oracle.RowError;
import dev.tidemill.testkit.oracle.TextFormat;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How answers are written down and compared: NULL, a value as text, or an error's code. */
record PostgresAnswer(String text) {
    private static final Map<String, ErrorCode> CODES =
            Map.ofEntries(
                    Map.entry("22012", ErrorCode.DIVISION_BY_ZERO),
                    Map.entry("22003", ErrorCode.NUMERIC_OVERFLOW),
                    Map.entry("22P02", ErrorCode.INVALID_CAST),
                    Map.entry("22007", ErrorCode.INVALID_CAST),
                    Map.entry("22008", ErrorCode.DATETIME_OVERFLOW),
                    Map.entry("22015", ErrorCode.DATETIME_OVERFLOW),
                    Map.entry("22009", ErrorCode.DATETIME_OVERFLOW),
                    Map.entry("2201B", ErrorCode.INVALID_REGEX),
                    Map.entry("2201E", ErrorCode.INVALID_ARGUMENT),
                    Map.entry("2201F", ErrorCode.INVALID_ARGUMENT),
                    Map.entry("2201G", ErrorCode.INVALID_ARGUMENT),
                    Map.entry("22011", ErrorCode.INVALID_ARGUMENT),
                    Map.entry("22023", ErrorCode.INVALID_ARGUMENT),
                    Map.entry("42601", ErrorCode.SYNTAX_ERROR),
                    Map.entry("42883", ErrorCode.UNKNOWN_FUNCTION),
                    Map.entry("22004", ErrorCode.INVALID_ARGUMENT),
                    Map.entry("42804", ErrorCode.TYPE_MISMATCH),
                    Map.entry("42846", ErrorCode.TYPE_MISMATCH),
                    Map.entry("42704", ErrorCode.INVALID_ARGUMENT),
                    Map.entry("22034", ErrorCode.NOT_ONE_JSON_ITEM),
                    Map.entry("22038", ErrorCode.NOT_ONE_JSON_ITEM),
                    Map.entry("2203F", ErrorCode.NOT_ONE_JSON_ITEM),
                    Map.entry("22035", ErrorCode.NO_JSON_ITEM),
                    Map.entry("22033", ErrorCode.JSON_PATH_FAILED),
                    Map.entry("22036", ErrorCode.JSON_PATH_FAILED),
                    Map.entry("22039", ErrorCode.JSON_PATH_FAILED),
                    Map.entry("2203A", ErrorCode.JSON_PATH_FAILED),
                    Map.entry("2203B", ErrorCode.JSON_PATH_FAILED),
                    Map.entry("2203C", ErrorCode.JSON_PATH_FAILED),
                    Map.entry("2203G", ErrorCode.JSON_PATH_FAILED),
                    Map.entry("22025", ErrorCode.INVALID_ARGUMENT),
                    Map.entry("0A000", ErrorCode.INVALID_ARGUMENT),
                    Map.entry("54000", ErrorCode.INVALID_ARGUMENT));

    static PostgresAnswer ofOracle(Expr expression, List<? extends @Nullable Object> row) {
        try {
            Object value = new ExpressionInterpreter(0).evaluate(expression, row);
            return ofValue(value, expression.type());
        } catch (RowError error) {
            return new PostgresAnswer("E" + error.code());
        }
    }

    static PostgresAnswer ofValue(@Nullable Object value, Type type) {
        return new PostgresAnswer(value == null ? "N" : "V" + TextFormat.format(value, type));
    }

    /** An error of PostgreSQL under the code we give it; one we have no code for stays as it is. */
    static PostgresAnswer ofPostgres(String answer) {
        if (!answer.startsWith("E")) {
            return new PostgresAnswer(answer);
        }
        ErrorCode code = CODES.get(answer.substring(1, 6));
        return new PostgresAnswer(code == null ? answer : "E" + code);
    }

    boolean agrees(PostgresAnswer other, Type type) {
        if (text.equals(other.text)) {
            return true;
        }
        if (!text.startsWith("V") || !other.text.startsWith("V")) {
            return false;
        }
        String mine = text.substring(1);
        String theirs = other.text.substring(1);
        if (type instanceof DecimalType) {
            return new BigDecimal(mine).compareTo(new BigDecimal(theirs)) == 0;
        }
        return type == Type.DOUBLE && near(Double.parseDouble(mine), Double.parseDouble(theirs));
    }

    /**
     * Functions like sin may differ in the last digits from one mathematical library to another.
     */
    private static boolean near(double mine, double theirs) {
        return mine == theirs || Math.abs(mine - theirs) <= 1e-12 * Math.abs(theirs);
    }
}
