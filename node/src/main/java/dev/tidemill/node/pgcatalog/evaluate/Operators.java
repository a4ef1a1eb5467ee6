package dev.tidemill.node.pgcatalog.evaluate;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.pgcatalog.type.PgType;
import dev.tidemill.node.pgcatalog.type.PgTypes;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What operators between two values do. NULL on either side gives NULL. */
final class Operators {
    private static final Set<String> COMPARISONS = Set.of("=", "<>", "<", ">", "<=", ">=");
    private static final Set<String> ARITHMETIC = Set.of("+", "-", "*", "/", "%");
    private static final Set<String> BITS = Set.of("&", "|", "#", "<<", ">>");

    private final Coercion coercion;

    Operators(Coercion coercion) {
        this.coercion = coercion;
    }

    /** Two values that are not NULL. */
    private interface Operation {
        @Nullable Object of(Object left, Object right);
    }

    private static Expression strict(
            PgType type, Expression left, Expression right, Operation operation) {
        return Expression.of(
                type,
                frame -> {
                    Object a = left.value(frame);
                    Object b = a == null ? null : right.value(frame);
                    return a == null || b == null ? null : operation.of(a, b);
                });
    }

    Expression binary(String operator, Expression left, Expression right) {
        if (COMPARISONS.contains(operator)) {
            return comparison(operator, left, right);
        }
        if (ARITHMETIC.contains(operator) || operator.equals("^")) {
            return arithmetic(operator, left, right);
        }
        if (BITS.contains(operator)) {
            PgType type = Coercion.common(left.type(), right.type(), operator);
            PgType whole = type.isUnknown() ? PgTypes.INT4 : type;
            return strict(
                    whole,
                    coercion.coerce(left, whole),
                    coercion.coerce(right, whole),
                    (a, b) -> Arithmetic.bits(operator, (Long) a, (Long) b));
        }
        return switch (operator) {
            case "||" -> concatenation(left, right);
            case "~", "~*", "!~", "!~*" -> regex(operator, left, right);
            case "~~", "~~*", "!~~", "!~~*" -> like(operator, left, right);
            case "@>", "<@", "&&" -> arrays(operator, left, right);
            case "^@" ->
                    strict(
                            PgTypes.BOOL,
                            text(left),
                            text(right),
                            (a, b) -> a.toString().startsWith(b.toString()));
            default -> throw SqlErrors.noOperator(left.type(), operator, right.type());
        };
    }

    Expression comparison(String operator, Expression left, Expression right) {
        Expression a = left;
        Expression b = right;
        if (a.isUnknown() || b.isUnknown()) {
            PgType type = Coercion.common(a.type(), b.type(), operator);
            PgType known = type.isUnknown() ? PgTypes.TEXT : type;
            a = coercion.coerce(a, known);
            b = coercion.coerce(b, known);
        } else if (!isComparable(a.type(), b.type())) {
            throw SqlErrors.noOperator(a.type(), operator, b.type());
        }
        return strict(PgTypes.BOOL, a, b, (x, y) -> compare(operator, x, y));
    }

    static boolean isComparable(PgType left, PgType right) {
        try {
            Coercion.common(left, right, "");
            return true;
        } catch (TidemillException e) {
            return left.category() == right.category() && left.category() == 'D';
        }
    }

    /** Whether equal values of both are equal objects, so that one finds the other. */
    static boolean isHashable(PgType left, PgType right) {
        return (left.isWhole() && right.isWhole()) || (left.isText() && right.isText());
    }

    static boolean compare(String operator, Object left, Object right) {
        return switch (operator) {
            case "=" -> Values.equal(left, right);
            case "<>" -> !Values.equal(left, right);
            case "<" -> Values.compare(left, right) < 0;
            case ">" -> Values.compare(left, right) > 0;
            case "<=" -> Values.compare(left, right) <= 0;
            default -> Values.compare(left, right) >= 0;
        };
    }

    private Expression arithmetic(String operator, Expression left, Expression right) {
        PgType common = Coercion.common(left.type(), right.type(), operator);
        if (!common.isUnknown() && !common.isNumber()) {
            throw SqlErrors.noOperator(left.type(), operator, right.type());
        }
        PgType known = common.isUnknown() ? PgTypes.INT4 : common;
        PgType type = known.isReference() ? PgTypes.INT8 : known;
        if (operator.equals("^")) {
            return strict(
                    PgTypes.FLOAT8,
                    coercion.coerce(left, PgTypes.FLOAT8),
                    coercion.coerce(right, PgTypes.FLOAT8),
                    (a, b) -> Math.pow((Double) a, (Double) b));
        }
        return strict(
                type,
                coercion.coerce(left, type),
                coercion.coerce(right, type),
                (a, b) -> Arithmetic.calculated(operator, (Number) a, (Number) b));
    }

