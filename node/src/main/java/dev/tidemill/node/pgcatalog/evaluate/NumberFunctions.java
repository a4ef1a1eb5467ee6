package dev.tidemill.node.pgcatalog.evaluate;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Functions of numbers and times, and those that choose among their arguments. */
final class NumberFunctions {
    private NumberFunctions() {}

    static void define(FunctionTable to) {
        to.add("abs(int4) int4", (_, a) -> Math.absExact(a.number(0)));
        to.add("abs(float8) float8", (_, a) -> Math.abs((Double) a.value(0)));
        to.add("abs(int8) int8", (_, a) -> Math.absExact(a.number(0)));
        to.add("abs(numeric) numeric", (_, a) -> ((BigDecimal) a.value(0)).abs());
        to.add("mod(int8, int8) int8", (_, a) -> a.number(0) % nonZero(a.number(1)));
        to.add("floor(numeric) numeric", (_, a) -> rounded(a.value(0), 0, RoundingMode.FLOOR));
        to.add("ceil(numeric) numeric", (_, a) -> rounded(a.value(0), 0, RoundingMode.CEILING));
        to.add("trunc(numeric) numeric", (_, a) -> rounded(a.value(0), 0, RoundingMode.DOWN));
        to.add("round(numeric) numeric", (_, a) -> rounded(a.value(0), 0, RoundingMode.HALF_UP));
        to.add(
                "round(numeric, int4) numeric",
                (_, a) -> rounded(a.value(0), (int) a.number(1), RoundingMode.HALF_UP));
        to.addForNull("coalesce(anyelement...) anyelement", (_, a) -> first(a.values()));
        to.addForNull("greatest(anyelement...) anyelement", (_, a) -> extreme(a.values(), 1));
        to.addForNull("least(anyelement...) anyelement", (_, a) -> extreme(a.values(), -1));
        to.addForNull("nullif(anyelement, anyelement) anyelement", (_, a) -> different(a));
        for (String name :
                List.of("now", "transaction_timestamp", "clock_timestamp", "statement_timestamp")) {
            to.add(name + "() timestamptz", (frame, _) -> frame.run.now());
        }
        to.add("current_timestamp() timestamptz", (frame, _) -> frame.run.now());
        to.add("current_date() date", (frame, _) -> frame.run.now().toLocalDate().toString());
        to.add(
                "date_part(text, timestamptz) float8",
                (_, a) -> datePart(a.text(0), (OffsetDateTime) a.value(1)));
        to.add(
                "extract(text, timestamptz) numeric",
                (_, a) -> BigDecimal.valueOf(datePart(a.text(0), (OffsetDateTime) a.value(1))));
        to.add("random() float8", (_, _) -> Math.random());
    }

    private static long nonZero(long number) {
        if (number == 0) {
            throw new TidemillException(ErrorCode.DIVISION_BY_ZERO, "division by zero");
        }
        return number;
    }

    private static BigDecimal rounded(Object number, int scale, RoundingMode mode) {
        return Values.decimal((Number) number).setScale(scale, mode);
    }

    private static @Nullable Object first(List<? extends @Nullable Object> values) {
        for (Object value : values) {
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    private static @Nullable Object extreme(List<? extends @Nullable Object> values, int sign) {
        Object best = null;
        for (Object value : values) {
            boolean better =
                    value != null && (best == null || sign * Values.compare(value, best) > 0);
            best = better ? value : best;
        }
        return best;
    }

    private static @Nullable Object different(FunctionDefinition.Arguments a) {
        Object value = a.orNull(0);
        Object other = a.orNull(1);
        return value != null && other != null && Values.equal(value, other) ? null : value;
    }

    private static double datePart(String field, OffsetDateTime time) {
        return switch (field) {
            case "epoch" -> time.toEpochSecond() + time.getNano() / 1e9;
            case "year" -> time.getYear();
            case "month" -> time.getMonthValue();
            case "day" -> time.getDayOfMonth();
            case "hour" -> time.getHour();
            case "minute" -> time.getMinute();
            case "second" -> time.getSecond() + time.getNano() / 1e9;
            default ->
                    throw new TidemillException(
                            ErrorCode.INVALID_ARGUMENT, "unit \"" + field + "\" not supported");
        };
    }
}
