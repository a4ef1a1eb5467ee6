package dev.tidemill.engine.expression;

import dev.tidemill.algebra.column.BytesColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.IntegerText;
import dev.tidemill.algebra.column.UuidText;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.SimpleType;
import dev.tidemill.algebra.type.Type;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Values read from TEXT as PostgreSQL reads them; blanks around them are passed over. */
final class TextParse {
    private static final Pattern NUMBER =
            Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d{1,4})?");

    /** What PostgreSQL's NUMERIC takes besides numbers, and a DECIMAL cannot hold. */
    private static final Pattern NOT_FINITE =
            Pattern.compile("nan|[+-]?inf(inity)?", Pattern.CASE_INSENSITIVE);

    private TextParse() {}

    static RowFunction to(Type type) {
        if (type instanceof DecimalType decimal) {
            return (arguments, i, out) -> decimal(trimmed(arguments, i), decimal, out);
        }
        return switch ((SimpleType) type) {
            case BOOLEAN ->
                    (arguments, i, out) -> out.column().appendBoolean(bool(trimmed(arguments, i)));
            case INTEGER ->
                    (arguments, i, out) -> {
                        String text = trimmed(arguments, i);
                        long value = whole(text, "integer");
                        if (value != (int) value) {
                            throw outOfRange(text, "integer");
                        }
                        out.column().appendInt((int) value);
                    };
            case BIGINT ->
                    (arguments, i, out) ->
                            out.column().appendLong(whole(trimmed(arguments, i), "bigint"));
            case DOUBLE ->
                    (arguments, i, out) -> out.column().appendDouble(real(trimmed(arguments, i)));
            case DATE ->
                    (arguments, i, out) ->
                            out.column().appendInt(new TimeText(trimmed(arguments, i)).date());
            case TIMESTAMP ->
                    (arguments, i, out) ->
                            out.column()
                                    .appendLong(
                                            new TimeText(trimmed(arguments, i)).timestamp(false));
            case TIMESTAMPTZ ->
                    (arguments, i, out) ->
                            out.column()
                                    .appendLong(
                                            new TimeText(trimmed(arguments, i)).timestamp(true));
            case INTERVAL ->
                    (arguments, i, out) -> new IntervalText(trimmed(arguments, i)).append(out);
            case UUID -> TextParse::uuid;
            case JSON -> JsonCasts::parse;
            case TEXT -> throw CastCompiler.unsupported(Type.TEXT, type);
        };
    }

    private static void uuid(Column[] arguments, int i, RowOutput out) {
        String text = ((BytesColumn) arguments[0]).text(i);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (!UuidText.append(bytes, 0, bytes.length, out.column())) {
            throw RowFailure.syntax("uuid", text);
        }
    }

    private static String trimmed(Column[] arguments, int i) {
        return ((BytesColumn) arguments[0]).text(i).trim();
    }

    private static RowFailure outOfRange(String text, String type) {
        return new RowFailure(
                ErrorCode.NUMERIC_OVERFLOW,
                "value \"" + text + "\" is out of range for type " + type);
    }

    static boolean bool(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "t", "tr", "tru", "true", "y", "ye", "yes", "on", "1" -> true;
            case "f", "fa", "fal", "fals", "false", "n", "no", "of", "off", "0" -> false;
            default -> throw RowFailure.syntax("boolean", text);
        };
    }

    static long whole(String text, String type) {
        try {
            return IntegerText.read(text);
        } catch (NumberFormatException e) {
            throw RowFailure.syntax(type, text);
        } catch (ArithmeticException e) {
            throw outOfRange(text, type);
        }
    }

    static double real(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "nan" -> Double.NaN;
            case "inf", "+inf", "infinity", "+infinity" -> Double.POSITIVE_INFINITY;
            case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
            default -> finite(text);
        };
    }

    private static double finite(String text) {
        if (!NUMBER.matcher(text).matches()) {
            throw RowFailure.syntax("double precision", text);
        }
        double value = Double.parseDouble(text);
        if (Double.isInfinite(value) || (value == 0 && hasDigit(text))) {
            throw new RowFailure(
                    ErrorCode.NUMERIC_OVERFLOW,
                    "\"" + text + "\" is out of range for type double precision");
        }
        return value;
    }

    /** True when the mantissa has a digit other than zero, so that a zero is an underflow. */
    private static boolean hasDigit(String text) {
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            if (letter == 'e' || letter == 'E') {
                return false;
            }
            if (letter >= '1' && letter <= '9') {
                return true;
            }
        }
        return false;
    }

    /** The number that a text spells, or null. */
    static @Nullable BigDecimal number(String text) {
        try {
            return NUMBER.matcher(text).matches()
                    ? new BigDecimal(text)
                    : BigDecimal.valueOf(IntegerText.read(text));
        } catch (NumberFormatException | ArithmeticException e) {
            return null;
        }
    }

    private static void decimal(String text, DecimalType type, RowOutput out) {
        if (NOT_FINITE.matcher(text).matches()) {
            throw outOfRange(text, type.sqlName());
        }
        BigDecimal value =
                NUMBER.matcher(text).matches()
                        ? new BigDecimal(text)
                        : BigDecimal.valueOf(whole(text, "numeric"));
        if (value.precision() - value.scale() > DecimalType.PRECISION_MAX + 1) {
            throw RowFailure.decimalOverflow();
        }
        NumberCasts.end(out.register().set(value, type.scale()), type, out);
    }
}
