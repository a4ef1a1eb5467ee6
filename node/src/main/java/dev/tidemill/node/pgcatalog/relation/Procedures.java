package dev.tidemill.node.pgcatalog.relation;

import java.util.HashMap;
import java.util.Map;

/** PostgreSQL's functions that types name, and their oids. */
final class Procedures {
    private static final Map<String, Long> BY_NAME = new HashMap<>();

    static {
        Resources.text("procedures.txt")
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> line.split("\\|"))
                .forEach(parts -> BY_NAME.put(parts[1], Long.parseLong(parts[0])));
    }

    private Procedures() {}

    /** The oid of a function; 0 when it is not one of them. */
    static long oid(String name) {
        String plain = name.startsWith("pg_catalog.") ? name.substring(11) : name;
        return BY_NAME.getOrDefault(plain, 0L);
    }

    static void fill(RowSink rows) {
        BY_NAME.forEach(
                (name, oid) ->
                        rows.row(
                                "oid",
                                oid,
                                "proname",
                                name,
                                "pronamespace",
                                Listing.PG_CATALOG,
                                "proowner",
                                Listing.OWNER,
                                "prolang",
                                Listing.INTERNAL_LANGUAGE,
                                "procost",
                                1.0,
                                "prokind",
                                "f",
                                "proisstrict",
                                true,
                                "provolatile",
                                "i",
                                "proparallel",
                                "s",
                                "prorettype",
                                2278,
                                "prosrc",
                                name));
    }
}
