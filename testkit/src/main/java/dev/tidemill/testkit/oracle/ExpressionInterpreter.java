package dev.tidemill.testkit.oracle;

import static java.util.Objects.requireNonNull;

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
import dev.tidemill.algebra.template.TextTemplate;
import dev.tidemill.algebra.type.Type;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates an expression over one row of plain objects, with PostgreSQL's meaning. A failure is a
 * {@link RowError}. All operands of a function are evaluated before a NULL among them settles it.
 */
public final class ExpressionInterpreter {
    private final long nowMicros;

    public ExpressionInterpreter(long nowMicros) {
        this.nowMicros = nowMicros;
    }

    public @Nullable Object evaluate(Expr expression, List<? extends @Nullable Object> row) {
        return switch (expression) {
            case ColumnRef column -> row.get(column.index());
            case Literal literal -> literal.value();
            case Now _ -> nowMicros;
            case Cast cast -> cast(cast, row);
            case Logical logical -> logical(logical, row);
            case Case choice -> choose(choice, row);
            case Coalesce coalesce -> coalesce(coalesce, row);
            case InList in -> in(in, row);
            case Call call -> call(call, row);
            case JavaCall call -> java(call, row);
        };
    }

    private @Nullable Object java(JavaCall call, List<? extends @Nullable Object> row) {
        List<@Nullable Object> arguments = new ArrayList<>();
        for (Expr argument : call.arguments()) {
            arguments.add(evaluate(argument, row));
        }
        boolean asked = call.function().calledOnNull() || !arguments.contains(null);
        return asked ? JavaFunctions.call(call.function(), arguments) : null;
    }

    private @Nullable Object cast(Cast cast, List<? extends @Nullable Object> row) {
        Object value = evaluate(cast.input(), row);
        return value == null ? null : CastInterpreter.cast(value, cast.input().type(), cast.type());
    }

    private @Nullable Object logical(Logical logical, List<? extends @Nullable Object> row) {
        boolean settling = logical.kind() == Logical.Kind.OR;
        boolean anyNull = false;
        for (Expr operand : logical.operands()) {
            Object value = evaluate(operand, row);
            if (value == null) {
                anyNull = true;
            } else if (value.equals(settling)) {
                return settling;
            }
        }
        return anyNull ? null : (Object) !settling;
    }

    private @Nullable Object choose(Case choice, List<? extends @Nullable Object> row) {
        for (Case.Branch branch : choice.branches()) {
            if (Boolean.TRUE.equals(evaluate(branch.condition(), row))) {
                return evaluate(branch.result(), row);
            }
        }
        return evaluate(choice.otherwise(), row);
    }

