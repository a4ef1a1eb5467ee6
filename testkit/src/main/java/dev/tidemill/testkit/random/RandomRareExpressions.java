package dev.tidemill.testkit.random;

import static dev.tidemill.algebra.expr.ScalarFunction.*;

import dev.tidemill.algebra.expr.Call;
import dev.tidemill.algebra.expr.Cast;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.algebra.type.ArrayType;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.SimpleType;
import dev.tidemill.algebra.type.Type;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** The rarer functions, arrays and JSON, for {@link RandomExpressions}. Not thread-safe. */
final class RandomRareExpressions {
    private static final Type INTEGERS = Type.array(Type.INTEGER);
    private static final Type TEXTS = Type.array(Type.TEXT);
    private static final List<String> KEYS = List.of("a", "b", "ab", "tags", "é", "0");
    private static final List<String> ZONES =
            List.of("Europe/Berlin", "America/New_York", "Asia/Kolkata", "UTC");
    private static final List<String> PATTERNS =
            List.of("a", "[a-z]+", "(a)(b)?", "b$", "[0-9]", "(x|a) ?");

    private final RandomExpressions expressions;
    private final RandomValues values;
    private final Random random;

    RandomRareExpressions(RandomExpressions expressions, RandomValues values) {
        this.expressions = expressions;
        this.values = values;
        this.random = values.random();
    }

    /** Null when the type has no rare function. */
    @Nullable Expr of(Type type, int depth) {
        return switch (type) {
            case ArrayType array -> array(array, depth);
            case DecimalType _ -> null;
            case SimpleType simple ->
                    switch (simple) {
                        case BOOLEAN -> truth(depth);
                        case INTEGER -> integer(depth);
                        case BIGINT -> bigint(depth);
                        case TEXT -> text(depth);
                        case JSON -> json(depth);
                        case DATE -> date(depth);
                        case TIMESTAMP, TIMESTAMPTZ -> timestamp(type, depth);
                        case INTERVAL -> interval(depth);
                        case DOUBLE, UUID -> null;
                    };
        };
    }

    private Expr any(Type type, int depth) {
        return expressions.of(type, depth);
    }

    private static Literal text(String value) {
        return new Literal(value, Type.TEXT);
    }

    private Literal small(int from, int to) {
        return new Literal(random.nextInt(from, to), Type.INTEGER);
    }

    private static Expr call(ScalarFunction function, Type type, Expr... arguments) {
        return Call.of(function, type, arguments);
    }

    private Literal pattern() {
        return text(values.pick(PATTERNS));
    }

    private Literal option() {
        return text(values.pick(List.of("", "i")));
    }

    private Expr truth(int depth) {
        return switch (random.nextInt(6)) {
            case 0 -> call(IN_ARRAY, Type.BOOLEAN, any(Type.INTEGER, depth), any(INTEGERS, depth));
            case 1 -> call(IN_ARRAY, Type.BOOLEAN, any(Type.TEXT, depth), any(TEXTS, depth));
            case 2 ->
                    call(
                            values.pick(List.of(ARRAY_CONTAINS, ARRAY_OVERLAPS)),
                            Type.BOOLEAN,
                            any(INTEGERS, depth),
                            any(INTEGERS, depth));
            case 3 -> call(REGEXP_LIKE, Type.BOOLEAN, any(Type.TEXT, depth), pattern(), option());
            case 4 ->
                    call(JSON_CONTAINS, Type.BOOLEAN, any(Type.JSON, depth), any(Type.JSON, depth));
            default ->
                    call(
                            JSON_HAS_KEY,
                            Type.BOOLEAN,
                            any(Type.JSON, depth),
                            text(values.pick(KEYS)));
        };
    }

    private Expr integer(int depth) {
        return switch (random.nextInt(10)) {
            case 0 -> call(CARDINALITY, Type.INTEGER, any(INTEGERS, depth));
            case 1 -> call(ARRAY_LENGTH, Type.INTEGER, any(TEXTS, depth), small(1, 3));
            case 2 ->
                    call(
                            ARRAY_POSITION,
                            Type.INTEGER,
                            any(INTEGERS, depth),
                            any(Type.INTEGER, depth));
            case 3 -> call(ELEMENT, Type.INTEGER, any(INTEGERS, depth), small(-1, 4));
            case 4 -> bits(Type.INTEGER, 32, depth);
            case 5 -> divisors(Type.INTEGER, depth);
            case 6 ->
                    call(
                            REGEXP_COUNT,
                            Type.INTEGER,
                            any(Type.TEXT, depth),
                            pattern(),
                            small(0, 4),
                            option());
            case 7 -> call(JSON_ARRAY_LENGTH, Type.INTEGER, any(Type.JSON, depth));
            case 8 -> call(BIT_LENGTH, Type.INTEGER, any(Type.TEXT, depth));
            default ->
                    call(
                            WIDTH_BUCKET,
                            Type.INTEGER,
                            expressions.leaf(Type.DOUBLE),
                            new Literal(0.0, Type.DOUBLE),
                            expressions.leaf(Type.DOUBLE),
                            small(0, 9));
        };
    }

