package dev.tidemill.testkit.random;

import static dev.tidemill.algebra.expr.ScalarFunction.*;

import dev.tidemill.algebra.expr.Call;
import dev.tidemill.algebra.expr.Case;
import dev.tidemill.algebra.expr.Cast;
import dev.tidemill.algebra.expr.Coalesce;
import dev.tidemill.algebra.expr.ColumnRef;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.InList;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.expr.Logical;
import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.algebra.type.ArrayType;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.SimpleType;
import dev.tidemill.algebra.type.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Expressions of a wanted type over the columns of a schema, well typed and of bounded depth. The
 * casts between operands stand where a planner would put them. Not thread-safe.
 */
public final class RandomExpressions {
    /** Every type there is, DECIMAL with two scales. */
    public static final List<Type> ALL_TYPES =
            List.of(
                    Type.BOOLEAN,
                    Type.INTEGER,
                    Type.BIGINT,
                    Type.DOUBLE,
                    Type.decimal(12, 2),
                    Type.decimal(20, 6),
                    Type.TEXT,
                    Type.DATE,
                    Type.TIMESTAMP,
                    Type.TIMESTAMPTZ,
                    Type.INTERVAL,
                    Type.UUID,
                    Type.array(Type.INTEGER),
                    Type.array(Type.TEXT));

    private static final List<String> UNITS =
            List.of(
                    "microseconds",
                    "milliseconds",
                    "second",
                    "minute",
                    "hour",
                    "day",
                    "week",
                    "month",
                    "quarter",
                    "year",
                    "decade",
                    "century",
                    "millennium");
    private static final List<String> DATE_FIELDS =
            List.of(
                    "day",
                    "week",
                    "month",
                    "quarter",
                    "year",
                    "decade",
                    "century",
                    "millennium",
                    "isoyear",
                    "dow",
                    "isodow",
                    "doy",
                    "epoch");
    private static final List<String> TIME_FIELDS =
            List.of("microseconds", "milliseconds", "second", "minute", "hour", "epoch");
    private static final List<String> INTERVAL_FIELDS =
            List.of("day", "month", "quarter", "year", "decade", "century", "millennium");
    private static final List<String> LIKE_PATTERNS =
            List.of("%", "a%", "%b", "_", "%a%", "a_c", "", "\\%", "a\\%b", "%é_", "__", "%%x");
    private static final List<String> REGEXPS =
            List.of("a", "^a", "b$", "[a-z]+", "(a|b)c?", "^$", "[0-9]+", "a.c", "x y");

    private final RandomValues values;
    private final Random random;
    private final Schema schema;
    private final List<Type> types;

    public RandomExpressions(RandomValues values, Schema schema) {
        this(values, schema, ALL_TYPES);
    }

    /**
     * @param types what is compared, cast to TEXT and given as {@link #type}; others may stand in
     *     between
     */
    public RandomExpressions(RandomValues values, Schema schema, List<Type> types) {
        this.values = values;
        this.random = values.random();
        this.schema = schema;
        this.types = List.copyOf(types);
    }

    /** Any of the types that expressions are drawn from. */
    public Type type() {
        return values.pick(types);
    }

    public Expr of(Type type, int depth) {
        if (depth <= 0 || random.nextInt(8) == 0) {
            return leaf(type);
        }
        if (random.nextInt(6) == 0) {
            return choice(type, depth - 1);
        }
        if (random.nextInt(4) == 0) {
            Expr rare = new RandomRareExpressions(this, values).of(type, depth - 1);
            if (rare != null) {
                return rare;
            }
        }
        return switch (type) {
            case DecimalType decimal -> decimal(decimal, depth - 1);
            case ArrayType array -> leaf(array);
            case SimpleType simple ->
                    switch (simple) {
                        case BOOLEAN -> truth(depth - 1);
                        case INTEGER -> integer(depth - 1);
                        case BIGINT -> bigint(depth - 1);
                        case DOUBLE -> number(depth - 1);
                        case TEXT -> text(depth - 1);
                        case DATE -> date(depth - 1);
                        case TIMESTAMP, TIMESTAMPTZ -> timestamp(type, depth - 1);
                        case INTERVAL -> interval(depth - 1);
                        case UUID -> new Cast(call(MD5, Type.TEXT, text(depth - 1)), type);
                        case JSON -> leaf(type);
                    };
        };
    }

