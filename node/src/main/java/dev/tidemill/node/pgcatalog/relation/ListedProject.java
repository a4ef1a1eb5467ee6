package dev.tidemill.node.pgcatalog.relation;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.type.Type;
import java.util.List;

/**
 * All that somebody may see of what is defined.
 *
 * @param database the project's name
 * @param user who sees it
 * @param administrator whether no policy holds for them
 */
public record ListedProject(
        String database,
        String user,
        boolean administrator,
        List<ListedTable> tables,
        List<ListedIndex> indexes,
        List<ListedFunction> functions) {
    public ListedProject {
        requireNonNull(database, "database");
        requireNonNull(user, "user");
        tables = List.copyOf(tables);
        indexes = List.copyOf(indexes);
        functions = List.copyOf(functions);
    }

    /** The same without what ticks change. */
    public ListedProject withoutSizes() {
        return new ListedProject(
                database,
                user,
                administrator,
                tables.stream().map(ListedTable::withoutSizes).toList(),
                indexes,
                functions);
    }

    /**
     * A secondary index.
     *
     * @param table its name, in the schema public
     * @param unique whether it keeps a UNIQUE
     */
    public record ListedIndex(String name, String table, List<String> columns, boolean unique) {
        public ListedIndex {
            columns = List.copyOf(columns);
        }
    }

    /** A function that a jar of the project brings. */
    public record ListedFunction(
            String name, List<Type> parameters, Type result, boolean aggregate, boolean strict) {
        public ListedFunction {
            parameters = List.copyOf(parameters);
        }
    }
}
