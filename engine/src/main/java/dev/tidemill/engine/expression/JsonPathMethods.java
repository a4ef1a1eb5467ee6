package dev.tidemill.engine.expression;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidemill.algebra.json.Json;
import dev.tidemill.algebra.jsonpath.PathNode.Arithmetic;
import dev.tidemill.algebra.jsonpath.PathNode.Comparison.Relation;
import dev.tidemill.algebra.jsonpath.PathStep.Method;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What paths make of single JSON values: methods, arithmetic, comparisons. Stateless. */
final class JsonPathMethods {
    /** How many digits a number of a document may have before or after its point. */
    private static final int DIGITS_MAX = 1_000;

    /** The digits that PostgreSQL's NUMERIC keeps of a quotient at least. */
    private static final int QUOTIENT_DIGITS = 16;

    /** The digits that a DOUBLE has as a NUMERIC. */
    private static final int DOUBLE_DIGITS = 15;

    private JsonPathMethods() {}

    static Json apply(Method.Kind kind, Json value) {
        return switch (kind) {
            case TYPE -> new Json.Text(value.kind());
            case SIZE ->
                    number(
                            BigDecimal.valueOf(
                                    value instanceof Json.Array(List<Json> elements)
                                            ? elements.size()
                                            : 1));
            case ABS -> number(numeric(kind, value).abs());
            case FLOOR -> number(numeric(kind, value).setScale(0, RoundingMode.FLOOR));
            case CEILING -> number(numeric(kind, value).setScale(0, RoundingMode.CEILING));
            case DOUBLE -> floating(value);
            case NUMBER -> number(exact("number", value));
            case INTEGER -> whole(kind, value, 31);
            case BIGINT -> whole(kind, value, 63);
            case BOOLEAN -> truth(value);
            case STRING -> text(value);
        };
    }

    private static Json number(BigDecimal number) {
        if (Math.abs((long) number.scale()) > DIGITS_MAX
                || (long) number.precision() - number.scale() > DIGITS_MAX) {
            throw RowFailure.outOfRange("a number of a path is");
        }
        return new Json.Num(number);
    }

    private static RowFailure notFor(String method, String kinds) {
        return JsonPathRun.failed(
                "jsonpath item method ." + method + "() can only be applied to a " + kinds);
    }

    private static RowFailure invalid(String text, String method, String type) {
        return JsonPathRun.failed(
                "argument \""
                        + text
                        + "\" of jsonpath item method ."
                        + method
                        + "() is invalid for type "
                        + type);
    }

    private static BigDecimal numeric(Method.Kind kind, Json value) {
        if (value instanceof Json.Num(BigDecimal number)) {
            return number;
        }
        throw notFor(kind.name().toLowerCase(Locale.ROOT), "numeric value");
    }

    private static Json floating(Json value) {
        String text = textOf("double", value);
        double number;
        try {
            number = TextParse.real(text.trim());
        } catch (RowFailure failure) {
            throw invalid(text, "double", "double precision");
        }
        if (!Double.isFinite(number)) {
            throw JsonPathRun.failed(
                    "NaN or Infinity is not allowed for jsonpath item method .double()");
        }
        if (value instanceof Json.Num) {
            return value;
        }
        return number(
                new BigDecimal(number)
                        .round(new MathContext(DOUBLE_DIGITS, RoundingMode.HALF_EVEN)));
    }

    private static String textOf(String method, Json value) {
        return switch (value) {
            case Json.Num number -> number.text();
            case Json.Text(String text) -> text;
            case Json.Null _, Json.Bool _, Json.Array _, Json.Obj _ ->
                    throw notFor(method, "string or numeric value");
        };
    }

    private static BigDecimal exact(String method, Json value) {
        if (value instanceof Json.Num(BigDecimal number)) {
            return number;
        }
        String text = textOf(method, value);
        BigDecimal number = TextParse.number(text.trim());
        if (number == null) {
            throw invalid(text, method, "numeric");
        }
        return number;
    }

    static Json decimal(Json value, int precision, int scale) {
        BigDecimal number = exact("decimal", value).setScale(scale, RoundingMode.HALF_UP);
        if (number.signum() != 0 && number.precision() > precision) {
            throw invalid(textOf("decimal", value), "decimal", "numeric");
        }
        return number(number);
    }

