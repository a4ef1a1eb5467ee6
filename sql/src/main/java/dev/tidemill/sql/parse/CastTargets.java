package dev.tidemill.sql.parse;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.sql.validate.ArgumentType;
import dev.tidemill.sql.validate.CastRules;
import dev.tidemill.sql.validate.LiveFunction;
import dev.tidemill.sql.validate.PostgresOperators;
import dev.tidemill.sql.validate.SqlErrors;
import java.util.List;
import java.util.Locale;
import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlCollectionTypeNameSpec;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlTypeNameSpec;
import org.apache.calcite.sql.SqlUserDefinedTypeNameSpec;

/** The type names of casts, with PostgreSQL's short ones. */
final class CastTargets {
    private static final int TIMESTAMP_PRECISION = 6;

    private CastTargets() {}

    /** The function that casts to the type. */
    static LiveFunction of(SqlDataTypeSpec spec) {
        SqlTypeNameSpec name = spec.getTypeNameSpec();
        if (name instanceof SqlCollectionTypeNameSpec collection) {
            return array(spec, collection);
        }
        if (name instanceof SqlBasicTypeNameSpec basic) {
            return basic(spec, basic);
        }
        if (name instanceof SqlUserDefinedTypeNameSpec) {
            return CastRules.castTo(postgresName(spec));
        }
        throw unknownType(spec);
    }

    private static LiveFunction array(SqlDataTypeSpec spec, SqlCollectionTypeNameSpec collection) {
        SqlTypeNameSpec element = collection.getElementTypeName();
        if (element instanceof SqlCollectionTypeNameSpec) {
            throw SqlErrors.unsupported(spec.getParserPosition(), "an array of arrays")
                    .withHint("Arrays have one dimension.");
        }
        LiveFunction cast = of(new SqlDataTypeSpec(element, spec.getParserPosition()));
        return CastRules.castTo(
                Type.array(cast.resolve(List.of(ArgumentType.of(Type.TEXT))).result()));
    }

    private static LiveFunction basic(SqlDataTypeSpec spec, SqlBasicTypeNameSpec basic) {
        int precision = basic.getPrecision();
        return switch (name(basic).toUpperCase(Locale.ROOT)) {
            case "BOOLEAN" -> CastRules.castTo(Type.BOOLEAN);
            case "INTEGER" -> CastRules.castTo(Type.INTEGER);
            case "BIGINT" -> CastRules.castTo(Type.BIGINT);
            case "DOUBLE" -> CastRules.castTo(Type.DOUBLE);
            case "FLOAT" -> CastRules.castTo(Type.DOUBLE);
            case "DECIMAL" -> decimal(spec, basic);
            case "VARCHAR" ->
                    precision < 0 ? CastRules.castTo(Type.TEXT) : CastRules.castToText(precision);
            case "UUID" -> CastRules.castTo(Type.UUID);
            case "TIME", "TIME_WITH_LOCAL_TIME_ZONE", "TIME_TZ" ->
                    throw unknownType(spec).withHint("Use TIMESTAMP or INTERVAL.");
            case "DATE" -> CastRules.castTo(Type.DATE);
            case "TIMESTAMP" -> CastRules.castTo(timestamp(spec, precision, Type.TIMESTAMP));
            case "TIMESTAMP_TZ", "TIMESTAMP_WITH_LOCAL_TIME_ZONE" ->
                    CastRules.castTo(timestamp(spec, precision, Type.TIMESTAMPTZ));
            case "SMALLINT", "TINYINT" -> throw unknownType(spec).withHint("Use INTEGER.");
            case "REAL" -> throw unknownType(spec).withHint("Use DOUBLE PRECISION.");
            case "CHAR" -> throw unknownType(spec).withHint("Use TEXT.");
            default -> throw unknownType(spec);
        };
    }

    private static String name(SqlBasicTypeNameSpec basic) {
        return basic.getTypeName().getSimple();
    }

    private static LiveFunction decimal(SqlDataTypeSpec spec, SqlBasicTypeNameSpec basic) {
        int precision = basic.getPrecision();
        if (precision < 0) {
            return PostgresOperators.TO_NUMERIC;
        }
        int scale = Math.max(0, basic.getScale());
        if (precision < 1 || precision > DecimalType.PRECISION_MAX || scale > precision) {
            throw SqlErrors.at(
                    spec.getParserPosition(),
                    ErrorCode.INVALID_SQL,
                    "DECIMAL(" + precision + "," + scale + ") is outside of DECIMAL(1..38,0..38)");
        }
        return CastRules.castTo(Type.decimal(precision, scale));
    }

    private static Type timestamp(SqlDataTypeSpec spec, int precision, Type type) {
        if (precision >= 0 && precision != TIMESTAMP_PRECISION) {
            throw SqlErrors.unsupported(
                            spec.getParserPosition(), "a timestamp of " + precision + " digits")
                    .withHint("Timestamps have microseconds; use date_trunc to cut them.");
        }
        return type;
    }

    private static Type postgresName(SqlDataTypeSpec spec) {
        return switch (spec.getTypeName().toString().toLowerCase(Locale.ROOT)) {
            case "text", "string" -> Type.TEXT;
            case "timestamptz" -> Type.TIMESTAMPTZ;
            case "bool" -> Type.BOOLEAN;
            case "int4" -> Type.INTEGER;
            case "int8" -> Type.BIGINT;
            case "float8" -> Type.DOUBLE;
            case "interval" -> Type.INTERVAL;
            case "uuid" -> Type.UUID;
            case "json", "jsonb" -> Type.JSON;
            case "float4" -> throw unknownType(spec).withHint("Use DOUBLE PRECISION.");
            case "int2" -> throw unknownType(spec).withHint("Use INTEGER.");
            case "bpchar" -> throw unknownType(spec).withHint("Use TEXT.");
            case "time", "timetz" -> throw unknownType(spec).withHint("Use TIMESTAMP or INTERVAL.");
            default -> throw unknownType(spec);
        };
    }

    private static TidemillException unknownType(SqlDataTypeSpec spec) {
        return SqlErrors.unsupported(
                spec.getParserPosition(),
                "the type " + spec.toString().replace("`", "").toLowerCase(Locale.ROOT));
    }
}
