package dev.tidemill.sql.duckdb;

import dev.tidemill.algebra.type.ArrayType;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.SimpleType;
import dev.tidemill.algebra.type.Type;

/** DuckDB's names of our types, inside a rendered query. */
final class DuckDbTypes {
    private DuckDbTypes() {}

    static String name(Type type) {
        return switch (type) {
            case DecimalType decimal -> decimal.sqlName();
            case ArrayType array -> name(array.element()) + "[]";
            case SimpleType simple ->
                    switch (simple) {
                        case BOOLEAN, INTEGER, BIGINT, DOUBLE, DATE, TIMESTAMP, INTERVAL, UUID ->
                                simple.sqlName();
                        // JSON is its canonical text.
                        case TEXT, JSON -> "VARCHAR";
                        // The UTC clock; see DuckDbRenderer.
                        case TIMESTAMPTZ -> "TIMESTAMP";
                    };
        };
    }

    static String cast(String value, Type type) {
        return "CAST(" + value + " AS " + name(type) + ")";
    }
}
