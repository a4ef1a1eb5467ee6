package dev.tidemill.testkit.oracle;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.function.JavaFunction;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.Type;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Functions of the project over plain objects, by reflection. */
final class JavaFunctions {
    private JavaFunctions() {}

    static @Nullable Object call(
            JavaFunction function, List<? extends @Nullable Object> arguments) {
        List<@Nullable Object> given = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            given.add(java(arguments.get(i), function.handle().type().parameterType(i)));
        }
        try {
            return plain(function.handle().invokeWithArguments(given), function.result());
        } catch (RowError e) {
            throw e;
        } catch (Throwable e) {
            throw new RowError(ErrorCode.FUNCTION_FAILED, function.name() + " threw " + e);
        }
    }

    /** A value as the project's code takes it. */
    static @Nullable Object java(@Nullable Object value, Class<?> type) {
        if (value instanceof Integer days && type == LocalDate.class) {
            return LocalDate.EPOCH.plusDays(days);
        }
        if (value instanceof Long micros && type == LocalDateTime.class) {
            return LocalDateTime.of(1970, 1, 1, 0, 0).plus(micros, ChronoUnit.MICROS);
        }
        if (value instanceof Long micros && type == Instant.class) {
            return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
        }
        return value;
    }

    /** What the project's code gave, as a value. */
    static @Nullable Object plain(@Nullable Object value, Type result) {
        return switch (value) {
            case LocalDate date -> (int) date.toEpochDay();
            case LocalDateTime time -> micros(time.toInstant(ZoneOffset.UTC));
            case Instant time -> micros(time);
            case BigDecimal number -> {
                DecimalType type = (DecimalType) result;
                BigDecimal rounded = number.setScale(type.scale(), RoundingMode.HALF_UP);
                if (rounded.precision() > type.precision()) {
                    throw RowError.overflow("numeric field");
                }
                yield rounded;
            }
            case null -> null;
            default -> value;
        };
    }

    private static long micros(Instant time) {
        return Math.floorDiv(Duration.between(Instant.EPOCH, time).toNanos(), 1000L);
    }
}
