package dev.tidemill.definitions.contract;

import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.type.Type;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Dates and timestamps between ISO text and the numbers that columns hold. */
public final class InstantText {
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final int NANOS_PER_MICRO = 1_000;

    private InstantText() {}

    /** Days for a DATE, microseconds for the timestamps; empty when the text is none. */
    public static Optional<BigDecimal> parse(Type type, String text) {
        try {
            return Optional.of(BigDecimal.valueOf(number(type, text.trim().replace(' ', 'T'))));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static long number(Type type, String text) {
        if (type == Type.DATE) {
            return LocalDate.parse(text).toEpochDay();
        }
        return type == Type.TIMESTAMPTZ
                ? micros(OffsetDateTime.parse(text).toInstant())
                : micros(LocalDateTime.parse(text).toInstant(ZoneOffset.UTC));
    }

    private static long micros(Instant instant) {
        return Math.addExact(
                Math.multiplyExact(instant.getEpochSecond(), MICROS_PER_SECOND),
                instant.getNano() / NANOS_PER_MICRO);
    }

    /** The inverse of {@link #parse}: ISO text of days or microseconds since 1970. */
    public static String written(Type type, BigDecimal number) {
        if (type == Type.DATE) {
            return LocalDate.ofEpochDay(number.longValueExact()).toString();
        }
        Instant instant = Instant.EPOCH.plus(number.longValueExact(), ChronoUnit.MICROS);
        return type == Type.TIMESTAMPTZ
                ? instant.toString()
                : LocalDateTime.ofInstant(instant, ZoneOffset.UTC).toString();
    }

    /** A value as a reason shows it: times as ISO text, the rest as they are. */
    static String shown(Column column, int row) {
        if (column.value(row) instanceof Number number) {
            if (column.type() == Type.DATE) {
                return LocalDate.ofEpochDay(number.longValue()).toString();
            }
            if (column.type().isTimestamp()) {
                Instant instant = Instant.EPOCH.plus(number.longValue(), ChronoUnit.MICROS);
                return column.type() == Type.TIMESTAMPTZ
                        ? instant.toString()
                        : LocalDateTime.ofInstant(instant, ZoneOffset.UTC).toString();
            }
            return number.toString();
        }
        return ColumnCheck.shown(column, row);
    }
}
