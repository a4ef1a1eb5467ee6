package dev.tidemill.sql.validate;

import dev.tidemill.algebra.expr.Call;
import dev.tidemill.algebra.expr.Coalesce;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.sql.validate.FunctionRule.Resolved;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The scalar functions by their PostgreSQL names. */
public final class PostgresFunctions {
    private static final Map<String, LiveFunction> FUNCTIONS = new HashMap<>();
    private static final Set<String> FRACTIONAL_FIELDS =
            Set.of("second", "seconds", "millisecond", "milliseconds", "msec", "epoch", "julian");

    static {
        numbers();
        texts();
        times();
        choices();
        NumberRules.define(PostgresFunctions::define);
        TextRules.define(PostgresFunctions::define);
        TemplateRules.define(PostgresFunctions::define);
        TimeRules.define(PostgresFunctions::define);
        ArrayRules.define(PostgresFunctions::define);
        JsonRules.define(PostgresFunctions::define);
        JsonPathRules.define(PostgresFunctions::define);
    }

    /** Takes a function's name and the ways to call it. */
    @FunctionalInterface
    interface Definitions {
        void define(String name, FunctionRule... rules);
    }

    private PostgresFunctions() {}

    /** The function of this name in any case, or null. */
    public static @Nullable LiveFunction named(String name) {
        return FUNCTIONS.get(name.toLowerCase(Locale.ROOT));
    }

    private static void numbers() {
        define("abs", sameNumber(ScalarFunction.ABS));
        define("sign", integersAsDouble(ScalarFunction.SIGN));
        define(
                "round",
                integersAsDouble(ScalarFunction.ROUND),
                arguments -> roundTo(ScalarFunction.ROUND_TO, arguments));
        define(
                "trunc",
                integersAsDouble(ScalarFunction.TRUNCATE),
                arguments -> roundTo(ScalarFunction.TRUNCATE_TO, arguments));
        define("floor", integersAsDouble(ScalarFunction.FLOOR));
        define("ceil", integersAsDouble(ScalarFunction.CEIL));
        define("ceiling", integersAsDouble(ScalarFunction.CEIL));
        define("mod", arity(2, ArithmeticRules::modulo));
        for (ScalarFunction function :
                List.of(
                        ScalarFunction.SQRT,
                        ScalarFunction.EXP,
                        ScalarFunction.LN,
                        ScalarFunction.SIN,
                        ScalarFunction.COS,
                        ScalarFunction.TAN,
                        ScalarFunction.ASIN,
                        ScalarFunction.ACOS,
                        ScalarFunction.ATAN,
                        ScalarFunction.RADIANS,
                        ScalarFunction.DEGREES,
                        ScalarFunction.CBRT,
                        ScalarFunction.COT,
                        ScalarFunction.SINH,
                        ScalarFunction.COSH,
                        ScalarFunction.TANH,
                        ScalarFunction.ASINH,
                        ScalarFunction.ACOSH,
                        ScalarFunction.ATANH)) {
            define(function.name(), fixed(function, Type.DOUBLE, Type.DOUBLE));
        }
        define("log10", fixed(ScalarFunction.LOG10, Type.DOUBLE, Type.DOUBLE));
        define("log", fixed(ScalarFunction.LOG10, Type.DOUBLE, Type.DOUBLE));
        define("power", fixed(ScalarFunction.POWER, Type.DOUBLE, Type.DOUBLE, Type.DOUBLE));
        define("pow", fixed(ScalarFunction.POWER, Type.DOUBLE, Type.DOUBLE, Type.DOUBLE));
        define("atan2", fixed(ScalarFunction.ATAN2, Type.DOUBLE, Type.DOUBLE, Type.DOUBLE));
        define("pi", fixed(ScalarFunction.PI, Type.DOUBLE));
    }