    private Expr bits(Type type, int width, int depth) {
        return switch (random.nextInt(3)) {
            case 0 -> call(BIT_NOT, type, any(type, depth));
            case 1 ->
                    call(
                            values.pick(List.of(SHIFT_LEFT, SHIFT_RIGHT)),
                            type,
                            any(type, depth),
                            small(0, width));
            default ->
                    call(
                            values.pick(List.of(BIT_AND, BIT_OR, BIT_XOR)),
                            type,
                            any(type, depth),
                            any(type, depth));
        };
    }

    private Expr divisors(Type type, int depth) {
        return call(values.pick(List.of(GCD, LCM)), type, any(type, depth), any(type, depth));
    }

    private Expr bigint(int depth) {
        return switch (random.nextInt(3)) {
            case 0 -> bits(Type.BIGINT, 64, depth);
            case 1 -> divisors(Type.BIGINT, depth);
            default -> call(HASH64, Type.BIGINT, any(Type.TEXT, depth));
        };
    }

    private Expr text(int depth) {
        Expr subject = any(Type.TEXT, depth);
        return switch (random.nextInt(11)) {
            case 0 ->
                    call(
                            CONCAT_WS,
                            Type.TEXT,
                            expressions.leaf(Type.TEXT),
                            subject,
                            any(Type.TEXT, depth));
            case 1 ->
                    call(
                            TRANSLATE,
                            Type.TEXT,
                            subject,
                            text(values.pick(List.of("ab", "é日", ""))),
                            text(values.pick(List.of("x", "xyz", ""))));
            case 2 ->
                    call(
                            OVERLAY,
                            Type.TEXT,
                            subject,
                            expressions.leaf(Type.TEXT),
                            small(0, 4),
                            small(-1, 3));
            case 3 ->
                    call(
                            TO_HEX,
                            Type.TEXT,
                            any(values.pick(List.of(Type.INTEGER, Type.BIGINT)), depth));
            case 4 -> call(values.pick(List.of(SHA256, QUOTE_LITERAL)), Type.TEXT, subject);
            case 5 -> call(REGEXP_SUBSTRING, Type.TEXT, subject, pattern());
            case 6 -> call(ELEMENT, Type.TEXT, any(TEXTS, depth), small(-1, 4));
            case 7 ->
                    call(
                            ARRAY_TO_STRING,
                            Type.TEXT,
                            any(TEXTS, depth),
                            expressions.leaf(Type.TEXT));
            case 8 ->
                    call(
                            ARRAY_TO_STRING,
                            Type.TEXT,
                            any(TEXTS, depth),
                            text(","),
                            expressions.leaf(Type.TEXT));
            case 9 -> call(JSON_TYPEOF, Type.TEXT, any(Type.JSON, depth));
            default -> access(JSON_GET_TEXT, JSON_PATH_TEXT, Type.TEXT, depth);
        };
    }

    private Expr access(ScalarFunction step, ScalarFunction path, Type type, int depth) {
        Expr document = any(Type.JSON, depth);
        return switch (random.nextInt(3)) {
            case 0 -> call(step, type, document, text(values.pick(KEYS)));
            case 1 -> call(step, type, document, small(-2, 3));
            default ->
                    call(
                            path,
                            type,
                            document,
                            new Literal(List.of(values.pick(KEYS), values.pick(KEYS)), TEXTS));
        };
    }

    private Expr array(ArrayType type, int depth) {
        Type element = type.element();
        return switch (random.nextInt(8)) {
            case 0 -> call(ARRAY, type, any(element, depth), any(element, depth));
            case 1 -> call(ARRAY_APPEND, type, any(type, depth), any(element, depth));
            case 2 -> call(ARRAY_PREPEND, type, any(element, depth), any(type, depth));
            case 3 -> call(ARRAY_CONCAT, type, any(type, depth), any(type, depth));
            case 4 -> call(ARRAY_REMOVE, type, any(type, depth), any(element, depth));
            case 5 -> new Cast(any(type.equals(TEXTS) ? INTEGERS : TEXTS, depth), type);
            default -> type.equals(TEXTS) ? parts(depth) : expressions.leaf(type);
        };
    }

