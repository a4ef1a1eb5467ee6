package dev.tidemill.pgwire.type;

import dev.tidemill.algebra.type.ArrayType;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.Type;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL's types that clients may name, with the numbers that PostgreSQL's catalog gives them.
 * Those of columns are the ones that {@link #of} gives; parameters may be of others.
 */
public enum PgType {
    BOOL(16, 1000, 1, "bool", "boolean"),
    BYTEA(17, 1001, -1, "bytea", "bytea"),
    CHAR(18, 1002, 1, "char", "\"char\""),
    NAME(19, 1003, 64, "name", "name"),
    INT8(20, 1016, 8, "int8", "bigint"),
    INT2(21, 1005, 2, "int2", "smallint"),
    INT4(23, 1007, 4, "int4", "integer"),
    TEXT(25, 1009, -1, "text", "text"),
    OID(26, 1028, 4, "oid", "oid"),
    JSON(114, 199, -1, "json", "json"),
    FLOAT4(700, 1021, 4, "float4", "real"),
    FLOAT8(701, 1022, 8, "float8", "double precision"),
    /** What a client leaves to the server. */
    UNKNOWN(705, 0, -2, "unknown", "unknown"),
    BPCHAR(1042, 1014, -1, "bpchar", "character"),
    VARCHAR(1043, 1015, -1, "varchar", "character varying"),
    DATE(1082, 1182, 4, "date", "date"),
    TIME(1083, 1183, 8, "time", "time without time zone"),
    TIMESTAMP(1114, 1115, 8, "timestamp", "timestamp without time zone"),
    TIMESTAMPTZ(1184, 1185, 8, "timestamptz", "timestamp with time zone"),
    INTERVAL(1186, 1187, 16, "interval", "interval"),
    NUMERIC(1700, 1231, -1, "numeric", "numeric"),
    UUID(2950, 2951, 16, "uuid", "uuid"),
    JSONB(3802, 3807, -1, "jsonb", "jsonb");

    /** Behind a type's number, that there is nothing more to say of it. */
    private static final int NO_MODIFIER = -1;

    private static final Map<Integer, PgType> BY_OID = new HashMap<>();
    private static final Map<Integer, PgType> BY_ARRAY_OID = new HashMap<>();
    private static final Map<String, PgType> BY_NAME = new HashMap<>();

    static {
        for (PgType type : values()) {
            BY_OID.put(type.oid, type);
            BY_ARRAY_OID.put(type.arrayOid, type);
            BY_NAME.put(type.shortName, type);
            BY_NAME.put(type.sqlName, type);
        }
        BY_NAME.put("int", INT4);
        BY_NAME.put("decimal", NUMERIC);
        BY_NAME.put("double", FLOAT8);
        BY_NAME.put("float", FLOAT8);
        BY_NAME.put("time", TIME);
    }

    private final int oid;
    private final int arrayOid;
    private final int size;
    private final String shortName;
    private final String sqlName;

    PgType(int oid, int arrayOid, int size, String shortName, String sqlName) {
        this.oid = oid;
        this.arrayOid = arrayOid;
        this.size = size;
        this.shortName = shortName;
        this.sqlName = sqlName;
    }

    public int oid() {
        return oid;
    }

    /** The number of arrays of it. */
    public int arrayOid() {
        return arrayOid;
    }

    /** Bytes of a value; -1 when they differ. */
    public int size() {
        return size;
    }

    /** As the catalog names it, for example {@code int4}. */
    public String shortName() {
        return shortName;
    }

    /** The type whose values it has here; null when columns cannot have it, or it needs a scale. */
    public @Nullable Type type() {
        return switch (this) {
            case BOOL -> Type.BOOLEAN;
            case INT2, INT4 -> Type.INTEGER;
            case INT8, OID -> Type.BIGINT;
            case FLOAT4, FLOAT8 -> Type.DOUBLE;
            case CHAR, NAME, TEXT, UNKNOWN, BPCHAR, VARCHAR -> Type.TEXT;
            case JSON, JSONB -> Type.JSON;
            case DATE -> Type.DATE;
            case TIMESTAMP -> Type.TIMESTAMP;
            case TIMESTAMPTZ -> Type.TIMESTAMPTZ;
            case INTERVAL -> Type.INTERVAL;
            case UUID -> Type.UUID;
            case BYTEA, TIME, NUMERIC -> null;
        };
    }

    /** The type of a number; empty for one of an array, and for one that is not known. */
    public static Optional<PgType> ofOid(int oid) {
        return Optional.ofNullable(BY_OID.get(oid));
    }

    /** The elements' type of an array's number. */
    public static Optional<PgType> ofArrayOid(int oid) {
        return oid == 0 ? Optional.empty() : Optional.ofNullable(BY_ARRAY_OID.get(oid));
    }

    /** The type of a name in SQL, without length or scale. */
    public static Optional<PgType> ofName(String name) {
        return Optional.ofNullable(BY_NAME.get(name.toLowerCase(Locale.ROOT)));
    }

    /** How values of a type are shown to clients; of an array, its elements. */
    public static PgType of(Type type) {
        if (type instanceof ArrayType array) {
            return of(array.element());
        }
        if (type instanceof DecimalType) {
            return NUMERIC;
        }
        return switch (type.sqlName()) {
            case "BOOLEAN" -> BOOL;
            case "INTEGER" -> INT4;
            case "BIGINT" -> INT8;
            case "DOUBLE" -> FLOAT8;
            case "DATE" -> DATE;
            case "TIMESTAMP" -> TIMESTAMP;
            case "TIMESTAMPTZ" -> TIMESTAMPTZ;
            case "INTERVAL" -> INTERVAL;
            case "UUID" -> UUID;
            case "JSON" -> JSON;
            default -> TEXT;
        };
    }

    /** The number of a type. */
    public static int oidOf(Type type) {
        PgType shown = of(type);
        return type instanceof ArrayType ? shown.arrayOid : shown.oid;
    }

    /** Bytes of a type's values; -1 when they differ. */
    public static int sizeOf(Type type) {
        return type instanceof ArrayType ? -1 : of(type).size;
    }

    /** What is said of a type besides its number: precision and scale of decimals. */
    public static int modifierOf(Type type) {
        return type instanceof DecimalType decimal
                ? ((decimal.precision() << 16) | decimal.scale()) + 4
                : NO_MODIFIER;
    }
}