    private static Json whole(Method.Kind kind, Json value, int bits) {
        String method = kind.name().toLowerCase(Locale.ROOT);
        String text = textOf(method, value);
        BigInteger whole;
        if (value instanceof Json.Num(BigDecimal number)) {
            whole = number.setScale(0, RoundingMode.HALF_UP).toBigInteger();
        } else {
            try {
                whole = BigInteger.valueOf(TextParse.whole(text.trim(), method));
            } catch (RowFailure failure) {
                throw invalid(text, method, method);
            }
        }
        if (whole.bitLength() > bits) {
            throw invalid(text, method, method);
        }
        return new Json.Num(new BigDecimal(whole));
    }

    private static Json truth(Json value) {
        return switch (value) {
            case Json.Bool bool -> bool;
            case Json.Num(BigDecimal number) -> {
                if (number.scale() > 0 || number.toBigInteger().bitLength() > 31) {
                    throw invalid(value.text(), "boolean", "boolean");
                }
                yield new Json.Bool(number.signum() != 0);
            }
            case Json.Text(String text) -> {
                try {
                    yield new Json.Bool(TextParse.bool(text.trim()));
                } catch (RowFailure failure) {
                    throw invalid(text, "boolean", "boolean");
                }
            }
            case Json.Null _, Json.Array _, Json.Obj _ ->
                    throw notFor("boolean", "boolean, string, or numeric value");
        };
    }

    private static Json text(Json value) {
        return switch (value) {
            case Json.Text text -> text;
            case Json.Num _, Json.Bool _ -> new Json.Text(value.text());
            case Json.Null _, Json.Array _, Json.Obj _ ->
                    throw notFor("string", "boolean, string, numeric, or datetime value");
        };
    }

    static Json arithmetic(Arithmetic.Operator operator, BigDecimal left, BigDecimal right) {
        return switch (operator) {
            case ADD -> number(left.add(right));
            case SUBTRACT -> number(left.subtract(right));
            case MULTIPLY -> number(left.multiply(right));
            case DIVIDE -> {
                nonZero(right);
                yield number(left.divide(right, quotientScale(left, right), RoundingMode.HALF_UP));
            }
            case MODULO -> {
                nonZero(right);
                yield number(left.remainder(right));
            }
        };
    }

    private static void nonZero(BigDecimal divisor) {
        if (divisor.signum() == 0) {
            throw RowFailure.divisionByZero();
        }
    }

    /** As many places as PostgreSQL's NUMERIC gives a quotient; it counts in digits of 10,000. */
    private static int quotientScale(BigDecimal left, BigDecimal right) {
        int weight = weight(left) - weight(right);
        if (firstDigit(left) <= firstDigit(right)) {
            weight--;
        }
        int scale = QUOTIENT_DIGITS - weight * 4;
        scale = Math.max(scale, Math.max(left.scale(), right.scale()));
        return Math.clamp(scale, 0, DIGITS_MAX);
    }

    private static int weight(BigDecimal number) {
        return number.signum() == 0 ? 0 : Math.floorDiv(number.precision() - number.scale() - 1, 4);
    }

    private static int firstDigit(BigDecimal number) {
        return number.signum() == 0
                ? 0
                : number.abs()
                        .scaleByPowerOfTen(-4 * weight(number))
                        .setScale(0, RoundingMode.DOWN)
                        .intValue();
    }

    /** Null is less and greater than nothing; values of different kinds cannot be compared. */
    static @Nullable Boolean compare(Relation relation, Json left, Json right) {
        if (left.getClass() != right.getClass()) {
            boolean withNull = left instanceof Json.Null || right instanceof Json.Null;
            return withNull ? (Boolean) (relation == Relation.NOT_EQUAL) : null;
        }
        return switch (left) {
            case Json.Null _ -> relation.holds(0);
            case Json.Bool(boolean value) ->
                    relation.holds(Boolean.compare(value, ((Json.Bool) right).value()));
            case Json.Num(BigDecimal value) ->
                    relation.holds(value.compareTo(((Json.Num) right).value()));
            case Json.Text(String value) ->
                    relation.holds(
                            Arrays.compareUnsigned(
                                    value.getBytes(UTF_8),
                                    ((Json.Text) right).value().getBytes(UTF_8)));
            case Json.Array _, Json.Obj _ -> null;
        };
    }
}
