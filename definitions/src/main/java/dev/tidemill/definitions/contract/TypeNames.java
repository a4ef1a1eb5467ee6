package dev.tidemill.definitions.contract;

import dev.tidemill.algebra.type.ArrayType;
import dev.tidemill.algebra.type.Type;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The SQL type names that a contract's {@code physicalType} may have. */
public final class TypeNames {
    static final List<String> KNOWN =
            List.of(
                    "BOOLEAN",
                    "INTEGER",
                    "BIGINT",
                    "DOUBLE",
                    "DECIMAL(p,s)",
                    "TEXT",
                    "DATE",
                    "TIMESTAMP",
                    "TIMESTAMPTZ",
                    "INTERVAL",
                    "UUID",
                    "JSON",
                    "an array of one of these, as in TEXT[]");

    private static final Map<String, Type> SIMPLE =
            Map.ofEntries(
                    Map.entry("BOOLEAN", Type.BOOLEAN),
                    Map.entry("BOOL", Type.BOOLEAN),
                    Map.entry("INTEGER", Type.INTEGER),
                    Map.entry("INT", Type.INTEGER),
                    Map.entry("INT4", Type.INTEGER),
                    Map.entry("BIGINT", Type.BIGINT),
                    Map.entry("INT8", Type.BIGINT),
                    Map.entry("DOUBLE", Type.DOUBLE),
                    Map.entry("DOUBLE PRECISION", Type.DOUBLE),
                    Map.entry("FLOAT8", Type.DOUBLE),
                    Map.entry("TEXT", Type.TEXT),
                    Map.entry("VARCHAR", Type.TEXT),
                    Map.entry("DATE", Type.DATE),
                    Map.entry("TIMESTAMP", Type.TIMESTAMP),
                    Map.entry("TIMESTAMP WITHOUT TIME ZONE", Type.TIMESTAMP),
                    Map.entry("TIMESTAMPTZ", Type.TIMESTAMPTZ),
                    Map.entry("TIMESTAMP WITH TIME ZONE", Type.TIMESTAMPTZ),
                    Map.entry("INTERVAL", Type.INTERVAL),
                    Map.entry("UUID", Type.UUID),
                    Map.entry("JSON", Type.JSON),
                    Map.entry("JSONB", Type.JSON));

    private static final Pattern DECIMAL =
            Pattern.compile(
                    "(?:DECIMAL|NUMERIC)\\s*\\(\\s*(\\d{1,3})\\s*(?:,\\s*(\\d{1,3})\\s*)?\\)");

    private TypeNames() {}

    /** Empty when there is no such type. */
    public static Optional<Type> parse(String name) {
        String upper = name.trim().toUpperCase(Locale.ROOT).replaceAll("\\s+", " ");
        if (upper.endsWith("[]") && !upper.endsWith("[][]")) {
            return parse(upper.substring(0, upper.length() - 2)).map(Type::array);
        }
        Matcher decimal = DECIMAL.matcher(upper);
        return decimal.matches() ? decimal(decimal) : Optional.ofNullable(SIMPLE.get(upper));
    }

    private static Optional<Type> decimal(Matcher matcher) {
        int precision = Integer.parseInt(matcher.group(1));
        int scale = matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2));
        try {
            return Optional.of(Type.decimal(precision, scale));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The ODCS logical type that values of the type have. */
    public static String logicalType(Type type) {
        if (type instanceof ArrayType) {
            return "array";
        }
        if (type == Type.JSON) {
            return "object";
        }
        if (type == Type.UUID) {
            return "string";
        }
        return switch (type.physical()) {
            case BOOL -> "boolean";
            case INT -> type == Type.DATE ? "date" : "integer";
            case LONG -> type.isTimestamp() ? "timestamp" : "integer";
            case DOUBLE, INT128 -> "number";
            case BYTES, INTERVAL -> "string";
        };
    }
}
