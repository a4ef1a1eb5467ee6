package dev.tidemill.node.pgcatalog.relation;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.type.Type;
import dev.tidemill.definitions.policy.Privilege;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A table as somebody may see it.
 *
 * @param columns that are there for them
 * @param key positions of the columns that tell its rows apart; empty when none do
 * @param keyName null for the usual one
 * @param checks none for who may not see them
 * @param comment null for none
 * @param definition the query of a live table; null for others, and for who may not see it
 * @param rows how many there are; -1 when that may not be told
 * @param bytes in memory; null when that may not be told
 * @param privileges what they may do
 */
public record ListedTable(
        String schema,
        String name,
        Kind kind,
        List<ListedColumn> columns,
        List<Integer> key,
        @Nullable String keyName,
        List<ListedCheck> checks,
        @Nullable String comment,
        @Nullable String definition,
        long rows,
        @Nullable Long bytes,
        Set<Privilege> privileges) {

    /** What clients see a table as. */
    public enum Kind {
        /** Rows come in: a table. */
        INPUT("r"),
        /** A query's answer that is kept: a materialised view. */
        LIVE("m"),
        /** The mill tells of itself: a view. */
        SYSTEM("v");

        private final String relkind;

        Kind(String relkind) {
            this.relkind = relkind;
        }

        /** As in {@code pg_class.relkind}. */
        String relkind() {
            return relkind;
        }
    }

    /**
     * A column as somebody may see it.
     *
     * @param defaultSql what stands in it when an INSERT does not name it; null for NULL, and for
     *     who may not see it
     * @param comment null for none
     */
    public record ListedColumn(
            String name,
            Type type,
            boolean nullable,
            @Nullable String defaultSql,
            @Nullable String comment) {}

    /**
     * A condition that every row of a table passes.
     *
     * @param columns positions of those that it names
     */
    public record ListedCheck(String name, String sql, List<Integer> columns) {
        public ListedCheck {
            columns = List.copyOf(columns);
        }
    }

    public ListedTable {
        requireNonNull(schema, "schema");
        requireNonNull(name, "name");
        columns = List.copyOf(columns);
        key = List.copyOf(key);
        checks = List.copyOf(checks);
        privileges = Set.copyOf(privileges);
    }

    /** The same without what ticks change. */
    ListedTable withoutSizes() {
        return new ListedTable(
                schema,
                name,
                kind,
                columns,
                key,
                keyName,
                checks,
                comment,
                definition,
                -1,
                null,
                privileges);
    }

    String qualified() {
        return schema + "." + name;
    }
}