    private static void texts() {
        define("upper", fixed(ScalarFunction.UPPER, Type.TEXT, Type.TEXT));
        define("lower", fixed(ScalarFunction.LOWER, Type.TEXT, Type.TEXT));
        define("initcap", fixed(ScalarFunction.INITCAP, Type.TEXT, Type.TEXT));
        define("length", fixed(ScalarFunction.LENGTH, Type.INTEGER, Type.TEXT));
        define("char_length", fixed(ScalarFunction.LENGTH, Type.INTEGER, Type.TEXT));
        define("character_length", fixed(ScalarFunction.LENGTH, Type.INTEGER, Type.TEXT));
        define("octet_length", fixed(ScalarFunction.OCTET_LENGTH, Type.INTEGER, Type.TEXT));
        define(
                "substring",
                fixed(ScalarFunction.REGEXP_SUBSTRING, Type.TEXT, Type.TEXT, Type.TEXT),
                fixed(ScalarFunction.SUBSTRING, Type.TEXT, Type.TEXT, Type.INTEGER),
                fixed(ScalarFunction.SUBSTRING, Type.TEXT, Type.TEXT, Type.INTEGER, Type.INTEGER));
        define(
                "substr",
                fixed(ScalarFunction.SUBSTRING, Type.TEXT, Type.TEXT, Type.INTEGER),
                fixed(ScalarFunction.SUBSTRING, Type.TEXT, Type.TEXT, Type.INTEGER, Type.INTEGER));
        define("left", fixed(ScalarFunction.LEFT, Type.TEXT, Type.TEXT, Type.INTEGER));
        define("right", fixed(ScalarFunction.RIGHT, Type.TEXT, Type.TEXT, Type.INTEGER));
        trim("btrim", ScalarFunction.TRIM);
        trim("ltrim", ScalarFunction.LTRIM);
        trim("rtrim", ScalarFunction.RTRIM);
        pad("lpad", ScalarFunction.LPAD);
        pad("rpad", ScalarFunction.RPAD);
        define("repeat", fixed(ScalarFunction.REPEAT, Type.TEXT, Type.TEXT, Type.INTEGER));
        define("reverse", fixed(ScalarFunction.REVERSE, Type.TEXT, Type.TEXT));
        define(
                "replace",
                fixed(ScalarFunction.REPLACE, Type.TEXT, Type.TEXT, Type.TEXT, Type.TEXT));
        define("strpos", PostgresFunctions::strpos);
        define("position", fixed(ScalarFunction.POSITION, Type.INTEGER, Type.TEXT, Type.TEXT));
        define(
                "split_part",
                fixed(ScalarFunction.SPLIT_PART, Type.TEXT, Type.TEXT, Type.TEXT, Type.INTEGER));
        define(
                "starts_with",
                fixed(ScalarFunction.STARTS_WITH, Type.BOOLEAN, Type.TEXT, Type.TEXT));
        define("like", like(ScalarFunction.LIKE));
        define("ilike", like(ScalarFunction.ILIKE));
        define(SimilarPattern.NAME, SimilarPattern::resolve);
        define(
                "regexp_like",
                fixed(ScalarFunction.REGEXP_MATCH, Type.BOOLEAN, Type.TEXT, Type.TEXT),
                fixed(ScalarFunction.REGEXP_LIKE, Type.BOOLEAN, Type.TEXT, Type.TEXT, Type.TEXT));
        define(
                "regexp_ilike",
                fixed(ScalarFunction.REGEXP_IMATCH, Type.BOOLEAN, Type.TEXT, Type.TEXT));
        define(
                "regexp_replace",
                PostgresFunctions::regexpReplace,
                fixed(
                        ScalarFunction.REGEXP_REPLACE,
                        Type.TEXT,
                        Type.TEXT,
                        Type.TEXT,
                        Type.TEXT,
                        Type.TEXT));
        define("concat", PostgresFunctions::concatSkippingNulls);
        define(
                "||",
                ArrayRules::concatenation,
                JsonRules::concatenation,
                PostgresFunctions::concat);
        define("ascii", fixed(ScalarFunction.ASCII, Type.INTEGER, Type.TEXT));
        define("chr", fixed(ScalarFunction.CHR, Type.TEXT, Type.INTEGER));
        define("md5", fixed(ScalarFunction.MD5, Type.TEXT, Type.TEXT));
    }

    private static void times() {
        define("date_trunc", PostgresFunctions::dateTrunc, TimeRules::dateTruncInZone);
        define("date_bin", PostgresFunctions::dateBin);
        define("extract", extract(Type.decimal(DecimalType.PRECISION_MAX, 6)));
        define("date_part", extract(Type.DOUBLE));
        define(
                "to_timestamp",
                fixed(ScalarFunction.TO_TIMESTAMP, Type.TIMESTAMPTZ, Type.DOUBLE),
                TemplateRules::toTimestamp);
    }

    private static void choices() {
        define("coalesce", PostgresFunctions::coalesce);
        define("nullif", PostgresFunctions::nullIf);
        define("greatest", sameType(ScalarFunction.GREATEST));
        define("least", sameType(ScalarFunction.LEAST));
    }

    private static void define(String name, FunctionRule... rules) {
        String key = name.toLowerCase(Locale.ROOT);
        boolean operator = !Character.isLetter(key.charAt(0)) || key.contains(" ");
        LiveFunction.Form form = operator ? LiveFunction.Form.OPERATOR : LiveFunction.Form.FUNCTION;
        FUNCTIONS.put(key, new LiveFunction(form, key, List.of(rules)));
    }

    private static FunctionRule arity(int count, FunctionRule rule) {
        return arguments -> arguments.size() == count ? rule.resolve(arguments) : null;
    }

