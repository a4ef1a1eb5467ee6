package dev.tidemill.node.pgcatalog;

import dev.tidemill.node.pgcatalog.type.PgType;
import dev.tidemill.node.pgcatalog.type.PgTypes;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.List;

/** The kinds of Java objects that values are. */
final class ValueClasses {
    private ValueClasses() {}

    static String of(PgType type) {
        if (type.kind() == 'd') {
            return of(PgTypes.byOid(type.base()).orElseThrow());
        }
        if (type.isWhole()) {
            return "whole";
        }
        if (type.isArray() || type.isRecord()) {
            return "list";
        }
        return switch (type.name()) {
            case "bool" -> "truth";
            case "float4", "float8" -> "floating";
            case "numeric" -> "exact";
            case "timestamptz" -> "time";
            default -> "text";
        };
    }

    static String of(Object value) {
        return switch (value) {
            case Long _ -> "whole";
            case Boolean _ -> "truth";
            case Double _ -> "floating";
            case BigDecimal _ -> "exact";
            case OffsetDateTime _ -> "time";
            case List<?> _ -> "list";
            case String _ -> "text";
            default -> value.getClass().getName();
        };
    }
}
