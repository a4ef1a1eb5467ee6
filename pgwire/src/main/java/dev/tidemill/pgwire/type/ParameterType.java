package dev.tidemill.pgwire.type;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.ArrayType;
import dev.tidemill.algebra.type.Type;
import org.jspecify.annotations.Nullable;

/**
 * What a parameter is.
 *
 * @param base its type, or that of its elements
 */
public record ParameterType(PgType base, boolean array) {
    /** Whatever fits where it stands. */
    public static final ParameterType UNKNOWN = new ParameterType(PgType.UNKNOWN, false);

    public ParameterType {
        requireNonNull(base, "base");
    }

    /**
     * The type of a number that a client names; 0 leaves it to the server.
     *
     * @throws TidemillException UNKNOWN_TYPE
     */
    public static ParameterType ofOid(int oid) {
        if (oid == 0) {
            return UNKNOWN;
        }
        return PgType.ofOid(oid)
                .map(type -> new ParameterType(type, false))
                .or(() -> PgType.ofArrayOid(oid).map(type -> new ParameterType(type, true)))
                .orElseThrow(
                        () ->
                                new TidemillException(
                                                ErrorCode.UNKNOWN_TYPE,
                                                "there is no type of the number " + oid)
                                        .withHint("send the value as text, with the type 0"));
    }

    /** The type of a number; unknown when no values of it are taken as such. */
    public static ParameterType known(int oid) {
        return PgType.ofOid(oid)
                .map(type -> new ParameterType(type, false))
                .or(() -> PgType.ofArrayOid(oid).map(type -> new ParameterType(type, true)))
                .orElse(UNKNOWN);
    }

    /**
     * The type of a name in SQL.
     *
     * @throws TidemillException UNKNOWN_TYPE
     */
    public static ParameterType ofName(String name) {
        boolean isArray = name.endsWith("[]");
        String bare = isArray ? name.substring(0, name.length() - 2) : name;
        return PgType.ofName(bare)
                .map(type -> new ParameterType(type, isArray))
                .orElseThrow(
                        () ->
                                new TidemillException(
                                        ErrorCode.UNKNOWN_TYPE, "there is no type " + name));
    }

    /** The parameter's type that fits a column. */
    public static ParameterType of(Type type) {
        return new ParameterType(PgType.of(type), type instanceof ArrayType);
    }

    public boolean isUnknown() {
        return base == PgType.UNKNOWN;
    }

    /**
     * The type of the same values in columns; null when it is not known, or needs a scale, and for
     * texts, which are taken for whatever is wanted where they stand.
     */
    public @Nullable Type columnType() {
        Type type = base.type();
        if (type == null || (type == Type.TEXT && !array)) {
            return null;
        }
        return array ? Type.array(type) : type;
    }

    /** What a client is told that it is. */
    public int oid() {
        return isUnknown() ? PgType.TEXT.oid() : array ? base.arrayOid() : base.oid();
    }

    /** Its name in SQL. */
    public String sqlName() {
        Type type = base.type();
        String name =
                switch (base) {
                    case NUMERIC -> "DECIMAL(38,10)";
                    case TIME -> "TIME";
                    case TEXT, VARCHAR, BPCHAR, CHAR, NAME, UNKNOWN -> "VARCHAR";
                    default -> {
                        if (type == null) {
                            throw new TidemillException(
                                    ErrorCode.UNKNOWN_TYPE,
                                    "there are no values of the type %s here"
                                            .formatted(base.shortName()));
                        }
                        yield type.sqlName();
                    }
                };
        return array ? name + "[]" : name;
    }
}