    /** Takes arguments that PostgreSQL would convert to exactly these types by itself. */
    static FunctionRule fixed(ScalarFunction function, Type result, Type... parameters) {
        return arguments -> {
            if (arguments.size() != parameters.length) {
                return null;
            }
            for (int i = 0; i < parameters.length; i++) {
                if (!converts(arguments.get(i), parameters[i])) {
                    return null;
                }
            }
            return call(function, result, parameters);
        };
    }

    static boolean converts(ArgumentType argument, Type parameter) {
        if (argument.fits(parameter)) {
            return true;
        }
        return parameter == Type.DOUBLE && argument.isNumeric();
    }

    static Resolved call(ScalarFunction function, Type result, Type... parameters) {
        return new Resolved(
                List.of(parameters), result, (args, type) -> new Call(function, args, type));
    }

    private static FunctionRule sameNumber(ScalarFunction function) {
        return arguments -> {
            Type type = arguments.size() == 1 ? arguments.getFirst().type() : null;
            return type == null || !type.isNumeric() ? null : call(function, type, type);
        };
    }

    /** DECIMAL stays DECIMAL; integers and DOUBLE give DOUBLE. */
    private static FunctionRule integersAsDouble(ScalarFunction function) {
        return arguments -> {
            Type type = arguments.size() == 1 ? arguments.getFirst().type() : null;
            if (type == null || !type.isNumeric()) {
                return null;
            }
            Type parameter = type instanceof DecimalType ? type : Type.DOUBLE;
            Type result =
                    type instanceof DecimalType decimal && function != ScalarFunction.SIGN
                            ? integral(decimal)
                            : parameter;
            return call(function, result, parameter);
        };
    }

    /** The whole part, with a digit more since rounding may carry. */
    private static DecimalType integral(DecimalType decimal) {
        int digits = decimal.precision() - decimal.scale() + 1;
        return new DecimalType(Math.min(digits, DecimalType.PRECISION_MAX), 0);
    }

    /** {@code round(decimal, 2)}; the places are a constant, so that the type has a scale. */
    private static @Nullable Resolved roundTo(
            ScalarFunction function, List<ArgumentType> arguments) {
        if (arguments.size() != 2 || !arguments.get(1).is(Type.INTEGER)) {
            return null;
        }
        Type type = arguments.get(0).type();
        if (type == null || !type.isNumeric() || type == Type.DOUBLE) {
            return null;
        }
        DecimalType decimal = Promotion.decimal(type);
        return new Resolved(
                List.of(decimal, Type.INTEGER),
                decimal,
                (args, result) -> rounded(function, args, (DecimalType) result));
    }

    private static Expr rounded(ScalarFunction function, List<Expr> arguments, DecimalType type) {
        if (arguments.get(1) instanceof Literal(Integer digits, Type _)) {
            int scale = Math.clamp(digits, 0, type.scale());
            int precision = type.precision() - type.scale() + scale + 1;
            DecimalType narrowed =
                    new DecimalType(
                            Math.clamp(precision, Math.max(scale, 1), DecimalType.PRECISION_MAX),
                            scale);
            return new Call(function, arguments, narrowed);
        }
        return new Call(function, arguments, type);
    }

    private static void trim(String name, ScalarFunction function) {
        define(
                name,
                arguments ->
                        arguments.size() == 1 && arguments.getFirst().fits(Type.TEXT)
                                ? withDefault(function, " ", Type.TEXT)
                                : null,
                fixed(function, Type.TEXT, Type.TEXT, Type.TEXT));
    }

    private static void pad(String name, ScalarFunction function) {
        define(
                name,
                arguments ->
                        arguments.size() == 2
                                        && arguments.get(0).fits(Type.TEXT)
                                        && arguments.get(1).fits(Type.INTEGER)
                                ? withDefault(function, " ", Type.TEXT, Type.INTEGER)
                                : null,
                fixed(function, Type.TEXT, Type.TEXT, Type.INTEGER, Type.TEXT));
    }

    /** The call with one more TEXT constant at its end. */
    static Resolved withDefault(ScalarFunction function, String text, Type... parameters) {
        return new Resolved(
                List.of(parameters),
                Type.TEXT,
                (args, type) -> {
                    List<Expr> all = new ArrayList<>(args);
                    all.add(new Literal(text, Type.TEXT));
                    return new Call(function, all, type);
                });
    }

    private static @Nullable Resolved regexpReplace(List<ArgumentType> arguments) {
        if (arguments.size() != 3 || !arguments.stream().allMatch(a -> a.fits(Type.TEXT))) {
            return null;
        }
        return withDefault(ScalarFunction.REGEXP_REPLACE, "", Type.TEXT, Type.TEXT, Type.TEXT);
    }

