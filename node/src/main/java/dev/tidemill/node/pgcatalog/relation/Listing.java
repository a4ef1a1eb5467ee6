package dev.tidemill.node.pgcatalog.relation;

import dev.tidemill.node.pgcatalog.evaluate.BoundQuery;
import dev.tidemill.node.pgcatalog.evaluate.Run;
import dev.tidemill.node.pgcatalog.evaluate.Surroundings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The rows of the catalog's relations for what one user may see. Rows are made when they are asked
 * for first, and kept. Safe for all threads.
 */
public final class Listing {
    static final long PG_CATALOG = 11;
    static final long INFORMATION_SCHEMA = 13_134;
    static final long PUBLIC = 2200;
    static final long OWNER = 10;
    static final long INTERNAL_LANGUAGE = 12;
    static final long DEFAULT_COLLATION = 100;
    static final long HEAP = 2;
    static final long BTREE = 403;

    /** Oids of the relations that comments name as what an object is in. */
    static final long PG_CLASS = 1259;

    static final long PG_PROC = 1255;

    /** Settings that have capitals in their names. */
    private static final Map<String, String> SHOWN =
            Map.of(
                    "datestyle", "DateStyle",
                    "intervalstyle", "IntervalStyle",
                    "timezone", "TimeZone");

    private static final Map<String, Filler> FILLERS = fillers();

    private final ListedProject project;
    private final ObjectIds ids = new ObjectIds();
    private final Map<Long, ListedTable> tables = new HashMap<>();
    private final Map<String, List<@Nullable Object[]>> rows = new HashMap<>();
    private final Map<String, Map<Object, @Nullable Object[]>> byOid = new HashMap<>();

    public Listing(ListedProject project) {
        this.project = Objects.requireNonNull(project, "project");
        // In one order, so that two names of one hash have the same oids each time.
        project.tables().forEach(table -> tables.put(ids.of("class", table.qualified()), table));
    }

    /** Surroundings that know the listing. */
    interface Seen extends Surroundings {
        Listing listing();
    }

    private static Map<String, Filler> fillers() {
        Map<String, Filler> fillers = new HashMap<>();
        fillers.put("pg_class", ClassRows::classes);
        fillers.put("pg_attribute", ClassRows::attributes);
        fillers.put("pg_index", KeyRows::indexes);
        fillers.put("pg_constraint", KeyRows::constraints);
        fillers.put("pg_attrdef", KeyRows::defaults);
        fillers.put("pg_namespace", ObjectRows::namespaces);
        fillers.put("pg_type", (_, rows) -> BuiltinRows.types(rows));
        fillers.put("pg_proc", ObjectRows::procedures);
        fillers.put("pg_description", ObjectRows::descriptions);
        fillers.put("pg_database", ObjectRows::databases);
        fillers.put("pg_authid", ObjectRows::roles);
        return Map.copyOf(fillers);
    }

    ListedProject project() {
        return project;
    }

    /** The oid of an object of a kind. */
    long oid(String kind, String name) {
        synchronized (ids) {
            return ids.of(kind, name);
        }
    }

    long classOid(ListedTable table) {
        return oid("class", table.qualified());
    }

    /** The oid of a schema. */
    long namespaceOid(String schema) {
        return schema.equals("public") ? PUBLIC : oid("namespace", schema);
    }

    List<@Nullable Object[]> rows(CatalogRelation relation, Run run) {
        if (relation.name().equals("pg_settings")) {
            return settings(relation, run);
        }
        BoundQuery view = CatalogRelations.all().view(relation).orElse(null);
        if (view == null) {
            return rows(relation);
        }
        return relation.name().equals("pg_stat_activity")
                ? viewed(relation, view, run)
                : kept(relation, view, run);
    }

    /** The answer of a view that tells nothing of the connection. */
    private synchronized List<@Nullable Object[]> kept(
            CatalogRelation relation, BoundQuery view, Run run) {
        String key = relation.schema() + "." + relation.name();
        List<@Nullable Object[]> known = rows.get(key);
        if (known == null) {
            known = viewed(relation, view, run);
            rows.put(key, known);
        }
        return known;
    }

    /** The rows of a relation that is no view. */
    synchronized List<@Nullable Object[]> rows(CatalogRelation relation) {
        List<@Nullable Object[]> known = rows.get(relation.name());
        if (known == null) {
            RowSink sink = new RowSink(relation);
            if (relation.schema().equals(CatalogRelations.PG_CATALOG)) {
                BuiltinRows.fill(sink);
                FILLERS.getOrDefault(relation.name(), (_, _) -> {}).fill(this, sink);
            }
            known = sink.rows();
            rows.put(relation.name(), known);
        }
        return known;
    }

    private static List<@Nullable Object[]> settings(CatalogRelation relation, Run run) {
        RowSink rows = new RowSink(relation);
        new TreeMap<>(run.surroundings().settings())
                .forEach(
                        (name, value) ->
                                rows.row(
                                        "name",
                                        SHOWN.getOrDefault(name, name),
                                        "setting",
                                        value,
                                        "context",
                                        "user",
                                        "vartype",
                                        "string",
                                        "source",
                                        "default",
                                        "boot_val",
                                        value,
                                        "reset_val",
                                        value,
                                        "pending_restart",
                                        false));
        return rows.rows();
    }

    /** The answer of a view's query; columns that the query does not have are NULL. */
    private static List<@Nullable Object[]> viewed(
            CatalogRelation relation, BoundQuery view, Run run) {
        int[] places = new int[view.columns().size()];
        for (int i = 0; i < places.length; i++) {
            places[i] = relation.indexOf(view.columns().get(i).name());
        }
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (@Nullable Object[] from : view.rows(run)) {
            @Nullable Object[] row = new Object[relation.columns().size()];
            for (int i = 0; i < places.length; i++) {
                row[places[i]] = from[i];
            }
            rows.add(row);
        }
        return rows;
    }

    /** The value in the row of a relation that has an oid, or null. */
    @Nullable Object find(String name, String oidColumn, long oid, String column) {
        CatalogRelation relation = CatalogRelations.all().relation(name);
        @Nullable Object[] row = index(relation, oidColumn).get(oid);
        return row == null ? null : row[relation.indexOf(column)];
    }

    private synchronized Map<Object, @Nullable Object[]> index(
            CatalogRelation relation, String oidColumn) {
        return byOid.computeIfAbsent(
                relation.name() + " " + oidColumn,
                _ -> {
                    Map<Object, @Nullable Object[]> index = new HashMap<>();
                    int place = relation.indexOf(oidColumn);
                    for (@Nullable Object[] row : rows(relation)) {
                        index.putIfAbsent(Objects.requireNonNull(row[place]), row);
                    }
                    return index;
                });
    }

    /** The table that an oid is of, or null. */
    @Nullable ListedTable table(long oid) {
        return tables.get(oid);
    }
}