    /**
     * A function whose last digits depend on the mathematical library: to be compared with a
     * tolerance, and not inside other expressions.
     */
    public Expr transcendental() {
        Expr argument = leaf(Type.DOUBLE);
        return switch (random.nextInt(4)) {
            case 0 -> call(POWER, Type.DOUBLE, argument, leaf(Type.DOUBLE));
            case 1 -> call(ATAN2, Type.DOUBLE, argument, leaf(Type.DOUBLE));
            default ->
                    call(
                            values.pick(
                                    List.of(
                                            EXP, LN, LOG10, SIN, COS, TAN, ATAN, ASIN, ACOS,
                                            RADIANS, DEGREES)),
                            Type.DOUBLE,
                            argument);
        };
    }

    Expr leaf(Type type) {
        List<Expr> columns = new ArrayList<>();
        for (int i = 0; i < schema.size(); i++) {
            if (schema.type(i).equals(type)) {
                columns.add(new ColumnRef(i, type));
            }
        }
        return columns.isEmpty() || random.nextInt(4) == 0 ? literal(type) : values.pick(columns);
    }

    private Literal literal(Type type) {
        return new Literal(values.value(type), type);
    }

    private static Literal text(String value) {
        return new Literal(value, Type.TEXT);
    }

    private Expr call(ScalarFunction function, Type type, Expr... arguments) {
        return Call.of(function, type, arguments);
    }

    private Expr smallInteger() {
        return new Literal(random.nextInt(-4, 8), Type.INTEGER);
    }

    /** The forms that exist for every type. */
    private Expr choice(Type type, int depth) {
        return switch (random.nextInt(type == Type.JSON ? 3 : 5)) {
            case 0 ->
                    random.nextBoolean()
                            ? new Case(
                                    List.of(
                                            new Case.Branch(
                                                    of(Type.BOOLEAN, depth), of(type, depth))),
                                    of(type, depth),
                                    type)
                            : ofValue(type, depth);
            case 1 -> new Coalesce(List.of(of(type, depth), of(type, depth)), type);
            case 2 -> call(NULLIF, type, of(type, depth), of(type, depth));
            case 3 -> call(GREATEST, type, of(type, depth), of(type, depth), leaf(type));
            default -> call(LEAST, type, of(type, depth), of(type, depth));
        };
    }

    /** CASE of one value, as it stands after WHEN constants were compared with it. */
    private Expr ofValue(Type type, int depth) {
        Type asked = values.pick(List.of(Type.TEXT, Type.INTEGER, Type.BIGINT, type()));
        Expr value = of(asked, depth);
        List<Case.Branch> branches = new ArrayList<>();
        int count = random.nextInt(2, 5);
        for (int i = 0; i < count; i++) {
            Expr equal = call(EQUAL, Type.BOOLEAN, value, literal(asked));
            branches.add(new Case.Branch(equal, of(type, depth)));
        }
        return new Case(branches, of(type, depth), type);
    }

