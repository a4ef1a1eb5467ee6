package dev.tidemill.node.pgcatalog.relation;

import java.util.HashMap;
import java.util.Map;

/**
 * Oids of what a project defines: hashes of the names, so that they are the same after a restart
 * and on another machine. Two names with one hash are told apart by the order in which they are
 * asked for first. Owned by one listing.
 */
final class ObjectIds {
    /** PostgreSQL's own objects are below. */
    static final long FIRST = 16_384;

    /** So that they also fit into a signed number. */
    private static final long COUNT = Integer.MAX_VALUE - FIRST;

    private final Map<String, Long> byName = new HashMap<>();
    private final Map<Long, String> byOid = new HashMap<>();

    long of(String kind, String name) {
        return byName.computeIfAbsent(kind + " " + name, this::fresh);
    }

    private long fresh(String name) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < name.length(); i++) {
            hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
        }
        long oid = FIRST + Long.remainderUnsigned(hash ^ (hash >>> 29), COUNT);
        while (byOid.putIfAbsent(oid, name) != null) {
            oid = oid + 1 < FIRST + COUNT ? oid + 1 : FIRST;
        }
        return oid;
    }
}
