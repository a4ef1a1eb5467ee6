package dev.tidemill.sql.rewrite;

import dev.tidemill.algebra.expr.Call;
import dev.tidemill.algebra.expr.Case;
import dev.tidemill.algebra.expr.Cast;
import dev.tidemill.algebra.expr.Coalesce;
import dev.tidemill.algebra.expr.ColumnRef;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.InList;
import dev.tidemill.algebra.expr.JavaCall;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.expr.Logical;
import dev.tidemill.algebra.expr.Now;
import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.Type;
import java.util.EnumSet;
import java.util.Set;

/**
 * Which expressions can make their row an error row. They are not moved below a join or an
 * aggregate, where they would meet rows that they never meet where they stand.
 */
public final class Fallibility {
    /** Functions that succeed on every value; the calendar's own limits are out of reach. */
    private static final Set<ScalarFunction> INFALLIBLE =
            EnumSet.of(
                    ScalarFunction.EQUAL,
                    ScalarFunction.NOT_EQUAL,
                    ScalarFunction.LESS,
                    ScalarFunction.LESS_OR_EQUAL,
                    ScalarFunction.GREATER,
                    ScalarFunction.GREATER_OR_EQUAL,
                    ScalarFunction.IS_DISTINCT,
                    ScalarFunction.IS_NOT_DISTINCT,
                    ScalarFunction.NOT,
                    ScalarFunction.IS_NULL,
                    ScalarFunction.IS_NOT_NULL,
                    ScalarFunction.IS_TRUE,
                    ScalarFunction.IS_NOT_TRUE,
                    ScalarFunction.IS_FALSE,
                    ScalarFunction.IS_NOT_FALSE,
                    ScalarFunction.NULLIF,
                    ScalarFunction.GREATEST,
                    ScalarFunction.LEAST,
                    ScalarFunction.CONCAT,
                    ScalarFunction.CONCAT_SKIP_NULLS,
                    ScalarFunction.UPPER,
                    ScalarFunction.LOWER,
                    ScalarFunction.LENGTH,
                    ScalarFunction.STARTS_WITH,
                    ScalarFunction.TRIM,
                    ScalarFunction.LTRIM,
                    ScalarFunction.RTRIM,
                    ScalarFunction.REVERSE,
                    ScalarFunction.POSITION,
                    ScalarFunction.OCTET_LENGTH,
                    ScalarFunction.BIT_LENGTH,
                    ScalarFunction.MD5,
                    ScalarFunction.SHA256,
                    ScalarFunction.HASH64,
                    ScalarFunction.CARDINALITY,
                    ScalarFunction.ELEMENT,
                    ScalarFunction.IN_ARRAY,
                    ScalarFunction.DATE_TRUNC,
                    ScalarFunction.EXTRACT,
                    ScalarFunction.TIMESTAMP_ADD,
                    ScalarFunction.TIMESTAMP_SUBTRACT,
                    ScalarFunction.TIMESTAMP_DIFFERENCE,
                    ScalarFunction.INTERVAL_ADD,
                    ScalarFunction.INTERVAL_SUBTRACT,
                    ScalarFunction.INTERVAL_NEGATE);

    private Fallibility() {}

    public static boolean canFail(Expr expression) {
        return failsItself(expression)
                || expression.children().stream().anyMatch(Fallibility::canFail);
    }

    /** Whether the expression can fail though all of its operands have values. */
    public static boolean failsItself(Expr expression) {
        return switch (expression) {
            case ColumnRef _, Literal _, Logical _, Case _, Coalesce _, InList _, Now _ -> false;
            case JavaCall _ -> true;
            case Call call -> !INFALLIBLE.contains(call.function());
            case Cast cast -> !widens(cast.input().type(), cast.type());
        };
    }

    private static boolean widens(Type from, Type to) {
        if (to == Type.TEXT || (to.isTimestamp() && from != Type.TEXT)) {
            return true;
        }
        if (!from.isNumeric() || !to.isNumeric()) {
            return false;
        }
        if (from == Type.INTEGER) {
            return to == Type.BIGINT || to == Type.DOUBLE || holds(to, 10);
        }
        if (from == Type.BIGINT) {
            return to == Type.DOUBLE || holds(to, 19);
        }
        return from instanceof DecimalType decimal
                && (to == Type.DOUBLE
                        || (holds(to, decimal.precision() - decimal.scale())
                                && ((DecimalType) to).scale() >= decimal.scale()));
    }

    private static boolean holds(Type type, int digits) {
        return type instanceof DecimalType decimal
                && decimal.precision() - decimal.scale() >= digits;
    }
}
