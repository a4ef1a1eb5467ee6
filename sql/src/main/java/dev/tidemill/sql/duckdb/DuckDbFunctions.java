package dev.tidemill.sql.duckdb;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.expr.Call;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.Type;
import java.util.List;

/**
 * Scalar functions in DuckDB's SQL; where it means something else, the difference is spelled out.
 */
final class DuckDbFunctions {
    private final DuckDbExpressions expressions;

    DuckDbFunctions(DuckDbExpressions expressions) {
        this.expressions = requireNonNull(expressions, "expressions");
    }

    String render(Call call) {
        List<String> args = call.arguments().stream().map(expressions::render).toList();
        return switch (call.function()) {
            case ADD -> typed(call, decimals(call, args, "+"));
            case SUBTRACT -> typed(call, decimals(call, args, "-"));
            case MULTIPLY -> multiply(call, args);
            case ONE_ROW ->
                    "CASE WHEN "
                            + args.get(0)
                            + " THEN error('more than one row') ELSE "
                            + args.get(1)
                            + " END";
            case DIVIDE -> divide(call, args);
            case MODULO -> nonZero(args.get(1), typed(call, infix(args, "%")));
            case NEGATE, INTERVAL_NEGATE -> "(-" + args.getFirst() + ")";
            case ROUND ->
                    call.type() == Type.DOUBLE
                            ? "round_even(" + args.getFirst() + ", 0)"
                            : typed(call, function("round", args));
            case ROUND_TO -> typed(call, function("round", args));
            case SIGN -> typed(call, function("sign", args));
            case TRUNCATE -> typed(call, function("trunc", args));
            case FLOOR -> typed(call, function("floor", args));
            case CEIL -> typed(call, function("ceil", args));
            case ROUND_TO_BYTE -> roundedToByte(args.getFirst());
            case ABS,
                    SQRT,
                    EXP,
                    LN,
                    LOG10,
                    POWER,
                    SIN,
                    COS,
                    TAN,
                    ASIN,
                    ACOS,
                    ATAN,
                    ATAN2,
                    RADIANS,
                    DEGREES,
                    PI,
                    NULLIF,
                    GREATEST,
                    LEAST,
                    UPPER,
                    LOWER,
                    LEFT,
                    RIGHT,
                    TRIM,
                    LTRIM,
                    RTRIM,
                    LPAD,
                    RPAD,
                    REPEAT,
                    REVERSE,
                    REPLACE,
                    SPLIT_PART,
                    STARTS_WITH,
                    ASCII,
                    CHR,
                    MD5 ->
                    function(call.function().name().toLowerCase(java.util.Locale.ROOT), args);
            case EQUAL -> infix(args, "=");
            case NOT_EQUAL -> infix(args, "<>");
            case LESS -> infix(args, "<");
            case LESS_OR_EQUAL -> infix(args, "<=");
            case GREATER -> infix(args, ">");
            case GREATER_OR_EQUAL -> infix(args, ">=");
            case IS_DISTINCT -> infix(args, "IS DISTINCT FROM");
            case IS_NOT_DISTINCT -> infix(args, "IS NOT DISTINCT FROM");
            case NOT -> "(NOT " + args.getFirst() + ")";
            case IS_NULL -> postfix(args, "IS NULL");
            case IS_NOT_NULL -> postfix(args, "IS NOT NULL");
            case IS_TRUE -> postfix(args, "IS NOT DISTINCT FROM TRUE");
            case IS_NOT_TRUE -> postfix(args, "IS DISTINCT FROM TRUE");
            case IS_FALSE -> postfix(args, "IS NOT DISTINCT FROM FALSE");
            case IS_NOT_FALSE -> postfix(args, "IS DISTINCT FROM FALSE");
            case CONCAT -> infix(args, "||");
            case CONCAT_SKIP_NULLS -> function("concat", args);
            case LENGTH -> typed(call, function("length", args));
            case OCTET_LENGTH -> typed(call, function("strlen", args));
            case SUBSTRING -> substring(args);
            case POSITION -> typed(call, function("strpos", List.of(args.get(1), args.get(0))));
            case LIKE -> like(args, "LIKE");
            case ILIKE -> like(args, "ILIKE");
            case REGEXP_MATCH -> function("regexp_matches", args);
            case REGEXP_IMATCH -> "regexp_matches(" + args.get(0) + ", " + args.get(1) + ", 'i')";
            case REGEXP_REPLACE -> function("regexp_replace", args);
            case DATE_TRUNC -> typed(call, function("date_trunc", args));
            case DATE_BIN -> typed(call, function("time_bucket", args));
            case EXTRACT -> extract(call, args.get(1));
            case TIMESTAMP_ADD, INTERVAL_ADD, DATE_ADD -> typed(call, infix(args, "+"));
            case TIMESTAMP_SUBTRACT, INTERVAL_SUBTRACT, DATE_SUBTRACT, TIMESTAMP_DIFFERENCE ->
                    typed(call, infix(args, "-"));
            case DATE_DIFFERENCE -> typed(call, infix(args, "-"));
            case INTERVAL_MULTIPLY ->
                    "to_microseconds(CAST(round(epoch_us("
                            + args.get(0)
                            + ") * "
                            + args.get(1)
                            + ") AS BIGINT))";
            case TO_TIMESTAMP ->
                    "make_timestamp(CAST(round(" + args.getFirst() + " * 1000000) AS BIGINT))";
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
                    DuckDbMoreFunctions.number(call, args);
            case CONCAT_WS,
                    TRANSLATE,
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
                    DuckDbMoreFunctions.text(call, args);
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
                    DuckDbArrays.render(call, args);
            case JSON_GET,
                    JSON_GET_TEXT,
                    JSON_PATH,
                    JSON_PATH_TEXT,
                    JSON_CONTAINS,
                    JSON_HAS_KEY,
                    JSON_TYPEOF,
                    JSON_ARRAY_LENGTH,
                    JSON_BUILD_OBJECT,
                    JSON_BUILD_ARRAY,
                    TO_JSON,
                    JSON_STRIP_NULLS,
                    JSON_CONCAT,
                    JSON_DELETE,
                    JSON_ELEMENTS,
                    JSON_ELEMENTS_TEXT,
                    QUOTE_IDENT,
                    TO_CHAR,
                    TO_DATE,
                    PARSE_TIMESTAMP,
                    FORMAT,
                    IS_JSON,
                    JSON_EXISTS,
                    JSON_VALUE,
                    JSON_QUERY,
                    JSON_PATH_EXISTS,
                    JSON_PATH_FIRST,
                    JSON_PATH_ARRAY,
                    JSON_PATH_MATCH ->
                    throw DuckDbMoreFunctions.absent(call);
            case DATE_TRUNC_ZONE,
                    AT_TIME_ZONE,
                    AGE,
                    MAKE_DATE,
                    MAKE_TIMESTAMP,
                    MAKE_INTERVAL,
                    JUSTIFY_HOURS,
                    JUSTIFY_DAYS,
                    JUSTIFY_INTERVAL,
                    OVERLAPS,
                    INTERVAL_DIVIDE ->
                    DuckDbMoreFunctions.time(call, args);
            case INITCAP ->
                    throw new TidemillException(
                            ErrorCode.UNSUPPORTED_SQL, "initcap has no form in DuckDB");
        };
    }

