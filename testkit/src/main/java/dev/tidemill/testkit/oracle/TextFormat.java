package dev.tidemill.testkit.oracle;

import dev.tidemill.algebra.column.Interval;
import dev.tidemill.algebra.type.ArrayType;
import dev.tidemill.algebra.type.Type;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Values as PostgreSQL writes them with its ISO date style and shortest doubles. */
public final class TextFormat {
    private TextFormat() {}

    public static String format(Object value, Type type) {
        return switch (value) {
            case BigDecimal number -> number.toPlainString();
            case Double number -> formatDouble(number);
            case Interval interval -> interval(interval);
            case Integer days when type == Type.DATE -> date(LocalDate.ofEpochDay(days), "");
            case Long micros when type == Type.TIMESTAMP -> timestamp(micros, "");
            case Long micros when type == Type.TIMESTAMPTZ -> timestamp(micros, "+00");
            case List<?> elements -> array(elements, ((ArrayType) type).element());
            default -> value.toString();
        };
    }

    /** Elements between braces, in quotes where they must be. */
    private static String array(List<?> elements, Type type) {
        List<String> texts = new ArrayList<>();
        for (Object element : elements) {
            texts.add(element == null ? "NULL" : quoted(element(element, type)));
        }
        return "{" + String.join(",", texts) + "}";
    }

    private static String element(Object value, Type type) {
        return type == Type.BOOLEAN ? value.toString().substring(0, 1) : format(value, type);
    }

    private static String quoted(String text) {
        boolean bare = text.matches("[^{},\"\\\\\\s\\x0B]+") && !text.equalsIgnoreCase("null");
        return bare ? text : '"' + text.replaceAll("([\"\\\\])", "\\\\$1") + '"';
    }

    private static String formatDouble(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return Double.toString(value);
        }
        if (value == 0) {
            return 1 / value < 0 ? "-0" : "0";
        }
        BigDecimal digits = shortest(value);
        int exponent = digits.precision() - digits.scale() - 1;
        if (exponent >= -4 && exponent < 15) {
            return digits.toPlainString().replaceFirst("^(-?[0-9]+)\\.0+$", "$1");
        }
        String significand = digits.unscaledValue().abs().toString();
        String fraction = significand.length() > 1 ? "." + significand.substring(1) : "";
        return String.format(
                Locale.ROOT,
                "%s%s%se%s%02d",
                value < 0 ? "-" : "",
                significand.charAt(0),
                fraction,
                exponent < 0 ? "-" : "+",
                Math.abs(exponent));
    }

    /** The fewest digits that give the double back; Java's own text always has at least two. */
    private static BigDecimal shortest(double value) {
        BigDecimal digits = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        BigDecimal one = digits.round(new MathContext(1, RoundingMode.HALF_EVEN));
        return one.doubleValue() == value ? one.stripTrailingZeros() : digits;
    }

    private static String date(LocalDate date, String time) {
        int year = date.getYear();
        String text =
                String.format(
                        Locale.ROOT,
                        "%04d-%02d-%02d%s",
                        year > 0 ? year : 1 - year,
                        date.getMonthValue(),
                        date.getDayOfMonth(),
                        time);
        return year > 0 ? text : text + " BC";
    }

    private static String timestamp(long micros, String zone) {
        long time = Moments.timeOfDay(micros);
        return date(Moments.date(micros), " " + time(time) + zone);
    }

    /** Hours (two digits or more), minutes, seconds and the fraction without trailing zeros. */
    private static String time(long micros) {
        String text =
                String.format(
                        Locale.ROOT,
                        "%02d:%02d:%02d",
                        micros / Moments.HOUR,
                        micros / Moments.MINUTE % 60,
                        micros / Moments.SECOND % 60);
        long fraction = micros % Moments.SECOND;
        return fraction == 0
                ? text
                : text + String.format(Locale.ROOT, ".%06d", fraction).replaceFirst("0+$", "");
    }

    /** As in {@code 1 year 2 mons -3 days +04:05:06}. */
    private static String interval(Interval interval) {
        StringBuilder text = new StringBuilder();
        boolean negative = false;
        int[] amounts = {interval.months() / 12, interval.months() % 12, interval.days()};
        String[] units = {"year", "mon", "day"};
        for (int i = 0; i < amounts.length; i++) {
            if (amounts[i] != 0) {
                text.append(text.isEmpty() ? "" : " ");
                text.append(negative && amounts[i] > 0 ? "+" : "").append(amounts[i]);
                text.append(' ').append(units[i]).append(amounts[i] == 1 ? "" : "s");
                negative = amounts[i] < 0;
            }
        }
        if (text.isEmpty() || interval.micros() != 0) {
            text.append(text.isEmpty() ? "" : " ");
            text.append(interval.micros() < 0 ? "-" : negative ? "+" : "");
            text.append(time(Math.abs(interval.micros())));
        }
        return text.toString();
    }
}
