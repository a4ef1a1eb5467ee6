package dev.tidemill.sql.validate;

import dev.tidemill.algebra.type.ArrayType;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.SimpleType;
import dev.tidemill.algebra.type.Type;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeSystemImpl;
import org.apache.calcite.sql.type.SqlTypeName;

/** PostgreSQL's limits and aggregate types. */
public final class LiveTypeSystem extends RelDataTypeSystemImpl {
    static final LiveTypeSystem INSTANCE = new LiveTypeSystem();

    private static final int TIMESTAMP_PRECISION = 6;

    private LiveTypeSystem() {}

    /** INTEGER sums to BIGINT, BIGINT to DECIMAL(38,0), DECIMAL keeps its scale. */
    public static Type sumType(Type argument) {
        return switch (argument) {
            case DecimalType decimal -> Type.decimal(DecimalType.PRECISION_MAX, decimal.scale());
            case SimpleType simple when simple == SimpleType.INTEGER -> Type.BIGINT;
            case SimpleType simple when simple == SimpleType.BIGINT ->
                    Type.decimal(DecimalType.PRECISION_MAX, 0);
            case SimpleType simple -> simple;
            case ArrayType array -> array;
        };
    }

    /** DOUBLE and INTERVAL stay, all else is DECIMAL with at least 16 places. */
    public static Type averageType(Type argument) {
        return switch (argument) {
            case DecimalType decimal ->
                    Type.decimal(
                            DecimalType.PRECISION_MAX,
                            Math.max(decimal.scale(), Promotion.QUOTIENT_SCALE));
            case SimpleType simple
                    when simple == SimpleType.DOUBLE || simple == SimpleType.INTERVAL ->
                    simple;
            case SimpleType _, ArrayType _ ->
                    Type.decimal(DecimalType.PRECISION_MAX, Promotion.QUOTIENT_SCALE);
        };
    }

    @Override
    public int getMaxPrecision(SqlTypeName typeName) {
        return switch (typeName) {
            case DECIMAL -> DecimalType.PRECISION_MAX;
            case TIMESTAMP, TIMESTAMP_WITH_LOCAL_TIME_ZONE, TIMESTAMP_TZ -> TIMESTAMP_PRECISION;
            default -> super.getMaxPrecision(typeName);
        };
    }

    @Override
    public int getMaxScale(SqlTypeName typeName) {
        return typeName == SqlTypeName.DECIMAL
                ? DecimalType.PRECISION_MAX
                : super.getMaxScale(typeName);
    }

    @Override
    public int getDefaultPrecision(SqlTypeName typeName) {
        return switch (typeName) {
            case DECIMAL -> DecimalType.PRECISION_MAX;
            case TIMESTAMP, TIMESTAMP_WITH_LOCAL_TIME_ZONE, TIMESTAMP_TZ -> TIMESTAMP_PRECISION;
            case VARCHAR, CHAR -> RelDataType.PRECISION_NOT_SPECIFIED;
            default -> super.getDefaultPrecision(typeName);
        };
    }

    @Override
    public RelDataType deriveSumType(RelDataTypeFactory typeFactory, RelDataType argumentType) {
        return SqlTypes.toCalcite(
                typeFactory, sumType(SqlTypes.toType(argumentType)), argumentType.isNullable());
    }

    @Override
    public RelDataType deriveAvgAggType(RelDataTypeFactory typeFactory, RelDataType argumentType) {
        return SqlTypes.toCalcite(
                typeFactory, averageType(SqlTypes.toType(argumentType)), argumentType.isNullable());
    }

    @Override
    public boolean shouldConvertRaggedUnionTypesToVarying() {
        return true;
    }
}
