package dev.tidemill.pgwire.type;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidemill.algebra.column.ArrayText;
import dev.tidemill.algebra.column.Interval;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.pgwire.frame.Message;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Parameters, and values of COPY, as texts, whichever form they came in. */
public final class ParameterText {
    private static final TextValues UTC = new TextValues(ZoneOffset.UTC);

    /** What an array may have; a message that claims more is wrong. */
    private static final int ELEMENTS_MAX = 1_000_000;

    private ParameterText() {}

    /**
     * The text of a value.
     *
     * @throws TidemillException INVALID_CAST, or INVALID_CHARSET, for bytes that are none
     */
    public static String of(byte[] value, ParameterType type, boolean binary) {
        if (!binary || (type.isUnknown() && !type.array())) {
            return decoded(value);
        }
        try {
            Message in = new Message('\0', value, 0, value.length);
            String text = type.array() ? array(in) : value(in, type.base());
            in.requireEnd();
            return text;
        } catch (TidemillException e) {
            throw e.errorCode() == ErrorCode.PROTOCOL_VIOLATION
                    ? new TidemillException(
                            ErrorCode.INVALID_CAST,
                            "incorrect binary data for a value of type %s"
                                    .formatted(type.base().shortName()),
                            e)
                    : e;
        }
    }

    private static String decoded(byte[] value) {
        try {
            String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
            if (text.indexOf('\0') >= 0) {
                throw new TidemillException(
                        ErrorCode.INVALID_CHARSET, "a text may not hold the character U+0000");
            }
            return text;
        } catch (CharacterCodingException e) {
            throw new TidemillException(
                    ErrorCode.INVALID_CHARSET, "invalid byte sequence for encoding UTF8", e);
        }
    }

    private static String value(Message in, PgType type) {
        return switch (type) {
            case BOOL -> in.int8() != 0 ? "t" : "f";
            case INT2 -> Short.toString(in.int16());
            case INT4 -> Integer.toString(in.int32());
            case OID -> Integer.toUnsignedString(in.int32());
            case INT8 -> Long.toString(int64(in));
            case FLOAT4 -> Float.toString(Float.intBitsToFloat(in.int32()));
            case FLOAT8 -> Double.toString(Double.longBitsToDouble(int64(in)));
            case NUMERIC -> NumericBytes.read(in);
            case DATE -> date(in.int32());
            case TIME -> LocalTime.ofNanoOfDay(micros(int64(in)) * 1000).toString();
            case TIMESTAMP -> time(int64(in), Type.TIMESTAMP);
            case TIMESTAMPTZ -> time(int64(in), Type.TIMESTAMPTZ);
            case INTERVAL -> {
                long micros = int64(in);
                int days = in.int32();
                yield UTC.text(new Interval(in.int32(), days, micros), Type.INTERVAL);
            }
            case UUID -> new UUID(int64(in), int64(in)).toString();
            case JSONB -> {
                if (in.int8() != 1) {
                    throw new TidemillException(
                            ErrorCode.INVALID_CAST, "jsonb of another version than 1");
                }
                yield decoded(in.rest());
            }
            case BYTEA -> "\\x" + java.util.HexFormat.of().formatHex(in.rest());
            case CHAR, NAME, TEXT, JSON, UNKNOWN, BPCHAR, VARCHAR -> decoded(in.rest());
        };
    }

    private static long int64(Message in) {
        return ((long) in.int32() << 32) | (in.int32() & 0xFFFF_FFFFL);
    }

    private static long micros(long micros) {
        if (micros < 0 || micros >= Interval.MICROS_PER_DAY) {
            throw new TidemillException(ErrorCode.DATETIME_OVERFLOW, "a time is out of its day");
        }
        return micros;
    }

    private static String date(int days) {
        if (days == Integer.MAX_VALUE || days == Integer.MIN_VALUE) {
            return days > 0 ? "infinity" : "-infinity";
        }
        long since1970 = (long) days + BinaryValues.EPOCH_DAYS;
        if (since1970 != (int) since1970) {
            throw new TidemillException(ErrorCode.DATETIME_OVERFLOW, "a date is out of range");
        }
        return UTC.text((int) since1970, Type.DATE);
    }

    private static String time(long micros, Type type) {
        if (micros == Long.MAX_VALUE || micros == Long.MIN_VALUE) {
            return micros > 0 ? "infinity" : "-infinity";
        }
        if (micros > Long.MAX_VALUE - BinaryValues.EPOCH_MICROS) {
            throw new TidemillException(ErrorCode.DATETIME_OVERFLOW, "a time is out of range");
        }
        return UTC.text(micros + BinaryValues.EPOCH_MICROS, type);
    }

    private static String array(Message in) {
        int dimensions = in.int32();
        boolean _ = in.int32() != 0;
        ParameterType element = ParameterType.ofOid(in.int32());
        if (dimensions == 0) {
            return "{}";
        }
        if (dimensions != 1) {
            throw new TidemillException(
                    ErrorCode.UNSUPPORTED_SQL, "arrays have one dimension, and not " + dimensions);
        }
        int count = in.int32();
        int _ = in.int32();
        if (count < 0 || count > ELEMENTS_MAX) {
            throw new TidemillException(ErrorCode.INVALID_CAST, "an array of " + count);
        }
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < count; i++) {
            byte @Nullable [] value = in.value();
            text.append(i == 0 ? "" : ",");
            ArrayText.append(value == null ? null : of(value, element, true), text);
        }
        return text.append('}').toString();
    }
}