    private Expr truth(int depth) {
        Type type = type();
        return switch (random.nextInt(12)) {
            case 0, 1, 2 -> {
                ScalarFunction comparison =
                        values.pick(
                                List.of(
                                        EQUAL,
                                        NOT_EQUAL,
                                        LESS,
                                        LESS_OR_EQUAL,
                                        GREATER,
                                        GREATER_OR_EQUAL,
                                        IS_DISTINCT,
                                        IS_NOT_DISTINCT));
                yield call(comparison, Type.BOOLEAN, of(type, depth), of(type, depth));
            }
            case 3 -> logical(Logical.Kind.AND, depth);
            case 4 -> logical(Logical.Kind.OR, depth);
            case 5 -> call(NOT, Type.BOOLEAN, of(Type.BOOLEAN, depth));
            case 6 ->
                    call(values.pick(List.of(IS_NULL, IS_NOT_NULL)), Type.BOOLEAN, of(type, depth));
            case 7 ->
                    call(
                            values.pick(List.of(IS_TRUE, IS_NOT_TRUE, IS_FALSE, IS_NOT_FALSE)),
                            Type.BOOLEAN,
                            of(Type.BOOLEAN, depth));
            case 8 ->
                    new InList(
                            of(type, depth), List.of(literal(type), literal(type), literal(type)));
            case 9 -> like(depth);
            case 10 -> call(STARTS_WITH, Type.BOOLEAN, of(Type.TEXT, depth), leaf(Type.TEXT));
            default -> new Cast(of(Type.INTEGER, depth), Type.BOOLEAN);
        };
    }

    private Expr logical(Logical.Kind kind, int depth) {
        return new Logical(
                kind,
                List.of(of(Type.BOOLEAN, depth), of(Type.BOOLEAN, depth), leaf(Type.BOOLEAN)));
    }

    private Expr like(int depth) {
        Expr subject = of(Type.TEXT, depth);
        return switch (random.nextInt(4)) {
            case 0, 1 -> like(LIKE, subject);
            case 2 -> like(ILIKE, subject);
            default ->
                    call(
                            values.pick(List.of(REGEXP_MATCH, REGEXP_IMATCH)),
                            Type.BOOLEAN,
                            subject,
                            text(values.pick(REGEXPS)));
        };
    }

    private Expr like(ScalarFunction function, Expr subject) {
        return call(function, Type.BOOLEAN, subject, text(values.pick(LIKE_PATTERNS)), text("\\"));
    }

    private Expr arithmetic(Type type, int depth) {
        ScalarFunction function =
                values.pick(List.of(ADD, SUBTRACT, MULTIPLY, DIVIDE, MODULO, NEGATE, ABS, SIGN));
        return switch (function) {
            case NEGATE, ABS, SIGN -> call(function, type, of(type, depth));
            case ADD, SUBTRACT, MULTIPLY, DIVIDE ->
                    call(function, type, of(type, depth), of(type, depth));
            default ->
                    type == Type.DOUBLE
                            ? call(SUBTRACT, type, of(type, depth), of(type, depth))
                            : call(function, type, of(type, depth), of(type, depth));
        };
    }

    private Expr integer(int depth) {
        return switch (random.nextInt(10)) {
            case 0, 1, 2, 3 -> arithmetic(Type.INTEGER, depth);
            case 4 ->
                    call(
                            values.pick(List.of(LENGTH, OCTET_LENGTH, ASCII)),
                            Type.INTEGER,
                            of(Type.TEXT, depth));
            case 5 -> call(POSITION, Type.INTEGER, leaf(Type.TEXT), of(Type.TEXT, depth));
            case 6 -> call(DATE_DIFFERENCE, Type.INTEGER, of(Type.DATE, depth), leaf(Type.DATE));
            case 7 -> extract(Type.INTEGER, depth);
            default -> new Cast(of(castable(), depth), Type.INTEGER);
        };
    }

    private Type castable() {
        return values.pick(
                List.of(
                        Type.BOOLEAN,
                        Type.BIGINT,
                        Type.DOUBLE,
                        Type.decimal(12, 2),
                        Type.decimal(20, 6),
                        Type.TEXT));
    }

    private Type numeric() {
        return values.pick(
                List.of(Type.INTEGER, Type.BIGINT, Type.DOUBLE, Type.decimal(12, 2), Type.TEXT));
    }

    private Expr bigint(int depth) {
        return switch (random.nextInt(6)) {
            case 0, 1, 2 -> arithmetic(Type.BIGINT, depth);
            case 3 -> extract(Type.BIGINT, depth);
            default -> new Cast(of(numeric(), depth), Type.BIGINT);
        };
    }