    private static @Nullable Resolved strpos(List<ArgumentType> arguments) {
        if (arguments.size() != 2 || !arguments.stream().allMatch(a -> a.fits(Type.TEXT))) {
            return null;
        }
        return new Resolved(
                List.of(Type.TEXT, Type.TEXT),
                Type.INTEGER,
                (args, type) -> Call.of(ScalarFunction.POSITION, type, args.get(1), args.get(0)));
    }

    private static FunctionRule like(ScalarFunction function) {
        return arguments -> {
            if (!arguments.stream().allMatch(a -> a.fits(Type.TEXT))) {
                return null;
            }
            return switch (arguments.size()) {
                case 2 ->
                        new Resolved(
                                List.of(Type.TEXT, Type.TEXT),
                                Type.BOOLEAN,
                                (args, type) ->
                                        Call.of(
                                                function,
                                                type,
                                                args.get(0),
                                                args.get(1),
                                                new Literal("\\", Type.TEXT)));
                case 3 -> call(function, Type.BOOLEAN, Type.TEXT, Type.TEXT, Type.TEXT);
                default -> null;
            };
        };
    }

    private static @Nullable Resolved concat(List<ArgumentType> arguments) {
        boolean text = arguments.stream().anyMatch(a -> a.fits(Type.TEXT));
        return arguments.size() == 2 && text
                ? call(ScalarFunction.CONCAT, Type.TEXT, Type.TEXT, Type.TEXT)
                : null;
    }

    private static @Nullable Resolved concatSkippingNulls(List<ArgumentType> arguments) {
        if (arguments.isEmpty()) {
            return null;
        }
        return TextRules.ofTexts(ScalarFunction.CONCAT_SKIP_NULLS, arguments);
    }

    private static @Nullable Resolved dateTrunc(List<ArgumentType> arguments) {
        if (arguments.size() != 2 || !isConstantText(arguments.get(0))) {
            return null;
        }
        Type type = arguments.get(1).type();
        if (type == Type.DATE) {
            type = Type.TIMESTAMP;
        }
        return type == null || !type.isTimestamp()
                ? null
                : call(ScalarFunction.DATE_TRUNC, type, Type.TEXT, type);
    }

    private static @Nullable Resolved dateBin(List<ArgumentType> arguments) {
        if (arguments.size() != 3 || !arguments.get(0).fits(Type.INTERVAL)) {
            return null;
        }
        Type type = Promotion.common(arguments.subList(1, 3));
        return type == null || !type.isTimestamp()
                ? null
                : call(ScalarFunction.DATE_BIN, type, Type.INTERVAL, type, type);
    }

    private static FunctionRule extract(Type result) {
        return arguments -> {
            if (arguments.size() != 2 || !isConstantText(arguments.get(0))) {
                return null;
            }
            Type type = arguments.get(1).type();
            if (type == null
                    || !(type.isTimestamp() || type == Type.DATE || type == Type.INTERVAL)) {
                return null;
            }
            return new Resolved(List.of(Type.TEXT, type), result, PostgresFunctions::extracted);
        };
    }

    /** As NUMERIC, only seconds and what counts in them have places after the point. */
    private static Expr extracted(List<Expr> arguments, Type result) {
        boolean numeric = result instanceof DecimalType;
        boolean whole =
                numeric
                        && arguments.getFirst() instanceof Literal(Object value, Type _)
                        && value instanceof String field
                        && !FRACTIONAL_FIELDS.contains(field.toLowerCase(Locale.ROOT));
        Type type = whole ? Type.decimal(DecimalType.PRECISION_MAX, 0) : result;
        return new Call(ScalarFunction.EXTRACT, arguments, type);
    }

    static boolean isConstantText(ArgumentType argument) {
        return argument.literal() && argument.is(Type.TEXT);
    }

    private static @Nullable Resolved coalesce(List<ArgumentType> arguments) {
        Type type = arguments.isEmpty() ? null : Promotion.common(arguments);
        return type == null
                ? null
                : new Resolved(
                        Collections.nCopies(arguments.size(), type),
                        type,
                        (args, result) ->
                                args.size() == 1 ? args.getFirst() : new Coalesce(args, result));
    }

    private static @Nullable Resolved nullIf(List<ArgumentType> arguments) {
        Type type = arguments.size() == 2 ? Promotion.common(arguments) : null;
        return type == null ? null : call(ScalarFunction.NULLIF, type, type, type);
    }

    private static FunctionRule sameType(ScalarFunction function) {
        Predicate<List<ArgumentType>> some = arguments -> !arguments.isEmpty();
        return arguments -> {
            Type type = some.test(arguments) ? Promotion.common(arguments) : null;
            // JSON has no order here.
            return type == null || type == Type.JSON
                    ? null
                    : new Resolved(
                            Collections.nCopies(arguments.size(), type),
                            type,
                            (args, result) -> new Call(function, args, result));
        };
    }
}
