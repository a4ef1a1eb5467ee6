package dev.tidemill.node.pgcatalog.relation;

import dev.tidemill.node.pgcatalog.evaluate.BoundQuery;
import dev.tidemill.node.pgcatalog.evaluate.OutputColumn;
import dev.tidemill.node.pgcatalog.evaluate.Parameters;
import dev.tidemill.node.pgcatalog.evaluate.Relation;
import dev.tidemill.node.pgcatalog.evaluate.Relations;
import dev.tidemill.node.pgcatalog.syntax.QueryParser;
import dev.tidemill.node.pgcatalog.type.PgTypes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The relations that PostgreSQL 17 has from the start, by their names. Safe for all threads. */
public final class CatalogRelations implements Relations {
    public static final String PG_CATALOG = "pg_catalog";
    public static final String INFORMATION_SCHEMA = "information_schema";

    private static final CatalogRelations ALL = new CatalogRelations();

    private final Map<String, CatalogRelation> byName = new LinkedHashMap<>();
    private final Map<String, String> views = new HashMap<>();
    private final Map<String, BoundQuery> bound = new ConcurrentHashMap<>();

    private CatalogRelations() {
        Resources.text("relations.txt").lines().forEach(this::add);
        view(Resources.text("views.sql"));
    }

    /** The one set of them. */
    public static CatalogRelations all() {
        return ALL;
    }

    private static String key(String schema, String name) {
        return schema + "." + name;
    }

    /** Reads {@code schema|name|oid|r or v|column:type!,…}; the mark is for NOT NULL. */
    private void add(String line) {
        if (line.isBlank() || line.startsWith("#")) {
            return;
        }
        String[] parts = line.split("\\|", -1);
        List<OutputColumn> columns = new ArrayList<>();
        Set<String> notNull = new HashSet<>();
        for (String column : parts[4].split(",", -1)) {
            String[] nameAndType = column.split(":", -1);
            String type = nameAndType[1].replace("!", "");
            columns.add(new OutputColumn(nameAndType[0], PgTypes.named(type)));
            if (nameAndType[1].endsWith("!")) {
                notNull.add(nameAndType[0]);
            }
        }
        byName.put(
                key(parts[0], parts[1]),
                new CatalogRelation(
                        parts[0],
                        parts[1],
                        Long.parseLong(parts[2]),
                        parts[3].equals("v"),
                        columns,
                        notNull));
    }

    /** Reads queries, each behind a line {@code -- schema.name}. */
    private void view(String text) {
        for (String part : text.split("(?m)^-- ", -1)) {
            int end = part.indexOf('\n');
            if (end > 0 && part.substring(0, end).strip().matches("\\w+\\.\\w+")) {
                views.put(part.substring(0, end).strip(), part.substring(end + 1).strip());
            }
        }
    }

    Collection<CatalogRelation> relations() {
        return byName.values();
    }

    /** The query that a relation's rows are the answer of; empty for one with rows of its own. */
    Optional<BoundQuery> view(CatalogRelation relation) {
        String key = key(relation.schema(), relation.name());
        String sql = views.get(key);
        return sql == null
                ? Optional.empty()
                : Optional.of(
                        bound.computeIfAbsent(
                                key,
                                _ ->
                                        BoundQuery.of(
                                                QueryParser.parse(sql),
                                                this,
                                                new Parameters(List.of()))));
    }

    /** The relation of a name of {@code pg_catalog}. */
    CatalogRelation relation(String name) {
        return Optional.ofNullable(byName.get(key(PG_CATALOG, name))).orElseThrow();
    }

    @Override
    public Optional<Relation> find(String schema, String name) {
        return Optional.ofNullable(byName.get(key(schema.isEmpty() ? PG_CATALOG : schema, name)));
    }

    @Override
    public long oid(Relation relation) {
        return relation instanceof CatalogRelation catalogs ? catalogs.oid() : 0;
    }

    /** Whether a schema holds only relations of the catalog. */
    public static boolean isCatalog(String schema) {
        return schema.equals(PG_CATALOG) || schema.equals(INFORMATION_SCHEMA);
    }
}
