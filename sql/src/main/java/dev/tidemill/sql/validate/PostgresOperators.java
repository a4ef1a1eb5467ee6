package dev.tidemill.sql.validate;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.expr.Cast;
import dev.tidemill.algebra.expr.Logical;
import dev.tidemill.algebra.expr.Now;
import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.sql.validate.FunctionRule.Resolved;
import java.util.List;

/** The operators that replace Calcite's own, since PostgreSQL types them otherwise. */
public final class PostgresOperators {
    public static final LiveFunction ADD = binary("+", ArithmeticRules::add);
    public static final LiveFunction SUBTRACT = binary("-", ArithmeticRules::subtract);
    public static final LiveFunction MULTIPLY = binary("*", ArithmeticRules::multiply);
    public static final LiveFunction DIVIDE = binary("/", ArithmeticRules::divide);
    public static final LiveFunction MODULO = binary("%", ArithmeticRules::modulo);
    public static final LiveFunction NEGATE =
            new LiveFunction(LiveFunction.Form.OPERATOR, "-", List.of(ArithmeticRules::negate));

    /** {@code CAST(x AS NUMERIC)} without digits. */
    public static final LiveFunction TO_NUMERIC =
            new LiveFunction(
                    LiveFunction.Form.CAST, "cast as NUMERIC", List.of(ArithmeticRules::toNumeric));

    public static final LiveFunction NOW =
            new LiveFunction(
                    LiveFunction.Form.FUNCTION,
                    "now",
                    List.of(
                            arguments ->
                                    arguments.isEmpty()
                                            ? new Resolved(
                                                    List.of(),
                                                    Type.TIMESTAMPTZ,
                                                    (_, _) -> new Now())
                                            : null));

    /** {@code LOCALTIMESTAMP}: the tick's time in the session's zone, which is UTC. */
    public static final LiveFunction LOCAL_NOW =
            new LiveFunction(
                    LiveFunction.Form.FUNCTION,
                    "localtimestamp",
                    List.of(
                            _ ->
                                    new Resolved(
                                            List.of(),
                                            Type.TIMESTAMP,
                                            (_, type) -> new Cast(new Now(), type))));

    /** {@code CURRENT_DATE}. */
    public static final LiveFunction TODAY =
            new LiveFunction(
                    LiveFunction.Form.FUNCTION,
                    "current_date",
                    List.of(
                            _ ->
                                    new Resolved(
                                            List.of(),
                                            Type.DATE,
                                            (_, type) -> new Cast(new Now(), type))));

    /** {@code INTERVAL '1 day 02:00'}: its argument is the text. */
    public static final LiveFunction INTERVAL =
            new LiveFunction(
                    LiveFunction.Form.FUNCTION,
                    "interval",
                    List.of(
                            _ ->
                                    new Resolved(
                                            List.of(Type.TEXT),
                                            Type.INTERVAL,
                                            (args, type) ->
                                                    CastRules.cast(args.getFirst(), type))));

    public static final LiveFunction EQUAL = comparison("=", ScalarFunction.EQUAL);
    public static final LiveFunction NOT_EQUAL = comparison("<>", ScalarFunction.NOT_EQUAL);
    public static final LiveFunction LESS = comparison("<", ScalarFunction.LESS);
    public static final LiveFunction LESS_OR_EQUAL = comparison("<=", ScalarFunction.LESS_OR_EQUAL);
    public static final LiveFunction GREATER = comparison(">", ScalarFunction.GREATER);
    public static final LiveFunction GREATER_OR_EQUAL =
            comparison(">=", ScalarFunction.GREATER_OR_EQUAL);
    public static final LiveFunction IS_DISTINCT =
            comparison("is distinct from", ScalarFunction.IS_DISTINCT);
    public static final LiveFunction IS_NOT_DISTINCT =
            comparison("is not distinct from", ScalarFunction.IS_NOT_DISTINCT);
    public static final LiveFunction AND = binary("and", LogicRules.connective(Logical.Kind.AND));
    public static final LiveFunction OR = binary("or", LogicRules.connective(Logical.Kind.OR));
    public static final LiveFunction NOT = binary("not", LogicRules.truth(ScalarFunction.NOT));
    public static final LiveFunction IS_NULL =
            binary("is null", LogicRules.test(ScalarFunction.IS_NULL));
    public static final LiveFunction IS_NOT_NULL =
            binary("is not null", LogicRules.test(ScalarFunction.IS_NOT_NULL));
    public static final LiveFunction IS_TRUE =
            binary("is true", LogicRules.truth(ScalarFunction.IS_TRUE));
    public static final LiveFunction IS_NOT_TRUE =
            binary("is not true", LogicRules.truth(ScalarFunction.IS_NOT_TRUE));
    public static final LiveFunction IS_FALSE =
            binary("is false", LogicRules.truth(ScalarFunction.IS_FALSE));
    public static final LiveFunction IS_NOT_FALSE =
            binary("is not false", LogicRules.truth(ScalarFunction.IS_NOT_FALSE));
    public static final LiveFunction IN = binary("in", LogicRules::in);

    /** Marks, in the condition of an as-of join, the comparison of which the nearest is taken. */
    public static final LiveFunction NEAREST =
            binary(
                    "match_condition",
                    arguments ->
                            arguments.getFirst().fits(Type.BOOLEAN)
                                    ? new Resolved(
                                            List.of(Type.BOOLEAN),
                                            Type.BOOLEAN,
                                            (_, _) -> {
                                                throw new TidemillException(
                                                        ErrorCode.UNSUPPORTED_SQL,
                                                        "an ASOF JOIN is not supported here");
                                            })
                                    : null);

    public static final LiveFunction CASE = binary("case", LogicRules::choice);

    private PostgresOperators() {}

    private static LiveFunction comparison(String name, ScalarFunction function) {
        return binary(name, LogicRules.comparison(function));
    }

    private static LiveFunction binary(String name, FunctionRule rule) {
        return new LiveFunction(LiveFunction.Form.OPERATOR, name, List.of(rule));
    }
}