    private Expr parts(int depth) {
        Expr subject = any(Type.TEXT, depth);
        return switch (random.nextInt(4)) {
            case 0 -> call(REGEXP_GROUPS, TEXTS, subject, pattern(), option());
            case 1 -> call(REGEXP_SPLIT, TEXTS, subject, pattern(), option());
            case 2 -> call(STRING_TO_ARRAY, TEXTS, subject, expressions.leaf(Type.TEXT));
            default ->
                    call(
                            STRING_TO_ARRAY,
                            TEXTS,
                            subject,
                            expressions.leaf(Type.TEXT),
                            expressions.leaf(Type.TEXT));
        };
    }

    private Expr json(int depth) {
        Expr document = any(Type.JSON, depth);
        return switch (random.nextInt(7)) {
            case 0 -> access(JSON_GET, JSON_PATH, Type.JSON, depth);
            case 1 ->
                    call(
                            JSON_BUILD_OBJECT,
                            Type.JSON,
                            text(values.pick(KEYS)),
                            document,
                            expressions.leaf(Type.TEXT),
                            expressions.leaf(Type.JSON));
            case 2 -> call(JSON_BUILD_ARRAY, Type.JSON, document, expressions.leaf(Type.JSON));
            case 3 -> call(JSON_CONCAT, Type.JSON, document, any(Type.JSON, depth));
            case 4 -> call(JSON_STRIP_NULLS, Type.JSON, document);
            case 5 ->
                    random.nextBoolean()
                            ? call(JSON_DELETE, Type.JSON, document, text(values.pick(KEYS)))
                            : call(JSON_DELETE, Type.JSON, document, small(-2, 3));
            default -> {
                Type type =
                        values.pick(
                                List.of(
                                        Type.BOOLEAN,
                                        Type.INTEGER,
                                        Type.BIGINT,
                                        Type.DOUBLE,
                                        Type.TEXT,
                                        Type.DATE,
                                        Type.TIMESTAMP,
                                        Type.TIMESTAMPTZ,
                                        Type.INTERVAL,
                                        Type.UUID,
                                        INTEGERS,
                                        TEXTS));
                yield call(TO_JSON, Type.JSON, any(type, depth));
            }
        };
    }

    private Expr date(int depth) {
        return call(MAKE_DATE, Type.DATE, any(Type.INTEGER, depth), small(-1, 14), small(0, 33));
    }

    private Expr timestamp(Type type, int depth) {
        Type other = type == Type.TIMESTAMP ? Type.TIMESTAMPTZ : Type.TIMESTAMP;
        if (type == Type.TIMESTAMPTZ && random.nextBoolean()) {
            return call(
                    DATE_TRUNC_ZONE,
                    type,
                    text(values.pick(List.of("hour", "day", "week", "month", "year"))),
                    expressions.leaf(type),
                    text(values.pick(ZONES)));
        }
        if (type == Type.TIMESTAMP && random.nextBoolean()) {
            return call(
                    MAKE_TIMESTAMP,
                    type,
                    small(1990, 2010),
                    small(0, 14),
                    small(0, 32),
                    small(-1, 26),
                    small(0, 61),
                    new Literal(random.nextInt(0, 610) / 10.0, Type.DOUBLE));
        }
        return call(AT_TIME_ZONE, type, any(other, depth), text(values.pick(ZONES)));
    }

    private Expr interval(int depth) {
        return switch (random.nextInt(4)) {
            case 0 ->
                    call(
                            AGE,
                            Type.INTERVAL,
                            any(Type.TIMESTAMP, depth),
                            any(Type.TIMESTAMP, depth));
            case 1 ->
                    call(
                            values.pick(List.of(JUSTIFY_DAYS, JUSTIFY_HOURS, JUSTIFY_INTERVAL)),
                            Type.INTERVAL,
                            any(Type.INTERVAL, depth));
            case 2 ->
                    call(
                            MAKE_INTERVAL,
                            Type.INTERVAL,
                            small(-3, 3),
                            any(Type.INTEGER, depth),
                            small(-3, 3),
                            any(Type.INTEGER, depth),
                            small(-30, 30),
                            small(-90, 90),
                            new Literal(random.nextInt(-900, 900) / 16.0, Type.DOUBLE));
            default ->
                    call(
                            INTERVAL_DIVIDE,
                            Type.INTERVAL,
                            any(Type.INTERVAL, depth),
                            new Literal(random.nextInt(-8, 40) / 16.0, Type.DOUBLE));
        };
    }
}
