package dev.tidemill.sql.duckdb;

import dev.tidemill.algebra.column.Interval;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.type.ArrayType;
import dev.tidemill.algebra.type.Type;
import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/** Constants in DuckDB's SQL, each with its exact type. */
final class DuckDbLiterals {
    private DuckDbLiterals() {}

    static String literal(Literal literal) {
        Object value = literal.value();
        Type type = literal.type();
        if (value == null) {
            return DuckDbTypes.cast("NULL", type);
        }
        return switch (value) {
            case Boolean truth -> truth ? "TRUE" : "FALSE";
            case Integer days when type == Type.DATE ->
                    "(DATE '1970-01-01' + CAST(" + days + " AS INTEGER))";
            case Long micros when type.isTimestamp() -> timestamp(micros);
            case BigDecimal decimal -> DuckDbTypes.cast("'" + decimal.toPlainString() + "'", type);
            case String text -> text(text);
            case UUID uuid -> DuckDbTypes.cast("'" + uuid + "'", type);
            case List<?> elements -> array(elements, (ArrayType) type);
            case Interval interval -> interval(interval);
            case Number number -> DuckDbTypes.cast("'" + number + "'", type);
            default -> throw new IllegalArgumentException("constant of " + value.getClass());
        };
    }

    private static String array(List<?> elements, ArrayType type) {
        String list =
                elements.stream()
                        .map(element -> literal(new Literal(element, type.element())))
                        .collect(Collectors.joining(", ", "[", "]"));
        return DuckDbTypes.cast(list, type);
    }

    static String timestamp(long micros) {
        return "make_timestamp(CAST('" + micros + "' AS BIGINT))";
    }

    static String text(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    private static String interval(Interval interval) {
        return "(to_months("
                + interval.months()
                + ") + to_days("
                + interval.days()
                + ") + to_microseconds(CAST('"
                + interval.micros()
                + "' AS BIGINT)))";
    }
}
