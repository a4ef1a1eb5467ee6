package dev.tidemill.node.pgcatalog.relation;

import dev.tidemill.node.pgcatalog.evaluate.OutputColumn;
import dev.tidemill.node.pgcatalog.relation.ListedTable.Kind;
import dev.tidemill.node.pgcatalog.relation.ListedTable.ListedColumn;
import dev.tidemill.node.pgcatalog.type.PgType;
import dev.tidemill.node.pgcatalog.type.PgTypes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Rows of {@code pg_class} and {@code pg_attribute}. */
final class ClassRows {
    /** Of each type by its oid: alignment, storage, whether it is passed by value. */
    private static final Map<Integer, Map<String, String>> TYPES = new HashMap<>();

    static {
        PgTypes.rows()
                .forEach(
                        row ->
                                TYPES.put(
                                        Integer.parseInt(Objects.requireNonNull(row.get("oid"))),
                                        row));
    }

    private ClassRows() {}

    static void classes(Listing listing, RowSink rows) {
        for (CatalogRelation relation : CatalogRelations.all().relations()) {
            rows.row(
                    "oid",
                    relation.oid(),
                    "relname",
                    relation.name(),
                    "relnamespace",
                    namespaceOf(relation),
                    "relowner",
                    Listing.OWNER,
                    "relam",
                    relation.view() ? 0 : Listing.HEAP,
                    "reltuples",
                    -1.0,
                    "relpersistence",
                    "p",
                    "relkind",
                    relation.view() ? "v" : "r",
                    "relnatts",
                    relation.columns().size(),
                    "relhasrules",
                    relation.view(),
                    "relispopulated",
                    true,
                    "relreplident",
                    "n");
        }
        for (ListedTable table : listing.project().tables()) {
            table(listing, table, rows);
        }
        for (TableKey key : TableKey.all(listing)) {
            rows.row(
                    "oid",
                    key.oid(),
                    "relname",
                    key.name(),
                    "relnamespace",
                    listing.namespaceOid(key.table().schema()),
                    "relowner",
                    Listing.OWNER,
                    "relam",
                    Listing.BTREE,
                    "reltuples",
                    (double) key.table().rows(),
                    "relpersistence",
                    "p",
                    "relkind",
                    "i",
                    "relnatts",
                    key.columns().size(),
                    "relispopulated",
                    true,
                    "relreplident",
                    "n");
        }
    }

    private static long namespaceOf(CatalogRelation relation) {
        return relation.schema().equals(CatalogRelations.PG_CATALOG)
                ? Listing.PG_CATALOG
                : Listing.INFORMATION_SCHEMA;
    }

    private static void table(Listing listing, ListedTable table, RowSink rows) {
        boolean isView = table.kind() == Kind.SYSTEM;
        rows.row(
                "oid",
                listing.classOid(table),
                "relname",
                table.name(),
                "relnamespace",
                listing.namespaceOid(table.schema()),
                "relowner",
                Listing.OWNER,
                "relam",
                isView ? 0 : Listing.HEAP,
                "reltuples",
                (double) table.rows(),
                "relhasindex",
                TableKey.all(listing).stream().anyMatch(key -> key.table() == table),
                "relpersistence",
                "p",
                "relkind",
                table.kind().relkind(),
                "relnatts",
                table.columns().size(),
                "relhasrules",
                table.kind() != Kind.INPUT,
                "relispopulated",
                true,
                "relreplident",
                isView ? "n" : "d",
                "relchecks",
                table.checks().size());
    }

    static void attributes(Listing listing, RowSink rows) {
        for (CatalogRelation relation : CatalogRelations.all().relations()) {
            int number = 0;
            for (OutputColumn column : relation.columns()) {
                attribute(
                        rows,
                        relation.oid(),
                        column.name(),
                        ++number,
                        column.type(),
                        -1,
                        relation.notNull().contains(column.name()),
                        false);
            }
        }
        for (ListedTable table : listing.project().tables()) {
            int number = 0;
            for (ListedColumn column : table.columns()) {
                attribute(
                        rows,
                        listing.classOid(table),
                        column,
                        ++number,
                        !column.nullable(),
                        column.defaultSql() != null);
            }
        }
        for (TableKey key : TableKey.all(listing)) {
            int number = 0;
            for (int at : key.columns()) {
                ListedColumn column = key.table().columns().get(at);
                attribute(rows, key.oid(), column, ++number, false, false);
            }
        }
    }

    private static void attribute(
            RowSink rows,
            long relation,
            ListedColumn column,
            int number,
            boolean notNull,
            boolean hasDefault) {
        attribute(
                rows,
                relation,
                column.name(),
                number,
                PgTypes.of(column.type()),
                PgTypes.modifierOf(column.type()),
                notNull,
                hasDefault);
    }

    private static void attribute(
            RowSink rows,
            long relation,
            String name,
            int number,
            PgType type,
            int modifier,
            boolean notNull,
            boolean hasDefault) {
        Map<String, String> typeRow = TYPES.getOrDefault(type.oid(), Map.of());
        rows.row(
                "attrelid",
                relation,
                "attname",
                name,
                "atttypid",
                type.oid(),
                "attlen",
                type.length(),
                "attnum",
                number,
                "attcacheoff",
                -1,
                "atttypmod",
                modifier,
                "attndims",
                type.isArray() && !type.isVector() ? 1 : 0,
                "attbyval",
                "t".equals(typeRow.get("typbyval")),
                "attalign",
                typeRow.getOrDefault("typalign", "i"),
                "attstorage",
                typeRow.getOrDefault("typstorage", "p"),
                "attnotnull",
                notNull,
                "atthasdef",
                hasDefault,
                "attislocal",
                true,
                "attcollation",
                Long.parseLong(typeRow.getOrDefault("typcollation", "0")));
    }

    /** The name of a column of a table or a relation of the catalog; empty when there is none. */
    static String columnName(Listing listing, long relation, long number) {
        ListedTable table = listing.table(relation);
        List<String> names =
                table != null
                        ? table.columns().stream().map(ListedColumn::name).toList()
                        : CatalogRelations.all().relations().stream()
                                .filter(each -> each.oid() == relation)
                                .flatMap(each -> each.columns().stream())
                                .map(OutputColumn::name)
                                .toList();
        return number < 1 || number > names.size() ? "" : names.get((int) number - 1);
    }
}
