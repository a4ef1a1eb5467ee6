package dev.tidemill.node.pgcatalog.relation;

import dev.tidemill.node.pgcatalog.evaluate.Identifiers;
import dev.tidemill.node.pgcatalog.relation.ListedProject.ListedIndex;
import dev.tidemill.node.pgcatalog.relation.ListedTable.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What clients see as an index: the primary key of a keyed table, the columns that tell the rows of
 * a live table apart, and secondary indexes.
 *
 * @param columns positions in the table
 * @param primary whether it is a keyed table's primary key
 */
record TableKey(
        long oid,
        String name,
        ListedTable table,
        List<Integer> columns,
        boolean unique,
        boolean primary) {

    static List<TableKey> all(Listing listing) {
        List<TableKey> keys = new ArrayList<>();
        for (ListedTable table : listing.project().tables()) {
            if (!table.key().isEmpty() && table.kind() != Kind.SYSTEM) {
                boolean primary = table.kind() == Kind.INPUT;
                String usual = table.name() + (primary ? "_pkey" : "_key");
                String named = primary ? table.keyName() : null;
                String name = named == null ? usual : named;
                long oid = listing.oid("class", table.schema() + "." + name);
                keys.add(new TableKey(oid, name, table, table.key(), true, primary));
            }
        }
        for (ListedIndex index : listing.project().indexes()) {
            listing.project().tables().stream()
                    .filter(table -> table.qualified().equals("public." + index.table()))
                    .findFirst()
                    .ifPresent(table -> add(listing, index, table, keys));
        }
        return keys;
    }

    /** An index on columns that are not all seen is not there. */
    private static void add(
            Listing listing, ListedIndex index, ListedTable table, List<TableKey> to) {
        List<String> names = table.columns().stream().map(ListedTable.ListedColumn::name).toList();
        List<Integer> columns = index.columns().stream().map(names::indexOf).toList();
        if (!columns.contains(-1)) {
            long oid = listing.oid("class", "public." + index.name());
            to.add(new TableKey(oid, index.name(), table, columns, index.unique(), false));
        }
    }

    /**
     * The statement that would make it.
     *
     * @param brief without the table's schema
     */
    String definition(boolean brief) {
        String schema = brief ? "" : Identifiers.quoted(table.schema()) + ".";
        return "CREATE %sINDEX %s ON %s%s USING btree (%s)"
                .formatted(
                        unique ? "UNIQUE " : "",
                        Identifiers.quoted(name),
                        schema,
                        Identifiers.quoted(table.name()),
                        columnNames());
    }

    /** Whether a constraint of the table is kept by it. */
    boolean constrains() {
        return primary || (unique && table.kind() == Kind.INPUT);
    }

    /** The constraint as a statement would say it. */
    String constraint() {
        return (primary ? "PRIMARY KEY (" : "UNIQUE (") + columnNames() + ")";
    }

    String columnNames() {
        return columns.stream()
                .map(at -> Identifiers.quoted(table.columns().get(at).name()))
                .collect(Collectors.joining(", "));
    }

    /** The oid of the constraint that it is of. */
    long constraintOid(Listing listing) {
        return listing.oid("constraint", table.schema() + "." + name);
    }
}
