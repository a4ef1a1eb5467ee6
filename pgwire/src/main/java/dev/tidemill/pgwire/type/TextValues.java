package dev.tidemill.pgwire.type;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.ArrayText;
import dev.tidemill.algebra.column.Interval;
import dev.tidemill.algebra.type.ArrayType;
import dev.tidemill.algebra.type.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Values as PostgreSQL writes them in text: dates in ISO, intervals in its own style, {@code t} and
 * {@code f}. Times with a zone are shown in one zone. Immutable.
 */
public final class TextValues {
    private static final long MICROS_PER_SECOND = 1_000_000;

    private final ZoneId zone;

    /**
     * @param zone of the session
     */
    public TextValues(ZoneId zone) {
        this.zone = requireNonNull(zone, "zone");
    }

    /** A value, as {@code Column.value} gives it, of a type. */
    public String text(Object value, Type type) {
        return switch (value) {
            case Boolean truth -> truth ? "t" : "f";
            case Double number -> real(number);
            case BigDecimal number -> number.toPlainString();
            case Integer days
                    when type == Type.DATE
                            && (days == Integer.MAX_VALUE || days <= -Integer.MAX_VALUE) ->
                    days > 0 ? "infinity" : "-infinity";
            case Long micros
                    when type.isTimestamp()
                            && (micros == Long.MAX_VALUE || micros <= -Long.MAX_VALUE) ->
                    micros > 0 ? "infinity" : "-infinity";
            case Integer days when type == Type.DATE -> date(LocalDate.ofEpochDay(days));
            case Long micros when type == Type.TIMESTAMP -> timestamp(local(micros));
            case Long micros when type == Type.TIMESTAMPTZ -> zoned(micros);
            case Interval interval -> interval(interval);
            case List<?> elements -> array(elements, ((ArrayType) type).element());
            default -> value.toString();
        };
    }

    /** The shortest digits that give the same number again. */
    private static String real(double number) {
        if (Double.isNaN(number)) {
            return "NaN";
        }
        if (Double.isInfinite(number)) {
            return number > 0 ? "Infinity" : "-Infinity";
        }
        if (number == 0) {
            return 1 / number < 0 ? "-0" : "0";
        }
        BigDecimal exact = new BigDecimal(Double.toString(number)).stripTrailingZeros();
        int exponent = exact.precision() - exact.scale() - 1;
        if (exponent >= -5 && exponent < 15) {
            return exact.toPlainString();
        }
        String digits = exact.unscaledValue().abs().toString();
        String mantissa = digits.charAt(0) + (digits.length() > 1 ? "." + digits.substring(1) : "");
        return "%s%se%s%02d"
                .formatted(
                        exact.signum() < 0 ? "-" : "",
                        mantissa,
                        exponent < 0 ? "-" : "+",
                        Math.abs(exponent));
    }

    private static String date(LocalDate date) {
        int year = date.getYear();
        String text =
                "%04d-%02d-%02d"
                        .formatted(
                                year > 0 ? year : 1 - year,
                                date.getMonthValue(),
                                date.getDayOfMonth());
        return year > 0 ? text : text + " BC";
    }

    private static LocalDateTime local(long micros) {
        return LocalDateTime.ofEpochSecond(
                Math.floorDiv(micros, MICROS_PER_SECOND),
                (int) Math.floorMod(micros, MICROS_PER_SECOND) * 1000,
                ZoneOffset.UTC);
    }

    private static String timestamp(LocalDateTime time) {
        return withEra(time, timeText(time));
    }

    private static String withEra(LocalDateTime time, String rest) {
        String date = date(time.toLocalDate());
        return date.endsWith(" BC")
                ? date.substring(0, date.length() - 3) + " " + rest + " BC"
                : date + " " + rest;
    }

    private static String timeText(LocalDateTime time) {
        String text =
                "%02d:%02d:%02d".formatted(time.getHour(), time.getMinute(), time.getSecond());
        int micros = time.getNano() / 1000;
        return micros == 0 ? text : text + fraction(micros);
    }

    private static String fraction(long micros) {
        String digits = "%06d".formatted(micros);
        int end = digits.length();
        while (digits.charAt(end - 1) == '0') {
            end--;
        }
        return "." + digits.substring(0, end);
    }

    private String zoned(long micros) {
        Instant instant =
                Instant.ofEpochSecond(Math.floorDiv(micros, MICROS_PER_SECOND))
                        .plusNanos(Math.floorMod(micros, MICROS_PER_SECOND) * 1000);
        ZoneOffset offset = zone.getRules().getOffset(instant);
        LocalDateTime time = LocalDateTime.ofInstant(instant, offset);
        return withEra(time, timeText(time) + offsetText(offset));
    }

    private static String offsetText(ZoneOffset offset) {
        int seconds = Math.abs(offset.getTotalSeconds());
        String text = (offset.getTotalSeconds() < 0 ? "-" : "+") + "%02d".formatted(seconds / 3600);
        int minutes = seconds / 60 % 60;
        if (minutes != 0 || seconds % 60 != 0) {
            text += ":%02d".formatted(minutes);
        }
        return seconds % 60 == 0 ? text : text + ":%02d".formatted(seconds % 60);
    }

    private static String interval(Interval interval) {
        StringBuilder text = new StringBuilder();
        boolean[] negative = {false};
        part(text, interval.months() / 12, "year", negative);
        part(text, interval.months() % 12, "mon", negative);
        part(text, interval.days(), "day", negative);
        long micros = interval.micros();
        if (micros != 0 || text.isEmpty()) {
            text.append(text.isEmpty() ? "" : " ");
            text.append(micros < 0 ? "-" : negative[0] ? "+" : "");
            text.append(clock(micros));
        }
        return text.toString();
    }

    private static String clock(long micros) {
        // Of the least long the absolute value is no long.
        long seconds = Math.abs(micros / MICROS_PER_SECOND);
        long rest = Math.abs(micros % MICROS_PER_SECOND);
        String text = "%02d:%02d:%02d".formatted(seconds / 3600, seconds / 60 % 60, seconds % 60);
        return rest == 0 ? text : text + fraction(rest);
    }

    private static void part(StringBuilder text, int count, String unit, boolean[] negative) {
        if (count == 0) {
            return;
        }
        text.append(text.isEmpty() ? "" : " ");
        text.append(negative[0] && count > 0 ? "+" : "").append(count).append(' ').append(unit);
        text.append(count == 1 ? "" : "s");
        negative[0] = count < 0;
    }

    private String array(List<? extends @Nullable Object> elements, Type type) {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < elements.size(); i++) {
            Object element = elements.get(i);
            text.append(i == 0 ? "" : ",");
            ArrayText.append(element == null ? null : text(element, type), text);
        }
        return text.append('}').toString();
    }
}
