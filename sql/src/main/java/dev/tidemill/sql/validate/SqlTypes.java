package dev.tidemill.sql.validate;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.ArrayType;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.SimpleType;
import dev.tidemill.algebra.type.Type;
import org.apache.calcite.avatica.util.TimeUnit;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;

/** Our types as Calcite's and back. */
public final class SqlTypes {
    private static final int TIMESTAMP_PRECISION = 6;

    private SqlTypes() {}

    public static RelDataType toCalcite(RelDataTypeFactory factory, Type type, boolean nullable) {
        return factory.createTypeWithNullability(bare(factory, type), nullable);
    }

    private static RelDataType bare(RelDataTypeFactory factory, Type type) {
        return switch (type) {
            case DecimalType decimal ->
                    factory.createSqlType(
                            SqlTypeName.DECIMAL, decimal.precision(), decimal.scale());
            case ArrayType array ->
                    factory.createArrayType(toCalcite(factory, array.element(), true), -1);
            case SimpleType simple -> simple(factory, simple);
        };
    }

    private static RelDataType simple(RelDataTypeFactory factory, SimpleType type) {
        return switch (type) {
            case BOOLEAN -> factory.createSqlType(SqlTypeName.BOOLEAN);
            case INTEGER -> factory.createSqlType(SqlTypeName.INTEGER);
            case BIGINT -> factory.createSqlType(SqlTypeName.BIGINT);
            case DOUBLE -> factory.createSqlType(SqlTypeName.DOUBLE);
            case TEXT -> factory.createSqlType(SqlTypeName.VARCHAR);
            case UUID -> factory.createSqlType(SqlTypeName.UUID);
            // Calcite has no type of JSON; this one stands for nothing else.
            case JSON -> factory.createSqlType(SqlTypeName.VARIANT);
            case DATE -> factory.createSqlType(SqlTypeName.DATE);
            case TIMESTAMP -> factory.createSqlType(SqlTypeName.TIMESTAMP, TIMESTAMP_PRECISION);
            case TIMESTAMPTZ ->
                    factory.createSqlType(
                            SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE, TIMESTAMP_PRECISION);
            // One Calcite type stands for every interval; the parts are kept by our own literal.
            case INTERVAL ->
                    factory.createSqlIntervalType(
                            new SqlIntervalQualifier(
                                    TimeUnit.DAY, TimeUnit.SECOND, SqlParserPos.ZERO));
        };
    }

    /** Throws for the types that live tables do not have. A bare NULL is TEXT. */
    public static Type toType(RelDataType type) {
        SqlTypeName name = type.getSqlTypeName();
        if (SqlTypeName.INTERVAL_TYPES.contains(name)) {
            return Type.INTERVAL;
        }
        return switch (name) {
            case BOOLEAN -> Type.BOOLEAN;
            case TINYINT, SMALLINT, INTEGER -> Type.INTEGER;
            case BIGINT -> Type.BIGINT;
            case FLOAT, REAL, DOUBLE -> Type.DOUBLE;
            case DECIMAL -> decimal(type);
            case CHAR, VARCHAR, NULL -> Type.TEXT;
            case DATE -> Type.DATE;
            case UUID -> Type.UUID;
            case VARIANT -> Type.JSON;
            case ARRAY -> array(type);
            case TIMESTAMP -> Type.TIMESTAMP;
            case TIMESTAMP_WITH_LOCAL_TIME_ZONE, TIMESTAMP_TZ -> Type.TIMESTAMPTZ;
            default ->
                    throw new TidemillException(
                            ErrorCode.UNSUPPORTED_SQL,
                            "the type " + type + " is not supported in a live table");
        };
    }

    private static Type array(RelDataType type) {
        RelDataType component = type.getComponentType();
        if (component == null || component.getSqlTypeName() == SqlTypeName.ARRAY) {
            throw new TidemillException(
                    ErrorCode.UNSUPPORTED_SQL, "arrays in a live table have one dimension");
        }
        return Type.array(toType(component));
    }

    /** Calcite gives 0.05 one digit with scale two; a precision below the scale is lifted. */
    private static Type decimal(RelDataType type) {
        int scale = Math.clamp(type.getScale(), 0, DecimalType.PRECISION_MAX);
        int precision =
                Math.clamp(type.getPrecision(), Math.max(1, scale), DecimalType.PRECISION_MAX);
        return Type.decimal(precision, scale);
    }
}
