package dev.tidemill.node.pgcatalog.type;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A type of PostgreSQL. Values of it are Java objects:
 *
 * <table>
 * <caption>the classes</caption>
 * <tr><td>bool</td><td>{@link Boolean}</td></tr>
 * <tr><td>int2, int4, int8, oid, xid, cid and all reg… types</td><td>{@link Long}</td></tr>
 * <tr><td>float4, float8</td><td>{@link Double}</td></tr>
 * <tr><td>numeric</td><td>{@link java.math.BigDecimal}</td></tr>
 * <tr><td>timestamptz</td><td>{@link java.time.OffsetDateTime}</td></tr>
 * <tr><td>arrays, int2vector, oidvector, record</td><td>{@link List}, NULL as null</td></tr>
 * <tr><td>all others</td><td>{@link String}, as PostgreSQL writes them</td></tr>
 * </table>
 *
 * @param schema of the type: pg_catalog or information_schema
 * @param category PostgreSQL's: N numbers, S texts, A arrays, B booleans, and others
 * @param length in bytes; -1 when values differ, -2 for a C string
 * @param kind b base, d domain, p pseudo, r range, m multirange
 * @param element the oid of an array's elements; 0 for others
 * @param array the oid of the arrays of it; 0 when there are none
 * @param base the oid of the type that a domain is of; 0 for others
 * @param fields of a record; empty for others
 */
public record PgType(
        int oid,
        String schema,
        String name,
        char category,
        int length,
        char kind,
        int element,
        int array,
        int base,
        List<RecordField> fields) {
    public PgType {
        requireNonNull(schema, "schema");
        requireNonNull(name, "name");
        fields = List.copyOf(fields);
    }

    /** A field of a record. */
    public record RecordField(String name, PgType type) {}

    /** A record of these fields. */
    public static PgType record(List<RecordField> fields) {
        return new PgType(2249, "pg_catalog", "record", 'P', -1, 'p', 0, 2287, 0, fields);
    }

    public boolean isUnknown() {
        return oid == 705;
    }

    /** Whether its values are lists of elements of one type, which subscripts find. */
    public boolean isArray() {
        return element != 0 && (category == 'A' || name.endsWith("vector"));
    }

    /** Whether it is an array that is written with blanks between its elements. */
    public boolean isVector() {
        return oid == 22 || oid == 30;
    }

    public boolean isRecord() {
        return oid == 2249;
    }

    public boolean isText() {
        return category == 'S' || oid == 18 || oid == 194 || (category == 'Z' && length < 0);
    }

    /** Whether values are {@link Long}: whole numbers, oids and what stands for them. */
    public boolean isWhole() {
        return switch (name) {
            case "int2", "int4", "int8", "oid", "xid", "cid", "xid8" -> true;
            default -> isReference();
        };
    }

    /** Whether values are oids that are written as the names of what they are of. */
    public boolean isReference() {
        return category == 'N' && name.startsWith("reg");
    }

    public boolean isNumber() {
        return category == 'N' || oid == 28 || oid == 29;
    }

    /** The place of a field of a record, or -1. */
    public int field(String field) {
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).name().equals(field)) {
                return i;
            }
        }
        return -1;
    }

    /** The name that SQL has for it, without modifiers. */
    public String sqlName() {
        if (isArray() && !isVector()) {
            return PgTypes.elementOf(this).sqlName() + "[]";
        }
        return switch (name) {
            case "bool" -> "boolean";
            case "int2" -> "smallint";
            case "int4" -> "integer";
            case "int8" -> "bigint";
            case "float4" -> "real";
            case "float8" -> "double precision";
            case "bpchar" -> "character";
            case "varchar" -> "character varying";
            case "varbit" -> "bit varying";
            case "char" -> "\"char\"";
            case "timestamp" -> "timestamp without time zone";
            case "timestamptz" -> "timestamp with time zone";
            case "time" -> "time without time zone";
            case "timetz" -> "time with time zone";
            default -> schema.equals("pg_catalog") ? name : schema + "." + name;
        };
    }

    /** As {@link #sqlName} with a modifier; null or -1 for none. */
    public String sqlName(@Nullable Long modifier) {
        if (isArray() && !isVector()) {
            return PgTypes.byOid(element).map(type -> type.sqlName(modifier)).orElse("???") + "[]";
        }
        if (modifier == null) {
            return sqlName();
        }
        if (modifier < 0) {
            return name.equals("bpchar") ? "bpchar" : sqlName();
        }
        return switch (name) {
            case "numeric" ->
                    "numeric(%d,%d)".formatted((modifier - 4) >> 16, (modifier - 4) & 0xffff);
            case "varchar", "bpchar" -> "%s(%d)".formatted(sqlName(), modifier - 4);
            case "bit", "varbit" -> "%s(%d)".formatted(sqlName(), modifier);
            case "timestamp", "timestamptz", "time", "timetz" -> {
                int blank = sqlName().indexOf(' ');
                yield "%s(%d)%s"
                        .formatted(
                                sqlName().substring(0, blank),
                                modifier,
                                sqlName().substring(blank));
            }
            default -> sqlName();
        };
    }
}
