package dev.tidemill.node.pgcatalog.evaluate;

import dev.tidemill.node.pgcatalog.type.PgType;
import dev.tidemill.node.pgcatalog.type.PgTypes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The types of a query's parameters: those that its client gives, and those its places say. */
public final class Parameters {
    /** As many as a message of the protocol can give values for. */
    public static final int COUNT_MAX = 65_535;

    private final List<@Nullable PgType> types = new ArrayList<>();

    /**
     * @param oids of the first ones; 0 for one that its place says
     */
    public Parameters(List<Integer> oids) {
        for (int oid : oids) {
            PgType type = PgTypes.byOid(oid).orElse(null);
            types.add(type == null || type.isUnknown() ? null : type);
        }
    }

    /** The type that a parameter has so far; null for none. */
    @Nullable PgType type(int index) {
        if (index > COUNT_MAX) {
            throw SqlErrors.invalid("there is no parameter $" + index);
        }
        while (types.size() < index) {
            types.add(null);
        }
        return types.get(index - 1);
    }

    /** Gives a parameter a type unless it has one. */
    void is(int index, PgType type) {
        if (type(index) == null) {
            types.set(index - 1, type);
        }
    }

    /** All types in order; text where nothing says one. */
    public List<PgType> types() {
        List<PgType> known = new ArrayList<>();
        for (@Nullable PgType type : types) {
            known.add(type == null ? PgTypes.TEXT : type);
        }
        return known;
    }
}
