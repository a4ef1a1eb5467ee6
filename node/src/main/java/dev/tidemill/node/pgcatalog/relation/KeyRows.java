package dev.tidemill.node.pgcatalog.relation;

import dev.tidemill.node.pgcatalog.evaluate.Vector;
import dev.tidemill.node.pgcatalog.relation.ListedTable.ListedCheck;
import dev.tidemill.node.pgcatalog.relation.ListedTable.ListedColumn;
import dev.tidemill.node.pgcatalog.type.PgType;
import dev.tidemill.node.pgcatalog.type.PgTypes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Rows of {@code pg_index}, {@code pg_constraint} and {@code pg_attrdef}. */
final class KeyRows {
    private KeyRows() {}

    static void indexes(Listing listing, RowSink rows) {
        Map<Long, Long> operatorClasses = operatorClasses(listing);
        for (TableKey key : TableKey.all(listing)) {
            List<Long> collations = new ArrayList<>();
            List<Long> classes = new ArrayList<>();
            List<Long> options = new ArrayList<>();
            for (int at : key.columns()) {
                PgType type = PgTypes.of(key.table().columns().get(at).type());
                collations.add(type.isText() ? Listing.DEFAULT_COLLATION : 0);
                classes.add(operatorClasses.getOrDefault((long) type.oid(), 0L));
                options.add(0L);
            }
            rows.row(
                    "indexrelid",
                    key.oid(),
                    "indrelid",
                    listing.classOid(key.table()),
                    "indnatts",
                    key.columns().size(),
                    "indnkeyatts",
                    key.columns().size(),
                    "indisunique",
                    key.unique(),
                    "indisprimary",
                    key.primary(),
                    "indimmediate",
                    true,
                    "indisvalid",
                    true,
                    "indisready",
                    true,
                    "indislive",
                    true,
                    "indkey",
                    new Vector(numbers(key)),
                    "indcollation",
                    new Vector(collations),
                    "indclass",
                    new Vector(classes),
                    "indoption",
                    new Vector(options));
        }
    }

    private static List<Long> numbers(TableKey key) {
        return key.columns().stream().map(at -> at + 1L).toList();
    }

    /** Of each type the default class of its ordered indexes. */
    private static Map<Long, Long> operatorClasses(Listing listing) {
        CatalogRelation relation = CatalogRelations.all().relation("pg_opclass");
        int oid = relation.indexOf("oid");
        int type = relation.indexOf("opcintype");
        int isDefault = relation.indexOf("opcdefault");
        Map<Long, Long> classes = new HashMap<>();
        for (@Nullable Object[] row : listing.rows(relation)) {
            if (Boolean.TRUE.equals(row[isDefault])) {
                classes.put(
                        (Long) Objects.requireNonNull(row[type]),
                        (Long) Objects.requireNonNull(row[oid]));
            }
        }
        return classes;
    }

    static void constraints(Listing listing, RowSink rows) {
        for (TableKey key : TableKey.all(listing)) {
            if (!key.constrains()) {
                continue;
            }
            rows.row(
                    "oid",
                    key.constraintOid(listing),
                    "conname",
                    key.name(),
                    "connamespace",
                    listing.namespaceOid(key.table().schema()),
                    "contype",
                    key.primary() ? "p" : "u",
                    "convalidated",
                    true,
                    "conrelid",
                    listing.classOid(key.table()),
                    "conindid",
                    key.oid(),
                    "confupdtype",
                    " ",
                    "confdeltype",
                    " ",
                    "confmatchtype",
                    " ",
                    "conislocal",
                    true,
                    "connoinherit",
                    true,
                    "conkey",
                    numbers(key));
        }
        for (ListedTable table : listing.project().tables()) {
            for (ListedCheck check : table.checks()) {
                check(listing, table, check, rows);
            }
        }
    }

    private static void check(Listing listing, ListedTable table, ListedCheck check, RowSink rows) {
        rows.row(
                "oid",
                checkOid(listing, table, check),
                "conname",
                check.name(),
                "connamespace",
                listing.namespaceOid(table.schema()),
                "contype",
                "c",
                "convalidated",
                true,
                "conrelid",
                listing.classOid(table),
                "confupdtype",
                " ",
                "confdeltype",
                " ",
                "confmatchtype",
                " ",
                "conislocal",
                true,
                "conkey",
                check.columns().stream().map(at -> at + 1L).toList(),
                "conbin",
                check.sql());
    }

    static long checkOid(Listing listing, ListedTable table, ListedCheck check) {
        return listing.oid("constraint", table.qualified() + " " + check.name());
    }

    static void defaults(Listing listing, RowSink rows) {
        for (ListedTable table : listing.project().tables()) {
            int number = 0;
            for (ListedColumn column : table.columns()) {
                number++;
                if (column.defaultSql() != null) {
                    rows.row(
                            "oid",
                            listing.oid("default", table.qualified() + " " + column.name()),
                            "adrelid",
                            listing.classOid(table),
                            "adnum",
                            number,
                            "adbin",
                            column.defaultSql());
                }
            }
        }
    }
}
