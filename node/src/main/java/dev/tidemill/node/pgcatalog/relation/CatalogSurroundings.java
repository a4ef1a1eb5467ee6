package dev.tidemill.node.pgcatalog.relation;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.definitions.policy.Privilege;
import dev.tidemill.node.pgcatalog.ConnectionFacts;
import dev.tidemill.node.pgcatalog.evaluate.Identifiers;
import dev.tidemill.node.pgcatalog.relation.ListedProject.ListedFunction;
import dev.tidemill.node.pgcatalog.syntax.QueryParser;
import dev.tidemill.node.pgcatalog.syntax.Term;
import dev.tidemill.node.pgcatalog.type.PgType;
import dev.tidemill.node.pgcatalog.type.PgTypes;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A listing and a connection, as functions of the catalog ask them. Owned by one run. */
public final class CatalogSurroundings implements Listing.Seen {
    private final Listing listing;
    private final ConnectionFacts connection;

    public CatalogSurroundings(Listing listing, ConnectionFacts connection) {
        this.listing = listing;
        this.connection = connection;
    }

    @Override
    public Listing listing() {
        return listing;
    }

    @Override
    public Optional<String> setting(String name) {
        return Optional.ofNullable(
                connection.settings().get(name.toLowerCase(java.util.Locale.ROOT)));
    }

    @Override
    public Map<String, String> settings() {
        return connection.settings();
    }

    @Override
    public String set(String name, String value) {
        return connection.set(name, value);
    }

    @Override
    public long backendId() {
        return connection.backendId();
    }

    @Override
    public OffsetDateTime startedAt() {
        return connection.startedAt();
    }

    @Override
    public String database() {
        return listing.project().database();
    }

    @Override
    public String user() {
        return listing.project().user();
    }

    @Override
    public String version() {
        String number = connection.settings().getOrDefault("server_version", "17.0");
        return "PostgreSQL " + number.replaceFirst(" .*", "") + " (Tidemill)";
    }

    /** The schemas that are there of those that the setting names. */
    @Override
    public List<String> searchPath() {
        String setting = connection.settings().getOrDefault("search_path", "public");
        List<String> path = new ArrayList<>();
        for (String each : setting.split(",", -1)) {
            String schema = Identifiers.parts(each.strip()).getFirst();
            if (namespace(schema) != null) {
                path.add(schema);
            }
        }
        return path;
    }

    private @Nullable Long namespace(String name) {
        Object oid = findByName("pg_namespace", "nspname", name);
        return (Long) oid;
    }

    private @Nullable Object findByName(String relation, String column, String name) {
        CatalogRelation named = CatalogRelations.all().relation(relation);
        int place = named.indexOf(column);
        return listing.rows(named).stream()
                .filter(row -> name.equals(row[place]))
                .map(row -> row[named.indexOf("oid")])
                .findFirst()
                .orElse(null);
    }

    @Override
    public @Nullable Object find(String relation, String oidColumn, long oid, String column) {
        return listing.find(relation, oidColumn, oid, column);
    }

    @Override
    public String columnName(long table, long number) {
        return ClassRows.columnName(listing, table, number);
    }

    @Override
    public @Nullable String comment(long classOid, long oid, long column) {
        ListedTable table =
                classOid == 0 || classOid == Listing.PG_CLASS ? listing.table(oid) : null;
        if (table == null) {
            return null;
        }
        if (column == 0) {
            return table.comment();
        }
        return column < 1 || column > table.columns().size()
                ? null
                : table.columns().get((int) column - 1).comment();
    }

    @Override
    public @Nullable String definition(long oid, boolean brief) {
        ListedTable table = listing.table(oid);
        if (table != null) {
            return table.definition() == null ? "" : table.definition().strip() + ";";
        }
        for (TableKey key : TableKey.all(listing)) {
            if (key.oid() == oid) {
                return key.definition(brief && searchPath().contains(key.table().schema()));
            }
            if (key.constrains() && key.constraintOid(listing) == oid) {
                return key.constraint();
            }
        }
        for (ListedTable each : listing.project().tables()) {
            for (ListedTable.ListedCheck check : each.checks()) {
                if (KeyRows.checkOid(listing, each, check) == oid) {
                    return (brief ? "CHECK (%s)" : "CHECK ((%s))").formatted(check.sql());
                }
            }
        }
        for (ListedFunction function : listing.project().functions()) {
            if (ObjectRows.functionOid(listing, function) == oid) {
                return ObjectRows.signature(function);
            }
        }
        return null;
    }

    @Override
    public boolean may(long table, String privilege) {
        ListedTable listed = listing.table(table);
        if (listed == null) {
            return privilege.equals("SELECT");
        }
        return switch (privilege) {
            case "SELECT" -> listed.privileges().contains(Privilege.SELECT);
            case "INSERT", "UPDATE" -> listed.privileges().contains(Privilege.INSERT);
            case "DELETE" -> listed.privileges().contains(Privilege.DELETE);
            default -> false;
        };
    }

