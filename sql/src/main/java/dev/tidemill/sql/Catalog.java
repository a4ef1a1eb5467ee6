package dev.tidemill.sql;

import dev.tidemill.algebra.function.ProjectFunction;
import dev.tidemill.sql.statement.TableRules;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tables that SQL may read. Asked only for the tables that a statement names. */
@FunctionalInterface
public interface Catalog {
    /**
     * The table of this name, which has its schema before a dot when it is not the default one. May
     * throw when the table itself cannot be planned.
     */
    Optional<CatalogTable> table(String name);

    /** The names to choose a suggestion from when a table is not found. */
    default Collection<String> names() {
        return List.of();
    }

    /** The project's own function of this name, in small letters. Asked for no built-in name. */
    default Optional<ProjectFunction> function(String name) {
        return Optional.empty();
    }

    /** What the rows of a table are held to, and its defaults. */
    default TableRules rules(String table) {
        return TableRules.NONE;
    }

    static Catalog of(CatalogTable... tables) {
        return of(List.of(tables));
    }

    static Catalog of(Collection<CatalogTable> tables) {
        Map<String, CatalogTable> byName = new LinkedHashMap<>();
        for (CatalogTable table : tables) {
            if (byName.put(table.name(), table) != null) {
                throw new IllegalArgumentException("table " + table.name() + " twice");
            }
        }
        return new Catalog() {
            @Override
            public Optional<CatalogTable> table(String name) {
                return Optional.ofNullable(byName.get(name));
            }

            @Override
            public Collection<String> names() {
                return List.copyOf(byName.keySet());
            }
        };
    }
}
