package dev.tidemill.sql.validate;

import dev.tidemill.algebra.expr.Call;
import dev.tidemill.algebra.expr.Cast;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.algebra.type.ArrayType;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.SimpleType;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.sql.validate.FunctionRule.Resolved;
import java.util.List;

/** Which explicit casts PostgreSQL has. */
public final class CastRules {
    private CastRules() {}

    /** The function that casts its argument to the type. */
    public static LiveFunction castTo(Type target) {
        return new LiveFunction(
                LiveFunction.Form.CAST,
                "cast as " + target.sqlName(),
                List.of(
                        arguments -> {
                            Type source = arguments.getFirst().type();
                            if (source != null && !isCastable(source, target)) {
                                return null;
                            }
                            return new Resolved(
                                    List.of(source == null ? target : source),
                                    target,
                                    (args, type) -> cast(args.getFirst(), type));
                        }));
    }

    /** {@code CAST(x AS VARCHAR(n))} cuts the text. */
    public static LiveFunction castToText(int charactersMax) {
        return new LiveFunction(
                LiveFunction.Form.CAST,
                "cast as VARCHAR(" + charactersMax + ")",
                List.of(
                        arguments -> {
                            Type source = arguments.getFirst().type();
                            return new Resolved(
                                    List.of(source == null ? Type.TEXT : source),
                                    Type.TEXT,
                                    (args, type) ->
                                            Call.of(
                                                    ScalarFunction.LEFT,
                                                    type,
                                                    cast(args.getFirst(), Type.TEXT),
                                                    new Literal(charactersMax, Type.INTEGER)));
                        }));
    }

    /** The expression as the type: constants are converted at once where that cannot fail. */
    public static Expr cast(Expr expression, Type target) {
        if (expression.type().equals(target)) {
            return expression;
        }
        if (expression instanceof Literal literal) {
            return ConstantCasts.cast(literal, target);
        }
        return new Cast(expression, target);
    }

    /** Whether values of the one type can be cast to the other. */
    public static boolean isCastable(Type source, Type target) {
        if (source.equals(target) || source == Type.TEXT || target == Type.TEXT) {
            return true;
        }
        return switch (source) {
            case DecimalType _ -> target.isNumeric();
            case ArrayType(Type element) ->
                    target instanceof ArrayType(Type wanted) && isCastable(element, wanted);
            case SimpleType simple ->
                    switch (simple) {
                        case BOOLEAN -> target == Type.INTEGER;
                        case INTEGER -> target.isNumeric() || target == Type.BOOLEAN;
                        case BIGINT, DOUBLE -> target.isNumeric();
                        case DATE -> target.isTimestamp();
                        case TIMESTAMP, TIMESTAMPTZ -> target.isTimestamp() || target == Type.DATE;
                        case JSON -> target.isNumeric() || target == Type.BOOLEAN;
                        case TEXT, INTERVAL, UUID -> false;
                    };
        };
    }
}