    private Expression text(Expression from) {
        return coercion.coerce(from, PgTypes.TEXT);
    }

    private Expression concatenation(Expression left, Expression right) {
        if (left.type().isArray() || right.type().isArray()) {
            return joined(left, right);
        }
        return strict(
                PgTypes.TEXT,
                text(left),
                text(right),
                (a, b) -> joined(a.toString(), b.toString()));
    }

    private static String joined(String a, String b) {
        Run.requireShort((long) a.length() + b.length());
        return a + b;
    }

    /** Arrays, or an array and an element. */
    private Expression joined(Expression left, Expression right) {
        PgType type = left.type().isArray() ? left.type() : right.type();
        boolean bare = left.isUnknown() || right.isUnknown();
        Expression a = left.isUnknown() ? coercion.coerce(left, type) : left;
        Expression b = right.isUnknown() ? coercion.coerce(right, type) : right;
        if (bare || (left.type().isArray() && right.type().isArray())) {
            return Expression.of(
                    type,
                    frame -> {
                        Object x = a.value(frame);
                        Object y = b.value(frame);
                        return x == null ? y : y == null ? x : both((List<?>) x, (List<?>) y);
                    });
        }
        return Expression.of(
                type,
                frame -> {
                    List<@Nullable Object> all = new ArrayList<>();
                    addTo(all, a.value(frame), a.type().isArray());
                    addTo(all, b.value(frame), b.type().isArray());
                    return all;
                });
    }

    private static void addTo(List<@Nullable Object> all, @Nullable Object value, boolean isArray) {
        if (!isArray) {
            all.add(value);
        } else if (value instanceof List<?> list) {
            all.addAll(list);
        }
    }

    private static List<@Nullable Object> both(List<?> left, List<?> right) {
        Run.requireFew(left.size() + right.size());
        List<@Nullable Object> all = new ArrayList<>(left);
        all.addAll(right);
        return all;
    }

    private Expression regex(String operator, Expression left, Expression right) {
        String flags = operator.endsWith("*") ? "i" : "";
        boolean negated = operator.startsWith("!");
        Expression text = text(left);
        Expression regex = text(right);
        return Expression.of(
                PgTypes.BOOL,
                frame -> {
                    Object a = text.value(frame);
                    Object b = regex.value(frame);
                    return (a == null || b == null)
                            ? null
                            : frame.run.pattern(b.toString(), flags).matcher(a.toString()).find()
                                    != negated;
                });
    }

    /** A pattern with PostgreSQL's flags; throws INVALID_REGEX. */
    static Pattern pattern(String regex, String flags) {
        int options = Pattern.DOTALL;
        options |= flags.contains("i") ? Pattern.CASE_INSENSITIVE : 0;
        options |= flags.contains("n") || flags.contains("m") ? Pattern.MULTILINE : 0;
        try {
            return Pattern.compile(regex, options);
        } catch (PatternSyntaxException e) {
            throw new TidemillException(
                    ErrorCode.INVALID_REGEX, "invalid regular expression: " + e.getMessage(), e);
        }
    }

    private Expression like(String operator, Expression left, Expression right) {
        boolean ignoresCase = operator.endsWith("*");
        boolean negated = operator.startsWith("!");
        return strict(
                PgTypes.BOOL,
                text(left),
                text(right),
                (a, b) ->
                        LikePattern.matches(
                                        folded(a.toString(), ignoresCase),
                                        folded(b.toString(), ignoresCase))
                                != negated);
    }

    private static String folded(String text, boolean ignoresCase) {
        return ignoresCase ? text.toLowerCase(Locale.ROOT) : text;
    }

    private Expression arrays(String operator, Expression left, Expression right) {
        PgType known = left.isUnknown() ? right.type() : left.type();
        if (!known.isArray()) {
            throw SqlErrors.noOperator(left.type(), operator, right.type());
        }
        return strict(
                PgTypes.BOOL,
                coercion.coerce(left, known),
                coercion.coerce(right, known),
                (a, b) -> {
                    List<?> x = (List<?>) a;
                    List<?> y = (List<?>) b;
                    return switch (operator) {
                        case "@>" -> x.containsAll(y);
                        case "<@" -> y.containsAll(x);
                        default -> x.stream().anyMatch(y::contains);
                    };
                });
    }

    Expression negative(Expression operand) {
        PgType type = operand.isUnknown() ? PgTypes.INT4 : operand.type();
        Expression number = coercion.coerce(operand, type);
        if (!type.isNumber()) {
            throw SqlErrors.noOperator(PgTypes.UNKNOWN, "-", type);
        }
        return Expression.of(
                type,
                frame ->
                        switch (number.value(frame)) {
                            case Long n -> -n;
                            case Double n -> -n;
                            case BigDecimal n -> n.negate();
                            case null, default -> null;
                        });
    }
}
