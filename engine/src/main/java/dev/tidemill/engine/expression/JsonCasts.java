package dev.tidemill.engine.expression;

import dev.tidemill.algebra.column.BytesColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.json.Json;
import dev.tidemill.algebra.json.JsonError;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.Type;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** Casts from TEXT to JSON, and from JSON's numbers and booleans to SQL's. */
final class JsonCasts {
    private JsonCasts() {}

    static void parse(Column[] arguments, int i, RowOutput out) {
        BytesColumn texts = (BytesColumn) arguments[0];
        try {
            byte[] canonical =
                    Json.canonical(texts.bytes(), texts.start(i), TextFunctions.end(texts, i));
            out.column().appendBytes(canonical, 0, canonical.length);
        } catch (JsonError e) {
            throw new RowFailure(
                    ErrorCode.INVALID_CAST, "invalid input syntax for type json: " + e.reason());
        }
    }

    /** A JSON number as a numeric type, true and false as BOOLEAN; all else is an error. */
    static RowFunction from(Type to) {
        String name = to instanceof DecimalType ? "numeric" : to.sqlName().toLowerCase(Locale.ROOT);
        return (arguments, i, out) -> {
            BytesColumn documents = (BytesColumn) arguments[0];
            byte first = documents.bytes()[documents.start(i)];
            boolean bool = first == 't' || first == 'f';
            boolean number = first == '-' || (first >= '0' && first <= '9');
            if (to == Type.BOOLEAN ? !bool : !number) {
                throw RowFailure.argument("cannot cast jsonb " + kind(first) + " to type " + name);
            }
            append(documents.text(i), to, name, out);
        };
    }

    private static void append(String text, Type to, String name, RowOutput out) {
        if (to == Type.BOOLEAN) {
            out.column().appendBoolean(text.equals("true"));
        } else if (to == Type.DOUBLE) {
            double value = Double.parseDouble(text);
            if (Double.isInfinite(value)) {
                throw RowFailure.outOfRange(name);
            }
            out.column().appendDouble(value);
        } else if (to instanceof DecimalType decimal) {
            BigDecimal value = new BigDecimal(text);
            if (value.precision() - value.scale() > DecimalType.PRECISION_MAX + 1) {
                throw RowFailure.decimalOverflow();
            }
            NumberCasts.end(out.register().set(value, decimal.scale()), decimal, out);
        } else {
            whole(new BigDecimal(text).setScale(0, RoundingMode.HALF_UP), to, name, out);
        }
    }

    private static void whole(BigDecimal value, Type to, String name, RowOutput out) {
        int bits = value.toBigInteger().bitLength();
        if (bits > (to == Type.INTEGER ? 31 : 63)) {
            throw RowFailure.outOfRange(name);
        }
        if (to == Type.INTEGER) {
            out.column().appendInt(value.intValue());
        } else {
            out.column().appendLong(value.longValue());
        }
    }

    private static String kind(byte first) {
        return switch (first) {
            case '{' -> "object";
            case '[' -> "array";
            case '"' -> "string";
            case 't', 'f' -> "boolean";
            case 'n' -> "null";
            default -> "numeric";
        };
    }
}
