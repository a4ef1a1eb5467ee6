package dev.tidemill.sql.statement;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.Place;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.type.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One statement, checked against the tables that there are. */
public sealed interface Statement {
    /** Rows are asked for; the text is a query. */
    record Query(String sql) implements Statement {
        public Query {
            requireNonNull(sql, "sql");
        }
    }

    /**
     * A writable table: keyed when it has a key, an event table otherwise.
     *
     * @param key positions of the primary key's columns
     */
    record CreateTable(String name, Schema schema, List<Integer> key, boolean ifNotExists)
            implements Statement {
        public CreateTable {
            requireNonNull(name, "name");
            requireNonNull(schema, "schema");
            key = List.copyOf(key);
        }
    }

    /**
     * A live table.
     *
     * @param sql its query as it was written
     */
    record CreateLiveTable(String name, String sql, boolean replace, boolean ifNotExists)
            implements Statement {
        public CreateLiveTable {
            requireNonNull(name, "name");
            requireNonNull(sql, "sql");
        }
    }

    /**
     * A table is to go.
     *
     * @param live whether a live table is meant
     */
    record DropTable(String name, boolean live, boolean ifExists) implements Statement {
        public DropTable {
            requireNonNull(name, "name");
        }
    }

    /** A name, and where it is written. */
    record Named(String name, Place place) {
        public Named {
            requireNonNull(name, "name");
            requireNonNull(place, "place");
        }
    }

    /**
     * A secondary index of a table.
     *
     * @param columns in the index's order
     */
    record CreateIndex(Named name, Named table, List<Named> columns, boolean ifNotExists)
            implements Statement {
        public CreateIndex {
            requireNonNull(name, "name");
            requireNonNull(table, "table");
            columns = List.copyOf(columns);
        }

        public List<String> columnNames() {
            return columns.stream().map(Named::name).toList();
        }
    }

    /** A secondary index is to go. */
    record DropIndex(String name, boolean ifExists) implements Statement {
        public DropIndex {
            requireNonNull(name, "name");
        }
    }

    /**
     * New rows.
     *
     * @param rows gives whole rows of the table; columns that were not named are NULL
     */
    record Insert(String table, Plan rows) implements Statement {
        public Insert {
            requireNonNull(table, "table");
            requireNonNull(rows, "rows");
        }
    }

    /**
     * Changed rows of a keyed table.
     *
     * @param rows gives the new rows, whole, and behind them the keys that they had before
     */
    record Update(String table, Plan rows) implements Statement {
        public Update {
            requireNonNull(table, "table");
            requireNonNull(rows, "rows");
        }
    }

    /**
     * Rows of a keyed table that are to go.
     *
     * @param rows gives the rows to delete, whole
     */
    record Delete(String table, Plan rows) implements Statement {
        public Delete {
            requireNonNull(table, "table");
            requireNonNull(rows, "rows");
        }
    }

    /**
     * How a live table is kept, or a query would be: EXPLAIN LIVE.
     *
     * @param table the live table that is asked about; null for a query
     * @param plan the query's; null for a table
     */
    record Explain(@Nullable String table, @Nullable Plan plan) implements Statement {
        public Explain {
            if ((table == null) == (plan == null)) {
                throw new IllegalArgumentException("either a table or a plan");
            }
        }
    }

    /**
     * How an ad-hoc query is run.
     *
     * @param sql the query, at its place in the statement: blanks stand for what was before it
     * @param analyze whether it is run and measured
     * @param json whether the answer is one document
     */
    record ExplainQuery(String sql, boolean analyze, boolean json) implements Statement {
        public ExplainQuery {
            requireNonNull(sql, "sql");
        }
    }

    /** What there is. */
    record Show(Subject subject, @Nullable String table) implements Statement {
        /** What may be shown. */
        public enum Subject {
            TABLES,
            LIVE_TABLES,
            COLUMNS,
            CREATE_TABLE,
            ERRORS,
            INDEXES
        }

        public Show {
            requireNonNull(subject, "subject");
        }
    }
}