    private Expr number(int depth) {
        return switch (random.nextInt(6)) {
            case 0, 1, 2 -> arithmetic(Type.DOUBLE, depth);
            case 3 ->
                    call(
                            values.pick(List.of(ROUND, TRUNCATE, FLOOR, CEIL, SQRT)),
                            Type.DOUBLE,
                            of(Type.DOUBLE, depth));
            case 4 -> extract(Type.DOUBLE, depth);
            default -> new Cast(of(numeric(), depth), Type.DOUBLE);
        };
    }

    private Expr decimal(DecimalType type, int depth) {
        DecimalType small = (DecimalType) Type.decimal(12, 2);
        Expr result =
                switch (random.nextInt(8)) {
                    case 0, 1 -> sum(depth, small, type);
                    case 2 ->
                            call(MULTIPLY, Type.decimal(24, 4), of(small, depth), of(small, depth));
                    case 3 -> call(DIVIDE, Type.decimal(38, 8), of(small, depth), of(type, depth));
                    case 4 -> call(MODULO, type, of(type, depth), of(type, depth));
                    case 5 ->
                            call(
                                    values.pick(List.of(ROUND, TRUNCATE, FLOOR, CEIL)),
                                    Type.decimal(22, 0),
                                    of(type, depth));
                    case 6 -> rounded(type, depth);
                    default -> new Cast(of(numeric(), depth), type);
                };
        return result.type().equals(type) ? result : new Cast(result, type);
    }

    private Expr rounded(DecimalType type, int depth) {
        return random.nextBoolean()
                ? call(ROUND_TO, Type.decimal(22, 6), of(type, depth), smallInteger())
                : call(values.pick(List.of(NEGATE, ABS, SIGN)), type, of(type, depth));
    }

    private Expr sum(int depth, DecimalType left, DecimalType right) {
        int scale = Math.max(left.scale(), right.scale());
        int whole = Math.max(left.precision() - left.scale(), right.precision() - right.scale());
        return call(
                values.pick(List.of(ADD, SUBTRACT)),
                Type.decimal(whole + scale + 1, scale),
                of(left, depth),
                of(right, depth));
    }

    private Expr text(int depth) {
        Expr subject = of(Type.TEXT, depth);
        return switch (random.nextInt(14)) {
            case 0 -> call(CONCAT, Type.TEXT, subject, of(Type.TEXT, depth));
            case 1 -> call(CONCAT_SKIP_NULLS, Type.TEXT, subject, of(Type.TEXT, depth));
            case 2 -> call(values.pick(List.of(UPPER, LOWER, INITCAP)), Type.TEXT, subject);
            case 3 -> call(SUBSTRING, Type.TEXT, subject, smallInteger());
            case 4 -> call(SUBSTRING, Type.TEXT, subject, smallInteger(), smallInteger());
            case 5 -> call(values.pick(List.of(LEFT, RIGHT)), Type.TEXT, subject, smallInteger());
            case 6 ->
                    call(
                            values.pick(List.of(TRIM, LTRIM, RTRIM)),
                            Type.TEXT,
                            subject,
                            text(values.pick(List.of(" ", "ab", "", "é日"))));
            case 7 ->
                    call(
                            values.pick(List.of(LPAD, RPAD)),
                            Type.TEXT,
                            subject,
                            smallInteger(),
                            leaf(Type.TEXT));
            case 8 -> call(REPEAT, Type.TEXT, leaf(Type.TEXT), smallInteger());
            case 9 -> call(values.pick(List.of(REVERSE, MD5)), Type.TEXT, subject);
            case 10 -> call(REPLACE, Type.TEXT, subject, leaf(Type.TEXT), leaf(Type.TEXT));
            case 11 -> call(SPLIT_PART, Type.TEXT, subject, leaf(Type.TEXT), smallInteger());
            case 12 ->
                    call(
                            REGEXP_REPLACE,
                            Type.TEXT,
                            subject,
                            text(values.pick(List.of("[a-z]+", "(a)(b)", "[0-9]"))),
                            text(values.pick(List.of("", "-", "<\\&>"))),
                            text(values.pick(List.of("", "g", "i", "gi"))));
            default -> new Cast(of(type(), depth), Type.TEXT);
        };
    }

