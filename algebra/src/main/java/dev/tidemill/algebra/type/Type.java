package dev.tidemill.algebra.type;

/**
 * A SQL type with PostgreSQL's meaning. Nullability belongs to {@link Field}; every type admits
 * NULL.
 */
public sealed interface Type permits SimpleType, DecimalType, ArrayType {
    Type BOOLEAN = SimpleType.BOOLEAN;
    Type INTEGER = SimpleType.INTEGER;
    Type BIGINT = SimpleType.BIGINT;
    Type DOUBLE = SimpleType.DOUBLE;
    Type TEXT = SimpleType.TEXT;
    Type DATE = SimpleType.DATE;
    Type TIMESTAMP = SimpleType.TIMESTAMP;
    Type TIMESTAMPTZ = SimpleType.TIMESTAMPTZ;
    Type INTERVAL = SimpleType.INTERVAL;
    Type UUID = SimpleType.UUID;
    Type JSON = SimpleType.JSON;

    static Type decimal(int precision, int scale) {
        return new DecimalType(precision, scale);
    }

    /** An array of one dimension; throws IllegalArgumentException for an array of arrays. */
    static Type array(Type element) {
        return new ArrayType(element);
    }

    /** How values of the type stand in a column. */
    Physical physical();

    /** The name in SQL, for example {@code DECIMAL(12,2)}. */
    String sqlName();

    default boolean isNumeric() {
        return this == INTEGER || this == BIGINT || this == DOUBLE || this instanceof DecimalType;
    }

    /** TIMESTAMP, TIMESTAMPTZ: microseconds since 1970-01-01 00:00, local or UTC. */
    default boolean isTimestamp() {
        return this == TIMESTAMP || this == TIMESTAMPTZ;
    }

    /**
     * Whether a column of it can be in a secondary index: not an array, a JSON document or an
     * INTERVAL.
     */
    default boolean isIndexable() {
        return !(this instanceof ArrayType) && this != JSON && this != INTERVAL;
    }

    /** The inverse of {@link #sqlName()}; throws IllegalArgumentException for another name. */
    static Type parse(String sqlName) {
        if (sqlName.endsWith("[]")) {
            return array(parse(sqlName.substring(0, sqlName.length() - 2)));
        }
        if (sqlName.startsWith("DECIMAL(") && sqlName.endsWith(")")) {
            String[] parts = sqlName.substring(8, sqlName.length() - 1).split(",", -1);
            return decimal(Integer.parseInt(parts[0].trim()), Integer.parseInt(parts[1].trim()));
        }
        return SimpleType.valueOf(sqlName);
    }
}
