package dev.tidemill.node.pgcatalog.evaluate;

import java.util.Optional;

/** The tables that queries of the catalog may name. */
public interface Relations {
    /**
     * The table of a name.
     *
     * @param schema empty when the query names none
     */
    Optional<Relation> find(String schema, String name);

    /** The oid that a relation has in {@code pg_class}; 0 for one that is not listed. */
    long oid(Relation relation);
}