    private Expr extract(Type result, int depth) {
        return switch (random.nextInt(4)) {
            case 0 -> call(EXTRACT, result, text(values.pick(DATE_FIELDS)), of(Type.DATE, depth));
            case 1 ->
                    call(EXTRACT, result, text(values.pick(TIME_FIELDS)), of(Type.INTERVAL, depth));
            case 2 ->
                    call(
                            EXTRACT,
                            result,
                            text(values.pick(INTERVAL_FIELDS)),
                            of(Type.INTERVAL, depth));
            default -> {
                Type type = values.pick(List.of(Type.TIMESTAMP, Type.TIMESTAMPTZ));
                List<String> fields = random.nextBoolean() ? DATE_FIELDS : TIME_FIELDS;
                yield call(EXTRACT, result, text(values.pick(fields)), of(type, depth));
            }
        };
    }

    private Expr date(int depth) {
        return switch (random.nextInt(4)) {
            case 0 -> call(DATE_ADD, Type.DATE, of(Type.DATE, depth), of(Type.INTEGER, depth));
            case 1 -> call(DATE_SUBTRACT, Type.DATE, of(Type.DATE, depth), leaf(Type.INTEGER));
            case 2 -> new Cast(of(Type.TIMESTAMP, depth), Type.DATE);
            default -> new Cast(of(Type.TIMESTAMPTZ, depth), Type.DATE);
        };
    }

    private Expr timestamp(Type type, int depth) {
        Type other = type == Type.TIMESTAMP ? Type.TIMESTAMPTZ : Type.TIMESTAMP;
        return switch (random.nextInt(7)) {
            case 0, 1 -> call(DATE_TRUNC, type, text(values.pick(UNITS)), of(type, depth));
            case 2 -> call(TIMESTAMP_ADD, type, of(type, depth), of(Type.INTERVAL, depth));
            case 3 -> call(TIMESTAMP_SUBTRACT, type, of(type, depth), of(Type.INTERVAL, depth));
            case 4 -> call(DATE_BIN, type, leaf(Type.INTERVAL), of(type, depth), of(type, depth));
            case 5 -> new Cast(of(Type.DATE, depth), type);
            default ->
                    type == Type.TIMESTAMPTZ && random.nextBoolean()
                            ? call(TO_TIMESTAMP, type, seconds(depth))
                            : new Cast(of(other, depth), type);
        };
    }

    /** Finite, since times of ours are. */
    private Expr seconds(int depth) {
        Expr whole = new Cast(of(Type.INTEGER, depth), Type.DOUBLE);
        return call(DIVIDE, Type.DOUBLE, whole, new Literal(7.0, Type.DOUBLE));
    }

    private Expr interval(int depth) {
        return switch (random.nextInt(5)) {
            case 0 ->
                    call(
                            values.pick(List.of(INTERVAL_ADD, INTERVAL_SUBTRACT)),
                            Type.INTERVAL,
                            of(Type.INTERVAL, depth),
                            of(Type.INTERVAL, depth));
            case 1 -> call(INTERVAL_NEGATE, Type.INTERVAL, of(Type.INTERVAL, depth));
            case 2 ->
                    call(
                            INTERVAL_MULTIPLY,
                            Type.INTERVAL,
                            of(Type.INTERVAL, depth),
                            new Literal(random.nextInt(-40, 40) / 16.0, Type.DOUBLE));
            default ->
                    call(
                            TIMESTAMP_DIFFERENCE,
                            Type.INTERVAL,
                            of(Type.TIMESTAMP, depth),
                            of(Type.TIMESTAMP, depth));
        };
    }
}
