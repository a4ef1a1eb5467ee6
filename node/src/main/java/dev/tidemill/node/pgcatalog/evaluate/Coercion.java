package dev.tidemill.node.pgcatalog.evaluate;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.pgcatalog.type.PgType;
import dev.tidemill.node.pgcatalog.type.PgTypes;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns expressions into other types: by their place, or by a cast. */
final class Coercion {
    private final Parameters parameters;

    Coercion(Parameters parameters) {
        this.parameters = parameters;
    }

    /** The expression as its place wants it; texts in quotes and parameters take any type. */
    Expression coerce(Expression from, PgType to) {
        return from.type().equals(to) ? from : cast(from, to);
    }

    /** Gives a text in quotes that nothing has given a type the type text. */
    Expression settled(Expression from) {
        return from.isUnknown() ? cast(from, PgTypes.TEXT) : from;
    }

    Expression cast(Expression from, PgType to) {
        PgType base = to.kind() == 'd' ? PgTypes.byOid(to.base()).orElse(PgTypes.TEXT) : to;
        if (from.isUnknown()) {
            return known(from, to, base);
        }
        PgType type =
                from.type().kind() == 'd'
                        ? PgTypes.byOid(from.type().base()).orElse(PgTypes.TEXT)
                        : from.type();
        if (isSame(type, base)) {
            return from.as(to);
        }
        if (!isPossible(type, base)) {
            throw SqlErrors.noCast(from.type(), to);
        }
        return Expression.of(
                to,
                frame -> {
                    Object value = from.value(frame);
                    return value == null ? null : converted(frame, value, type, base);
                });
    }

    private Expression known(Expression from, PgType to, PgType base) {
        if (from.parameter() > 0) {
            int index = from.parameter();
            parameters.is(index, to);
            return Expression.of(
                    to,
                    frame -> {
                        String text = frame.run.parameter(index);
                        return text == null ? null : read(frame, base, text);
                    });
        }
        return Expression.of(
                to,
                frame -> {
                    Object value = from.value(frame);
                    return value == null ? null : read(frame, base, value.toString());
                });
    }

    private static Object read(Frame frame, PgType type, String text) {
        Object value = frame.run.text().read(type, text);
        return type.isVector() && value instanceof List<?> list ? new Vector(list) : value;
    }

    /** Whether values are the same objects in both types. */
    private static boolean isSame(PgType from, PgType to) {
        boolean texts = from.isText() && to.isText() && to.length() != 1;
        boolean whole = from.isWhole() && to.isWhole();
        boolean arrays =
                from.isArray()
                        && to.isArray()
                        && isSame(PgTypes.elementOf(from), PgTypes.elementOf(to));
        return from.equals(to) || texts || whole || arrays || from.oid() == to.oid();
    }

    private static boolean isPossible(PgType from, PgType to) {
        if (to.isText() || from.isText()) {
            return true;
        }
        if (from.isArray() && to.isArray()) {
            return isPossible(PgTypes.elementOf(from), PgTypes.elementOf(to));
        }
        boolean numbers = from.isNumber() && to.isNumber();
        boolean truths =
                (from.equals(PgTypes.BOOL) && to.equals(PgTypes.INT4))
                        || (from.equals(PgTypes.INT4) && to.equals(PgTypes.BOOL));
        return numbers
                || truths
                || isSame(from, to)
                || (from.category() == 'U' && to.category() == 'U')
                || (from.category() == 'D' && to.category() == 'D');
    }

    static @Nullable Object converted(Frame frame, Object value, PgType from, PgType to) {
        if (to.equals(PgTypes.CHAR) && value instanceof String text) {
            return text.isEmpty() ? "" : text.substring(0, 1);
        }
        if (to.isText()) {
            return frame.run.text().cast(from, value);
        }
        if (from.isText()) {
            return read(frame, to, value.toString());
        }
        if (value instanceof List<?> list && to.isArray()) {
            List<@Nullable Object> elements = new ArrayList<>();
            for (Object each : list) {
                elements.add(
                        each == null
                                ? null
                                : converted(
                                        frame,
                                        each,
                                        PgTypes.elementOf(from),
                                        PgTypes.elementOf(to)));
            }
            return elements;
        }
        if (value instanceof Boolean truth) {
            return to.isWhole() ? (Object) (truth ? 1L : 0L) : value;
        }
        return value instanceof Number number ? number(number, to) : value;
    }

    private static Object number(Number number, PgType to) {
        if (to.equals(PgTypes.BOOL)) {
            return number.longValue() != 0;
        }
        if (to.isWhole()) {
            return whole(Values.decimal(number), to);
        }
        return to.name().startsWith("float")
                ? (Object) number.doubleValue()
                : Values.decimal(number);
    }

    private static long whole(BigDecimal number, PgType to) {
        try {
            long whole = number.setScale(0, RoundingMode.HALF_UP).longValueExact();
            if ((to.equals(PgTypes.INT4) && whole != (int) whole)
                    || (to.equals(PgTypes.INT2) && whole != (short) whole)) {
                throw new ArithmeticException();
            }
            return whole;
        } catch (ArithmeticException e) {
            throw new TidemillException(
                    ErrorCode.NUMERIC_OVERFLOW, to.sqlName() + " out of range", e);
        }
    }

    /**
     * The type in which values of both can stand.
     *
     * @param what for the error
     */
    static PgType common(PgType left, PgType right, String what) {
        if (left.equals(right) || right.isUnknown()) {
            return left;
        }
        if (left.isUnknown()) {
            return right;
        }
        if (left.kind() == 'd' || right.kind() == 'd') {
            return common(baseOf(left), baseOf(right), what);
        }
        if (left.isText() && right.isText()) {
            // As in PostgreSQL: the first of those that turn into each other.
            return left.equals(PgTypes.CHAR) ? right : left;
        }
        if (left.isNumber() && right.isNumber()) {
            return rank(left) >= rank(right) ? left : right;
        }
        if (left.isArray() && right.isArray()) {
            return PgTypes.arrayOf(common(PgTypes.elementOf(left), PgTypes.elementOf(right), what));
        }
        if (left.isRecord() && right.isRecord()) {
            return left;
        }
        throw new TidemillException(
                ErrorCode.TYPE_MISMATCH,
                "%s types %s and %s cannot be matched"
                        .formatted(what, left.sqlName(), right.sqlName()));
    }

    private static PgType baseOf(PgType type) {
        return type.kind() == 'd' ? PgTypes.byOid(type.base()).orElse(PgTypes.TEXT) : type;
    }

    /** The higher the rank, the more numbers a type has. */
    private static int rank(PgType type) {
        return switch (type.name()) {
            case "int2" -> 1;
            case "int4" -> 2;
            case "int8" -> 3;
            case "numeric" -> 4;
            case "float4" -> 5;
            case "float8" -> 6;
            default -> 7;
        };
    }
}
