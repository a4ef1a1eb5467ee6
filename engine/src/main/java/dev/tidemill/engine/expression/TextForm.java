package dev.tidemill.engine.expression;

import static dev.tidemill.algebra.column.Interval.MICROS_PER_DAY;

import dev.tidemill.algebra.column.BoolColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.DoubleColumn;
import dev.tidemill.algebra.column.Int128Column;
import dev.tidemill.algebra.column.IntColumn;
import dev.tidemill.algebra.column.IntervalColumn;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.column.UuidText;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.SimpleType;
import dev.tidemill.algebra.type.Type;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** The text of a value as PostgreSQL writes it (ISO dates, zone UTC, shortest doubles). */
final class TextForm {
    private static final long MICROS_PER_HOUR = 3_600_000_000L;

    private static final MathContext ONE_DIGIT = new MathContext(1, RoundingMode.HALF_EVEN);

    private TextForm() {}

    static RowFunction of(Type type) {
        if (type instanceof DecimalType decimal) {
            return (arguments, i, out) -> {
                Int128 value = NumberFunctions.load(arguments[0], i, out);
                out.beginText();
                out.write(value.toBigDecimal(decimal.scale()).toPlainString());
                out.endText();
            };
        }
        return switch ((SimpleType) type) {
            case BOOLEAN ->
                    (arguments, i, out) ->
                            text(((BoolColumn) arguments[0]).values()[i] ? "true" : "false", out);
            case INTEGER ->
                    (arguments, i, out) ->
                            text(Integer.toString(((IntColumn) arguments[0]).values()[i]), out);
            case BIGINT ->
                    (arguments, i, out) ->
                            text(Long.toString(((LongColumn) arguments[0]).values()[i]), out);
            case DOUBLE ->
                    (arguments, i, out) ->
                            text(ofDouble(((DoubleColumn) arguments[0]).values()[i]), out);
            case DATE ->
                    (arguments, i, out) -> {
                        long civil = CivilDate.of(((IntColumn) arguments[0]).values()[i]);
                        out.beginText();
                        writeDate(civil, out);
                        writeEra(civil, out);
                        out.endText();
                    };
            case TIMESTAMP ->
                    (arguments, i, out) -> timestamp((LongColumn) arguments[0], i, "", out);
            case TIMESTAMPTZ ->
                    (arguments, i, out) -> timestamp((LongColumn) arguments[0], i, "+00", out);
            case INTERVAL -> (arguments, i, out) -> interval((IntervalColumn) arguments[0], i, out);
            case UUID -> TextForm::uuid;
            case JSON -> (arguments, i, out) -> out.column().appendFrom(arguments[0], i);
            case TEXT -> throw CastCompiler.unsupported(type, Type.TEXT);
        };
    }

    private static void uuid(Column[] arguments, int i, RowOutput out) {
        Int128Column values = (Int128Column) arguments[0];
        byte[] text = new byte[UuidText.LENGTH];
        UuidText.write(values.high()[i], values.low()[i], text, 0);
        out.column().appendBytes(text, 0, text.length);
    }

    private static void text(String ascii, RowOutput out) {
        out.beginText();
        out.write(ascii);
        out.endText();
    }

    /** The shortest digits that give the value again; an exponent below 1e-4 and from 1e15. */
    static String ofDouble(double value) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "Infinity" : "-Infinity";
        }
        if (value == 0) {
            return 1 / value > 0 ? "0" : "-0";
        }
        BigDecimal digits = shortest(value);
        int exponent = digits.precision() - digits.scale() - 1;
        if (exponent >= -4 && exponent < 15) {
            return digits.toPlainString();
        }
        String unscaled = digits.unscaledValue().abs().toString();
        String fraction = unscaled.length() > 1 ? "." + unscaled.substring(1) : "";
        String power = Integer.toString(Math.abs(exponent));
        return (value < 0 ? "-" : "")
                + unscaled.charAt(0)
                + fraction
                + (exponent < 0 ? "e-" : "e+")
                + (power.length() < 2 ? "0" + power : power);
    }

    /** The fewest digits that give the value back; Java's own text has two where one would do. */
    private static BigDecimal shortest(double value) {
        BigDecimal digits = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        if (digits.precision() == 2) {
            BigDecimal one = digits.round(ONE_DIGIT);
            return one.doubleValue() == value ? one : digits;
        }
        return digits;
    }

    private static void timestamp(LongColumn column, int i, String zone, RowOutput out) {
        long micros = column.values()[i];
        long epochDay = Math.floorDiv(micros, MICROS_PER_DAY);
        long civil = CivilDate.of(epochDay);
        out.beginText();
        writeDate(civil, out);
        out.write(' ');
        writeTime(micros - epochDay * MICROS_PER_DAY, out);
        out.write(zone);
        writeEra(civil, out);
        out.endText();
    }

    private static void writeDate(long civil, RowOutput out) {
        int year = CivilDate.year(civil);
        out.writePadded(year > 0 ? year : 1 - year, 4);
        out.write('-');
        out.writePadded(CivilDate.month(civil), 2);
        out.write('-');
        out.writePadded(CivilDate.day(civil), 2);
    }

    private static void writeEra(long civil, RowOutput out) {
        if (CivilDate.year(civil) <= 0) {
            out.write(" BC");
        }
    }

    private static void writeTime(long micros, RowOutput out) {
        out.writePadded(micros / MICROS_PER_HOUR, 2);
        out.write(':');
        out.writePadded(micros / 60_000_000L % 60, 2);
        out.write(':');
        out.writePadded(micros / 1_000_000L % 60, 2);
        long fraction = micros % 1_000_000L;
        if (fraction != 0) {
            int width = 6;
            while (fraction % 10 == 0) {
                fraction /= 10;
                width--;
            }
            out.write('.');
            out.writePadded(fraction, width);
        }
    }

    /** For example {@code 1 year 2 mons -3 days +04:05:06}. */
    private static void interval(IntervalColumn column, int i, RowOutput out) {
        int months = column.months()[i];
        int days = column.days()[i];
        long micros = column.micros()[i];
        out.beginText();
        boolean negativeBefore = part(months / 12, " year", false, out);
        negativeBefore = part(months % 12, " mon", negativeBefore, out);
        negativeBefore = part(days, " day", negativeBefore, out);
        if (micros != 0 || (months == 0 && days == 0)) {
            if (out.length() > 0) {
                out.write(' ');
            }
            if (micros < 0) {
                out.write('-');
            } else if (negativeBefore) {
                out.write('+');
            }
            writeTime(Math.abs(micros), out);
        }
        out.endText();
    }

    /** Writes one part when it is not zero; says whether the last part written is negative. */
    private static boolean part(int value, String unit, boolean negativeBefore, RowOutput out) {
        if (value == 0) {
            return negativeBefore;
        }
        if (out.length() > 0) {
            out.write(' ');
        }
        if (negativeBefore && value > 0) {
            out.write('+');
        }
        out.write(Integer.toString(value));
        out.write(unit);
        if (value != 1) {
            out.write('s');
        }
        return value < 0;
    }
}
