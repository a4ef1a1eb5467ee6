package dev.tidemill.node.statement;

import dev.tidemill.algebra.bound.Bound;
import dev.tidemill.algebra.function.ProjectFunction;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.definitions.policy.Privilege;
import dev.tidemill.node.access.Sight;
import dev.tidemill.sql.Catalog;
import dev.tidemill.sql.CatalogTable;
import dev.tidemill.sql.statement.TableRules;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tables that somebody has some right to, for reading their statements, with the columns that
 * are there for them: what is wrong with a statement names no others. What they may do with the
 * tables is checked when a statement is understood: {@link StatementAccess}.
 *
 * @param inserting whether rows are brought, which have all columns of their table
 */
record SeenCatalog(Catalog catalog, Sight sight, boolean inserting) implements Catalog {
    private boolean isThere(String name) {
        for (Privilege privilege : Privilege.values()) {
            if (sight.may(privilege, name)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Optional<CatalogTable> table(String name) {
        return isThere(name) ? catalog.table(name).map(this::seen) : Optional.empty();
    }

    private CatalogTable seen(CatalogTable table) {
        String name = table.name();
        boolean asItIs = inserting && sight.may(Privilege.INSERT, name);
        if (asItIs || !sight.sees(name)) {
            return table;
        }
        Schema schema = table.schema();
        List<Field> fields = sight.columns(name, schema).fields();
        if (fields.size() == schema.size()) {
            return table;
        }
        Schema shown = new Schema(fields);
        List<Integer> key = table.key().stream().map(i -> place(schema, i, shown)).toList();
        Map<Integer, Bound> bounds = new HashMap<>();
        table.bounds()
                .forEach(
                        (column, bound) -> {
                            int place = place(schema, column, shown);
                            if (place >= 0) {
                                bounds.put(place, bound);
                            }
                        });
        return new CatalogTable(
                name,
                shown,
                key.contains(-1) ? List.of() : key,
                table.appendOnly(),
                table.eventTime() < 0 ? -1 : place(schema, table.eventTime(), shown),
                bounds);
    }

    /** Where a column is among those that are shown; -1 when it is not. */
    private static int place(Schema schema, int column, Schema shown) {
        return shown.indexOf(schema.field(column).name());
    }

    @Override
    public Collection<String> names() {
        return catalog.names().stream().filter(this::isThere).toList();
    }

    @Override
    public Optional<ProjectFunction> function(String name) {
        return catalog.function(name);
    }

    @Override
    public TableRules rules(String table) {
        return catalog.rules(table);
    }
}