    static String function(String name, List<String> args) {
        return name + "(" + String.join(", ", args) + ")";
    }

    static String infix(List<String> args, String operator) {
        return "(" + args.get(0) + " " + operator + " " + args.get(1) + ")";
    }

    private static String postfix(List<String> args, String operator) {
        return "(" + args.getFirst() + " " + operator + ")";
    }

    static String typed(Call call, String value) {
        return DuckDbTypes.cast(value, call.type());
    }

    /** Both operands in the result's type, since DuckDB's sum may not be wide enough. */
    private static String decimals(Call call, List<String> args, String operator) {
        if (!(call.type() instanceof DecimalType type)) {
            return infix(args, operator);
        }
        return infix(args.stream().map(arg -> DuckDbTypes.cast(arg, type)).toList(), operator);
    }

    private static String multiply(Call call, List<String> args) {
        if (call.type() instanceof DecimalType type
                && call.arguments().get(0).type() instanceof DecimalType left
                && call.arguments().get(1).type() instanceof DecimalType right
                && left.precision() + right.precision() > DecimalType.PRECISION_MAX) {
            return DuckDbDecimals.multiply(args.get(0), left, args.get(1), right, type);
        }
        return typed(call, infix(args, "*"));
    }

    private static String divide(Call call, List<String> args) {
        if (call.type() instanceof DecimalType type
                && call.arguments().get(0).type() instanceof DecimalType left
                && call.arguments().get(1).type() instanceof DecimalType right) {
            return nonZero(
                    args.get(1),
                    DuckDbDecimals.divide(args.get(0), left, args.get(1), right, type));
        }
        String operator = call.type() == Type.DOUBLE ? "/" : "//";
        return nonZero(args.get(1), typed(call, infix(args, operator)));
    }

