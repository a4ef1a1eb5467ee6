package dev.tidemill.store;

import dev.tidemill.algebra.type.ArrayType;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Physical;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBLogicalType;
import org.duckdb.DuckDBTableFunctionBindInfo;

/**
 * One column that the scan function gives to DuckDB. What DuckDB keeps otherwise than we do is
 * given as text or in parts, and the view over the scan makes it whole, a vector at a time.
 */
record ScanOutput(int column, Part part, Type type) {
    /** Which part of the value: all of it, or one of an interval's three. */
    enum Part {
        WHOLE,
        MONTHS,
        DAYS,
        MICROS
    }

    static List<ScanOutput> of(Schema schema) {
        List<ScanOutput> outputs = new ArrayList<>();
        for (int i = 0; i < schema.size(); i++) {
            Type type = schema.type(i);
            if (type == Type.INTERVAL) {
                outputs.add(new ScanOutput(i, Part.MONTHS, type));
                outputs.add(new ScanOutput(i, Part.DAYS, type));
                outputs.add(new ScanOutput(i, Part.MICROS, type));
            } else {
                outputs.add(new ScanOutput(i, Part.WHOLE, type));
            }
        }
        return outputs;
    }

    private String name() {
        return switch (part) {
            case WHOLE -> "c" + column;
            case MONTHS -> "c" + column + "_months";
            case DAYS -> "c" + column + "_days";
            case MICROS -> "c" + column + "_micros";
        };
    }

    void declare(DuckDBTableFunctionBindInfo info) throws SQLException {
        if (type instanceof DecimalType decimal) {
            try (DuckDBLogicalType logical =
                    DuckDBLogicalType.decimal(decimal.precision(), decimal.scale())) {
                info.addResultColumn(name(), logical);
            }
        } else {
            info.addResultColumn(name(), columnType());
        }
    }

    private DuckDBColumnType columnType() {
        if (type == Type.UUID) {
            return DuckDBColumnType.VARCHAR;
        }
        if (type == Type.DATE) {
            return DuckDBColumnType.DATE;
        }
        if (type.isTimestamp()) {
            return type == Type.TIMESTAMP
                    ? DuckDBColumnType.TIMESTAMP
                    : DuckDBColumnType.TIMESTAMP_WITH_TIME_ZONE;
        }
        return switch (part) {
            case MONTHS, DAYS -> DuckDBColumnType.INTEGER;
            case MICROS -> DuckDBColumnType.BIGINT;
            case WHOLE -> wholeType(type.physical());
        };
    }

    private static DuckDBColumnType wholeType(Physical physical) {
        return switch (physical) {
            case BOOL -> DuckDBColumnType.BOOLEAN;
            case INT -> DuckDBColumnType.INTEGER;
            case LONG -> DuckDBColumnType.BIGINT;
            case DOUBLE -> DuckDBColumnType.DOUBLE;
            case BYTES -> DuckDBColumnType.VARCHAR;
            case INT128, INTERVAL -> throw new IllegalStateException("declared elsewhere");
        };
    }

    /** The view's column over the scan's columns. */
    static String viewColumn(Field field, int index) {
        return column(field, index) + " AS " + DuckTypes.quoted(field.name());
    }

    /** A column made whole from the scan's columns. */
    static String column(Field field, int index) {
        String scanned = "c" + index;
        String value;
        if (field.type() == Type.INTERVAL) {
            value =
                    "to_months(%1$s_months) + to_days(%1$s_days) + to_microseconds(%1$s_micros)"
                            .formatted(scanned);
        } else if (field.type() == Type.UUID || field.type() == Type.JSON) {
            value = scanned + "::" + field.type().sqlName();
        } else if (field.type() instanceof ArrayType) {
            value = scanned + "::JSON::VARCHAR[]::" + DuckTypes.sqlName(field.type());
        } else {
            value = scanned;
        }
        return value;
    }
}
