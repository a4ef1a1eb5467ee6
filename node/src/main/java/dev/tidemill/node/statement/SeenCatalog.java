package dev.tidemill.node.statement;

import dev.tidemill.algebra.function.ProjectFunction;
import dev.tidemill.definitions.policy.Privilege;
import dev.tidemill.node.access.Sight;
import dev.tidemill.sql.Catalog;
import dev.tidemill.sql.CatalogTable;
import java.util.Collection;
import java.util.Optional;

/**
 * The tables that somebody has some right to, for reading their statements. What they may do with
 * them is checked when a statement is understood: {@link StatementAccess}.
 */
record SeenCatalog(Catalog catalog, Sight sight) implements Catalog {
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
        return isThere(name) ? catalog.table(name) : Optional.empty();
    }

    @Override
    public Collection<String> names() {
        return catalog.names().stream().filter(this::isThere).toList();
    }

    @Override
    public Optional<ProjectFunction> function(String name) {
        return catalog.function(name);
    }
}