    /** Of a table its bytes in memory; for 0, of all tables that are seen. */
    @Override
    public @Nullable Long size(long table) {
        if (table != 0) {
            ListedTable listed = listing.table(table);
            return listed == null ? Long.valueOf(0) : listed.bytes();
        }
        return listing.project().tables().stream()
                .map(ListedTable::bytes)
                .mapToLong(bytes -> bytes == null ? 0 : bytes)
                .sum();
    }

    @Override
    public String name(PgType type, long oid) {
        if (oid == 0) {
            return "-";
        }
        return switch (type.name()) {
            case "regclass" -> named("pg_class", "relname", "relnamespace", oid);
            case "regproc", "regprocedure" -> named("pg_proc", "proname", "pronamespace", oid);
            case "regcollation" -> named("pg_collation", "collname", "collnamespace", oid);
            case "regtype" ->
                    PgTypes.byOid(oid).map(PgType::sqlName).orElseGet(() -> Long.toString(oid));
            case "regnamespace" -> plain("pg_namespace", "nspname", oid);
            case "regrole" -> plain("pg_authid", "rolname", oid);
            default -> Long.toString(oid);
        };
    }

    private String plain(String relation, String column, long oid) {
        Object name = find(relation, "oid", oid, column);
        return name == null ? Long.toString(oid) : Identifiers.quoted(name.toString());
    }

    /** With the schema before it unless it is found without. */
    private String named(String relation, String column, String namespace, long oid) {
        Object name = find(relation, "oid", oid, column);
        Object schema = name == null ? null : find(relation, "oid", oid, namespace);
        if (name == null || schema == null) {
            return Long.toString(oid);
        }
        String quoted = Identifiers.quoted(name.toString());
        Object schemaName = find("pg_namespace", "oid", (Long) schema, "nspname");
        boolean visible = "pg_catalog".equals(schemaName) || searchPath().contains(schemaName);
        return visible || schemaName == null
                ? quoted
                : Identifiers.quoted(schemaName.toString()) + "." + quoted;
    }

    @Override
    public long oid(PgType type, String name) {
        if (name.matches("\\d{1,10}")) {
            return Long.parseLong(name);
        }
        if (name.equals("-")) {
            return 0;
        }
        List<String> parts = Identifiers.parts(name);
        return switch (type.name()) {
            case "regclass" -> relation(parts, name);
            case "regtype" -> typeOid(name);
            case "regproc", "regprocedure" -> procedure(parts, name);
            case "regnamespace" ->
                    known(namespace(parts.getFirst()), "schema", name, ErrorCode.INVALID_ARGUMENT);
            case "regrole" ->
                    known(
                            findByName("pg_authid", "rolname", parts.getFirst()),
                            "role",
                            name,
                            ErrorCode.INVALID_ARGUMENT);
            case "regcollation" ->
                    known(
                            findByName("pg_collation", "collname", parts.getLast()),
                            "collation",
                            name,
                            ErrorCode.INVALID_ARGUMENT);
            default -> known(null, type.name(), name, ErrorCode.UNKNOWN_FUNCTION);
        };
    }

    private static long known(@Nullable Object oid, String what, String name, ErrorCode code) {
        if (oid == null) {
            throw new TidemillException(code, what + " \"" + name + "\" does not exist");
        }
        return (Long) oid;
    }

    private long relation(List<String> parts, String name) {
        List<String> schemas = new ArrayList<>();
        if (parts.size() > 1) {
            schemas.add(parts.get(parts.size() - 2));
        } else {
            schemas.add("pg_catalog");
            schemas.addAll(searchPath());
        }
        CatalogRelation classes = CatalogRelations.all().relation("pg_class");
        int relname = classes.indexOf("relname");
        int namespace = classes.indexOf("relnamespace");
        int oid = classes.indexOf("oid");
        for (String schema : schemas) {
            Long wanted = namespace(schema);
            for (@Nullable Object[] row : listing.rows(classes)) {
                if (parts.getLast().equals(row[relname])
                        && wanted != null
                        && wanted.equals(row[namespace])) {
                    return (Long) java.util.Objects.requireNonNull(row[oid]);
                }
            }
        }
        return known(null, "relation", name, ErrorCode.UNKNOWN_TABLE);
    }

    private static long typeOid(String name) {
        Term.TypeName parsed = QueryParser.parseType(name);
        Optional<PgType> type = PgTypes.byName(parsed.name());
        Object oid = type.map(t -> (long) (parsed.isArray() ? t.array() : t.oid())).orElse(null);
        return known(oid, "type", name, ErrorCode.INVALID_ARGUMENT);
    }

    private long procedure(List<String> parts, String name) {
        String plain = parts.getLast().replaceFirst("\\(.*", "");
        Object oid = findByName("pg_proc", "proname", plain);
        return known(oid, "function", name, ErrorCode.UNKNOWN_FUNCTION);
    }
}
