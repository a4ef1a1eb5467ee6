package dev.tidemill.store;

import dev.tidemill.algebra.type.ArrayType;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.Type;

/** DuckDB's types and ours. What has no like is shown as TEXT. */
final class DuckTypes {
    private DuckTypes() {}

    /** The type that holds values of a DuckDB type, by the name that the driver gives. */
    static Type fromDuck(String name) {
        return switch (name) {
            case "BOOLEAN" -> Type.BOOLEAN;
            case "TINYINT", "SMALLINT", "INTEGER", "UTINYINT", "USMALLINT" -> Type.INTEGER;
            case "BIGINT", "UINTEGER" -> Type.BIGINT;
            case "FLOAT", "DOUBLE" -> Type.DOUBLE;
            case "UBIGINT" -> Type.decimal(20, 0);
            case "HUGEINT" -> Type.decimal(DecimalType.PRECISION_MAX, 0);
            case "DATE" -> Type.DATE;
            case "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS" -> Type.TIMESTAMP;
            case "TIMESTAMP WITH TIME ZONE" -> Type.TIMESTAMPTZ;
            case "INTERVAL" -> Type.INTERVAL;
            case "UUID" -> Type.UUID;
            case "JSON" -> Type.JSON;
            default -> {
                if (name.endsWith("[]")) {
                    yield array(name.substring(0, name.length() - 2));
                }
                yield name.startsWith("DECIMAL(") ? Type.parse(name) : Type.TEXT;
            }
        };
    }

    /** A list of lists, or of what has no like, is shown as TEXT. */
    private static Type array(String elementName) {
        Type element = fromDuck(elementName);
        boolean has =
                !(element instanceof ArrayType)
                        && element != Type.INTERVAL
                        && (element != Type.TEXT || elementName.equals("VARCHAR"));
        return has ? Type.array(element) : Type.TEXT;
    }

    /** The type's name in DuckDB's SQL. */
    static String sqlName(Type type) {
        if (type instanceof ArrayType array) {
            return sqlName(array.element()) + "[]";
        }
        return type == Type.TEXT ? "VARCHAR" : type.sqlName();
    }

    /** A name as a quoted SQL identifier. */
    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** Text as a quoted SQL literal. */
    static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