    /** DuckDB gives NULL for a division by zero; here it is an error. */
    private static String nonZero(String divisor, String quotient) {
        return "(CASE WHEN "
                + divisor
                + " = 0 THEN error('division by zero') ELSE "
                + quotient
                + " END)";
    }

    /** From before the text's start, the characters that are not there still count. */
    private static String substring(List<String> args) {
        String text = args.get(0);
        String from = args.get(1);
        String start = "greatest(" + from + ", 1)";
        if (args.size() == 2) {
            return "substring(" + text + ", " + start + ")";
        }
        String end = "greatest(" + from + " + " + args.get(2) + ", 1)";
        return "substring(" + text + ", " + start + ", greatest(" + end + " - " + start + ", 0))";
    }

    private static String like(List<String> args, String operator) {
        return "("
                + args.get(0)
                + " "
                + operator
                + " "
                + args.get(1)
                + " ESCAPE "
                + args.get(2)
                + ")";
    }

    /** DuckDB's seconds have no fraction and its epoch is a DOUBLE. */
    private static String extract(Call call, String value) {
        String field = constant(call.arguments().getFirst());
        boolean date = call.arguments().get(1).type() == Type.DATE;
        String instant = date ? DuckDbTypes.cast(value, Type.TIMESTAMP) : value;
        String number =
                switch (field) {
                    case "epoch" -> micros("epoch_us(" + instant + ")", 6);
                    case "second", "seconds" ->
                            micros("date_part('microsecond', " + instant + ")", 6);
                    case "millisecond", "milliseconds" ->
                            micros("date_part('microsecond', " + instant + ")", 3);
                    default -> "date_part(" + DuckDbLiterals.text(field) + ", " + instant + ")";
                };
        return typed(call, number);
    }

    private static String micros(String value, int places) {
        return "(CAST("
                + value
                + " AS DECIMAL(19,0)) * CAST('0."
                + "0".repeat(places - 1)
                + "1' AS DECIMAL("
                + places
                + ","
                + places
                + ")))";
    }

    private static String constant(Expr expression) {
        if (expression instanceof Literal(Object value, Type _) && value instanceof String text) {
            return text.toLowerCase(java.util.Locale.ROOT);
        }
        throw new IllegalArgumentException("the field of EXTRACT is not a constant");
    }

    /** Of normal numbers; the unit is two to the power of the seventh bit behind the first. */
    private static String roundedToByte(String value) {
        String unit = "pow(2, floor(log2(abs(" + value + "))) - 7)";
        return "CASE WHEN "
                + value
                + " = 0 OR NOT isfinite("
                + value
                + ") THEN "
                + value
                + " ELSE round("
                + value
                + " / "
                + unit
                + ") * "
                + unit
                + " END";
    }
}
