package dev.tidemill.node.pgcatalog.relation;

import dev.tidemill.node.pgcatalog.evaluate.Vector;
import dev.tidemill.node.pgcatalog.relation.ListedProject.ListedFunction;
import dev.tidemill.node.pgcatalog.relation.ListedTable.ListedColumn;
import dev.tidemill.node.pgcatalog.type.PgTypes;
import java.util.List;
import java.util.stream.Collectors;

/** Rows of relations about what is no table: schemas, functions, comments, roles. */
final class ObjectRows {
    private static final long JAVA_LANGUAGE = 13_488;

    private ObjectRows() {}

    static void namespaces(Listing listing, RowSink rows) {
        namespace(rows, Listing.PG_CATALOG, CatalogRelations.PG_CATALOG);
        namespace(rows, Listing.INFORMATION_SCHEMA, CatalogRelations.INFORMATION_SCHEMA);
        namespace(rows, Listing.PUBLIC, "public");
        listing.project().tables().stream()
                .map(ListedTable::schema)
                .filter(schema -> !schema.equals("public"))
                .distinct()
                .forEach(schema -> namespace(rows, listing.namespaceOid(schema), schema));
    }

    private static void namespace(RowSink rows, long oid, String name) {
        rows.row("oid", oid, "nspname", name, "nspowner", Listing.OWNER);
    }

    static void procedures(Listing listing, RowSink rows) {
        Procedures.fill(rows);
        for (ListedFunction function : listing.project().functions()) {
            List<Long> types =
                    function.parameters().stream()
                            .map(type -> (long) PgTypes.of(type).oid())
                            .toList();
            rows.row(
                    "oid",
                    functionOid(listing, function),
                    "proname",
                    function.name(),
                    "pronamespace",
                    Listing.PUBLIC,
                    "proowner",
                    Listing.OWNER,
                    "prolang",
                    JAVA_LANGUAGE,
                    "procost",
                    1.0,
                    "prokind",
                    function.aggregate() ? "a" : "f",
                    "proisstrict",
                    function.strict(),
                    "provolatile",
                    "i",
                    "proparallel",
                    "s",
                    "pronargs",
                    types.size(),
                    "prorettype",
                    PgTypes.of(function.result()).oid(),
                    "proargtypes",
                    new Vector(types),
                    "prosrc",
                    function.name());
        }
    }

    static long functionOid(Listing listing, ListedFunction function) {
        return listing.oid("function", function.name());
    }

    static void descriptions(Listing listing, RowSink rows) {
        for (ListedTable table : listing.project().tables()) {
            long oid = listing.classOid(table);
            if (table.comment() != null) {
                description(rows, oid, 0, table.comment());
            }
            int number = 0;
            for (ListedColumn column : table.columns()) {
                number++;
                if (column.comment() != null) {
                    description(rows, oid, number, column.comment());
                }
            }
        }
    }

    private static void description(RowSink rows, long oid, int column, String text) {
        rows.row(
                "objoid",
                oid,
                "classoid",
                Listing.PG_CLASS,
                "objsubid",
                column,
                "description",
                text);
    }

    static void databases(Listing listing, RowSink rows) {
        rows.row(
                "oid",
                databaseOid(listing),
                "datname",
                listing.project().database(),
                "datdba",
                Listing.OWNER,
                "encoding",
                6,
                "datlocprovider",
                "c",
                "datallowconn",
                true,
                "datconnlimit",
                -1,
                "dattablespace",
                1663,
                "datcollate",
                "C",
                "datctype",
                "C.UTF-8");
    }

    static long databaseOid(Listing listing) {
        return listing.oid("database", listing.project().database());
    }

    /** The owner of all that is defined, and who asks. */
    static void roles(Listing listing, RowSink rows) {
        role(rows, Listing.OWNER, "tidemill", true);
        ListedProject project = listing.project();
        if (!project.user().equals("tidemill")) {
            role(
                    rows,
                    listing.oid("role", project.user()),
                    project.user(),
                    project.administrator());
        }
    }

    private static void role(RowSink rows, long oid, String name, boolean isSuper) {
        rows.row(
                "oid",
                oid,
                "rolname",
                name,
                "rolsuper",
                isSuper,
                "rolinherit",
                true,
                "rolcreaterole",
                isSuper,
                "rolcreatedb",
                isSuper,
                "rolcanlogin",
                true,
                "rolreplication",
                isSuper,
                "rolbypassrls",
                isSuper,
                "rolconnlimit",
                -1);
    }

    /** The statement that a function's signature would be made by. */
    static String signature(ListedFunction function) {
        return "CREATE %s %s(%s) RETURNS %s LANGUAGE java"
                .formatted(
                        function.aggregate() ? "AGGREGATE" : "FUNCTION",
                        function.name(),
                        function.parameters().stream()
                                .map(type -> PgTypes.of(type).sqlName())
                                .collect(Collectors.joining(", ")),
                        PgTypes.of(function.result()).sqlName());
    }
}
