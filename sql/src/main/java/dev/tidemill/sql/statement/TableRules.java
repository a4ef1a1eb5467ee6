package dev.tidemill.sql.statement;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a table's rows are held to besides its key and NOT NULL, and what stands in columns that an
 * INSERT does not name. Texts are SQL over one row, without subqueries.
 *
 * @param keyName the primary key's; null for {@code table_pkey}
 * @param checks in the order in which they are looked at, that of their names
 * @param uniques of which each is kept by an index of its name
 */
public record TableRules(
        @Nullable String keyName,
        List<Check> checks,
        List<Default> defaults,
        List<Unique> uniques) {
    /** None. */
    public static final TableRules NONE = new TableRules(null, List.of(), List.of(), List.of());

    /** A condition that no row may fail; NULL passes. */
    public record Check(String name, String sql) {
        public Check {
            requireNonNull(name, "name");
            requireNonNull(sql, "sql");
        }
    }

    /** What stands in a column that an INSERT does not name. */
    public record Default(String column, String sql) {
        public Default {
            requireNonNull(column, "column");
            requireNonNull(sql, "sql");
        }
    }

    /** Columns in which no two rows have the same values; NULL is like nothing. */
    public record Unique(String name, List<String> columns) {
        public Unique {
            requireNonNull(name, "name");
            columns = List.copyOf(columns);
        }
    }

    // Spelled out, since a compact constructor's parameters lose their annotations in class files.
    public TableRules(
            @Nullable String keyName,
            List<Check> checks,
            List<Default> defaults,
            List<Unique> uniques) {
        this.keyName = keyName;
        this.checks = List.copyOf(checks);
        this.defaults = List.copyOf(defaults);
        this.uniques = List.copyOf(uniques);
    }

    /** The defaults' texts by their columns. */
    public Map<String, String> defaultsByColumn() {
        Map<String, String> texts = new HashMap<>();
        defaults.forEach(each -> texts.put(each.column(), each.sql()));
        return texts;
    }
}
