package dev.tidemill.node.pgcatalog;

import static java.util.Objects.requireNonNull;

import dev.tidemill.node.pgcatalog.type.PgType;

/**
 * A column of an answer.
 *
 * @param type whose {@link PgType#oid()} and {@link PgType#length()} the row description tells; the
 *     modifier is always -1
 */
public record CatalogColumn(String name, PgType type) {
    public CatalogColumn {
        requireNonNull(name, "name");
        requireNonNull(type, "type");
    }

    /** The type as a client is told it: a domain's base, as PostgreSQL does. */
    public int typeOid() {
        return type.kind() == 'd' ? type.base() : type.oid();
    }
}