    private @Nullable Object coalesce(Coalesce coalesce, List<? extends @Nullable Object> row) {
        for (Expr operand : coalesce.operands()) {
            Object value = evaluate(operand, row);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    private @Nullable Object in(InList in, List<? extends @Nullable Object> row) {
        Object value = evaluate(in.input(), row);
        if (value == null) {
            return null;
        }
        boolean anyNull = false;
        for (Literal literal : in.values()) {
            if (literal.value() == null) {
                anyNull = true;
            } else if (SqlOrder.compare(value, literal.value()) == 0) {
                return true;
            }
        }
        return anyNull ? null : (Object) false;
    }

    private @Nullable Object call(Call call, List<? extends @Nullable Object> row) {
        List<@Nullable Object> values = new ArrayList<>();
        List<Type> types = new ArrayList<>();
        for (Expr argument : call.arguments()) {
            values.add(evaluate(argument, row));
            types.add(argument.type());
        }
        Arguments arguments = new Arguments(values, types, call.type());
        return switch (call.function()) {
            case IS_NULL -> values.getFirst() == null;
            case IS_NOT_NULL -> values.getFirst() != null;
            case IS_TRUE -> Boolean.TRUE.equals(values.getFirst());
            case IS_NOT_TRUE -> !Boolean.TRUE.equals(values.getFirst());
            case IS_FALSE -> Boolean.FALSE.equals(values.getFirst());
            case IS_NOT_FALSE -> !Boolean.FALSE.equals(values.getFirst());
            case IS_DISTINCT -> isDistinct(values.get(0), values.get(1));
            case IS_NOT_DISTINCT -> !isDistinct(values.get(0), values.get(1));
            case ONE_ROW -> oneRow(values.get(0), values.get(1));
            case NULLIF -> nullIf(values.get(0), values.get(1));
            case GREATEST -> extreme(values, 1);
            case LEAST -> extreme(values, -1);
            case CONCAT_SKIP_NULLS -> concat(values);
            case CONCAT_WS, OVERLAPS -> LenientFunctions.apply(call.function(), values);
            case ARRAY,
                    ELEMENT,
                    CARDINALITY,
                    ARRAY_LENGTH,
                    ARRAY_APPEND,
                    ARRAY_PREPEND,
                    ARRAY_CONCAT,
                    ARRAY_POSITION,
                    ARRAY_REMOVE,
                    IN_ARRAY,
                    ARRAY_CONTAINS,
                    ARRAY_OVERLAPS,
                    ARRAY_TO_STRING,
                    STRING_TO_ARRAY ->
                    ArrayFunctions.apply(call.function(), arguments);
            case JSON_BUILD_OBJECT, JSON_BUILD_ARRAY ->
                    JsonFunctions.build(call.function(), values);
            case FORMAT -> TemplateFunctions.format(values);
            case JSON_EXISTS, JSON_VALUE, JSON_QUERY -> JsonQueries.apply(call, arguments);
            default -> arguments.anyNull() ? null : strict(call, arguments);
        };
    }

    private static @Nullable Object oneRow(@Nullable Object many, @Nullable Object value) {
        if (Boolean.TRUE.equals(many)) {
            throw RowError.tooManyRows();
        }
        return value;
    }

    private static boolean isDistinct(@Nullable Object left, @Nullable Object right) {
        return (left == null || right == null) ? left != right : SqlOrder.compare(left, right) != 0;
    }

    private static @Nullable Object nullIf(@Nullable Object left, @Nullable Object right) {
        return left != null && right != null && SqlOrder.compare(left, right) == 0 ? null : left;
    }

    private static @Nullable Object extreme(List<@Nullable Object> values, int sign) {
        Object best = null;
        for (Object value : values) {
            if (value != null && (best == null || sign * SqlOrder.compare(value, best) > 0)) {
                best = value;
            }
        }
        return best;
    }

    private static String concat(List<@Nullable Object> values) {
        StringBuilder text = new StringBuilder();
        for (Object value : values) {
            if (value != null) {
                text.append(value);
            }
        }
        return text.toString();
    }

    /** The functions that give NULL for a NULL argument; here none is NULL. */
    private static @Nullable Object strict(Call call, Arguments a) {
        return switch (call.function()) {
            case ADD, SUBTRACT, MULTIPLY, DIVIDE, MODULO, NEGATE, ABS, SIGN, ROUND, ROUND_TO ->
                    NumericFunctions.apply(call.function(), a);
            case TRUNCATE, FLOOR, CEIL -> NumericFunctions.apply(call.function(), a);
            case SQRT, EXP, LN, LOG10, POWER, SIN, COS, TAN, ASIN, ACOS, ATAN, ATAN2 ->
                    DoubleFunctions.apply(call.function(), a);
            case RADIANS, DEGREES, PI, ROUND_TO_BYTE -> DoubleFunctions.apply(call.function(), a);
            case EQUAL -> SqlOrder.compare(a.value(0), a.value(1)) == 0;
            case NOT_EQUAL -> SqlOrder.compare(a.value(0), a.value(1)) != 0;
            case LESS -> SqlOrder.compare(a.value(0), a.value(1)) < 0;
            case LESS_OR_EQUAL -> SqlOrder.compare(a.value(0), a.value(1)) <= 0;
            case GREATER -> SqlOrder.compare(a.value(0), a.value(1)) > 0;
            case GREATER_OR_EQUAL -> SqlOrder.compare(a.value(0), a.value(1)) >= 0;
            case NOT -> !(Boolean) a.value(0);
            case CONCAT, UPPER, LOWER, INITCAP, LENGTH, OCTET_LENGTH, SUBSTRING, LEFT, RIGHT ->
                    TextFunctions.apply(call.function(), a);
            case TRIM, LTRIM, RTRIM, LPAD, RPAD, REPEAT, REVERSE, REPLACE, POSITION, SPLIT_PART ->
                    TextFunctions.apply(call.function(), a);
            case STARTS_WITH, ASCII, CHR, MD5 -> TextFunctions.apply(call.function(), a);
            case LIKE, ILIKE, REGEXP_MATCH, REGEXP_IMATCH, REGEXP_REPLACE ->
                    PatternFunctions.apply(call.function(), a);
            case DATE_TRUNC, DATE_BIN, EXTRACT, TO_TIMESTAMP ->
                    DateTimeFunctions.apply(call.function(), a);
            case TIMESTAMP_ADD, TIMESTAMP_SUBTRACT, TIMESTAMP_DIFFERENCE ->
                    DateTimeFunctions.apply(call.function(), a);
            case DATE_ADD, DATE_SUBTRACT, DATE_DIFFERENCE ->
                    DateTimeFunctions.apply(call.function(), a);
            case INTERVAL_ADD, INTERVAL_SUBTRACT, INTERVAL_NEGATE, INTERVAL_MULTIPLY ->
                    IntervalFunctions.apply(call.function(), a);
            case GCD,
                    LCM,
                    BIT_AND,
                    BIT_OR,
                    BIT_XOR,
                    BIT_NOT,
                    SHIFT_LEFT,
                    SHIFT_RIGHT,
                    CBRT,
                    COT,
                    SINH,
                    COSH,
                    TANH,
                    ASINH,
                    ACOSH,
                    ATANH,
                    LOG,
                    WIDTH_BUCKET,
                    TRUNCATE_TO ->
                    RareNumberFunctions.apply(call.function(), a);
            case TRANSLATE,
                    OVERLAY,
                    BIT_LENGTH,
                    TO_HEX,
                    SHA256,
                    HASH64,
                    QUOTE_LITERAL,
                    REGEXP_LIKE,
                    REGEXP_COUNT,
                    REGEXP_SUBSTRING,
                    REGEXP_GROUPS,
                    REGEXP_SPLIT ->
                    RareTextFunctions.apply(call.function(), a);
            case JSON_GET,
                    JSON_GET_TEXT,
                    JSON_PATH,
                    JSON_PATH_TEXT,
                    JSON_CONTAINS,
                    JSON_HAS_KEY,
                    JSON_TYPEOF,
                    JSON_ARRAY_LENGTH,
                    TO_JSON,
                    JSON_STRIP_NULLS,
                    JSON_CONCAT,
                    JSON_DELETE,
                    JSON_ELEMENTS,
                    JSON_ELEMENTS_TEXT,
                    IS_JSON ->
                    JsonFunctions.apply(call.function(), a);
            case TO_CHAR -> TemplateFunctions.toChar(a);
            case TO_DATE, PARSE_TIMESTAMP -> TemplateFunctions.read(a);
            case QUOTE_IDENT -> TextTemplate.quotedName(a.text(0));
            case JSON_PATH_EXISTS, JSON_PATH_FIRST, JSON_PATH_ARRAY, JSON_PATH_MATCH ->
                    JsonQueries.function(call.function(), a);
            case DATE_TRUNC_ZONE,
                    AT_TIME_ZONE,
                    AGE,
                    MAKE_DATE,
                    MAKE_TIMESTAMP,
                    MAKE_INTERVAL,
                    JUSTIFY_HOURS,
                    JUSTIFY_DAYS,
                    JUSTIFY_INTERVAL,
                    INTERVAL_DIVIDE ->
                    CalendarFunctions.apply(call.function(), a);
            case CONCAT_WS,
                    ARRAY,
                    ELEMENT,
                    CARDINALITY,
                    ARRAY_LENGTH,
                    ARRAY_APPEND,
                    ARRAY_PREPEND,
                    ARRAY_CONCAT,
                    ARRAY_POSITION,
                    ARRAY_REMOVE,
                    IN_ARRAY,
                    ARRAY_CONTAINS,
                    ARRAY_OVERLAPS,
                    ARRAY_TO_STRING,
                    STRING_TO_ARRAY,
                    JSON_BUILD_OBJECT,
                    JSON_BUILD_ARRAY,
                    JSON_EXISTS,
                    JSON_VALUE,
                    JSON_QUERY,
                    FORMAT,
                    OVERLAPS ->
                    throw notStrict(call);
            case IS_DISTINCT, IS_NOT_DISTINCT, IS_NULL, IS_NOT_NULL, IS_TRUE, IS_NOT_TRUE ->
                    throw notStrict(call);
            case IS_FALSE, IS_NOT_FALSE, ONE_ROW, NULLIF, GREATEST, LEAST, CONCAT_SKIP_NULLS ->
                    throw notStrict(call);
        };
    }

    private static IllegalStateException notStrict(Call call) {
        return new IllegalStateException(call.function() + " takes NULLs");
    }

    /** The evaluated arguments of a call, their types and the type of its result. */
    record Arguments(List<@Nullable Object> values, List<Type> types, Type result) {
        boolean anyNull() {
            return values.contains(null);
        }

        int count() {
            return values.size();
        }

        Object value(int index) {
            return requireNonNull(values.get(index), "argument");
        }

        String text(int index) {
            return (String) value(index);
        }

        int integer(int index) {
            return ((Number) value(index)).intValue();
        }

        double number(int index) {
            return (Double) value(index);
        }
    }
}
