package dev.tidemill.sql.duckdb;

import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.SimpleType;
import dev.tidemill.algebra.type.Type;

/** DuckDB's names of our types, inside a rendered query. */
final class DuckDbTypes {
    private DuckDbTypes() {}

    static String name(Type type) {
        return switch (type) {
            case DecimalType decimal -> decimal.sqlName();
            case SimpleType simple ->
                    switch (simple) {
                        case BOOLEAN, INTEGER, BIGINT, DOUBLE, DATE, TIMESTAMP, INTERVAL ->
                                simple.sqlName();
                        case TEXT -> "VARCHAR";
                        // The UTC clock; see DuckDbRenderer.
                        case TIMESTAMPTZ -> "TIMESTAMP";
                    };
        };
    }

    static String cast(String value, Type type) {
        return "CAST(" + value + " AS " + name(type) + ")";
    }
}
