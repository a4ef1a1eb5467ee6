package dev.tidemill.sql.statement;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.Place;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
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
    record CreateTable(
            String name, Schema schema, List<Integer> key, boolean ifNotExists, TableRules rules)
            implements Statement {
        public CreateTable {
            requireNonNull(name, "name");
            requireNonNull(schema, "schema");
            key = List.copyOf(key);
            requireNonNull(rules, "rules");
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
     * @param unique whether no two rows may have the same values in them
     */
    record CreateIndex(
            Named name, Named table, List<Named> columns, boolean ifNotExists, boolean unique)
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

    /** A statement that changes rows of one table. */
    sealed interface Write extends Statement {
        String table();

        /** What RETURNING asks for, over the row that was written; empty without it. */
        List<Output> returning();

        /** What its expressions read. */
        RowLayout layout();

        /** The rows that a query gives it; null when it needs none. */
        @Nullable Plan query();

        /** Whether it means the same with other parameters and at another time. */
        default boolean isReusable() {
            return query() == null;
        }
    }

    /** A column of RETURNING. */
    record Output(String name, Expr expression) {
        public Output {
            requireNonNull(name, "name");
            requireNonNull(expression, "expression");
        }
    }

    /**
     * New rows: either values or a query gives whole rows of the table, defaults in the columns
     * that were not named.
     *
     * @param values rows of expressions, which read parameters only; empty with a query
     * @param conflict null when a row that is there already is an error
     */
    record Insert(
            String table,
            List<List<Expr>> values,
            @Nullable Plan query,
            @Nullable Conflict conflict,
            List<Output> returning,
            RowLayout layout)
            implements Write {
        // Spelled out, since a compact constructor's parameters lose their annotations.
        public Insert(
                String table,
                List<List<Expr>> values,
                @Nullable Plan query,
                @Nullable Conflict conflict,
                List<Output> returning,
                RowLayout layout) {
            this.table = requireNonNull(table, "table");
            this.values = List.copyOf(values);
            this.query = query;
            this.conflict = conflict;
            this.returning = List.copyOf(returning);
            this.layout = requireNonNull(layout, "layout");
        }
    }

    /**
     * What becomes of a new row that a UNIQUE or the key refuses.
     *
     * @param columns positions of the columns of the constraint that is meant; empty for any
     * @param constraint its name; null when it is not named
     * @param row the values that the row which is there gets, whole; empty for DO NOTHING
     * @param where whether it gets them; null for always
     */
    record Conflict(
            List<Integer> columns,
            @Nullable String constraint,
            List<Expr> row,
            @Nullable Expr where) {
        // Spelled out, since a compact constructor's parameters lose their annotations.
        public Conflict(
                List<Integer> columns,
                @Nullable String constraint,
                List<Expr> row,
                @Nullable Expr where) {
            this.columns = List.copyOf(columns);
            this.constraint = constraint;
            this.row = List.copyOf(row);
            this.where = where;
        }

        /** DO UPDATE. */
        public boolean updates() {
            return !row.isEmpty();
        }
    }

    /**
     * Changed rows of a keyed table.
     *
     * @param row the new values, whole, over the row as it was; empty with a query
     * @param where which rows; null for all, and with a query
     * @param query gives the new rows, whole, and behind them the keys that they had before
     */
    record Update(
            String table,
            List<Expr> row,
            @Nullable Expr where,
            @Nullable Plan query,
            List<Output> returning,
            RowLayout layout)
            implements Write {
        // Spelled out, since a compact constructor's parameters lose their annotations.
        public Update(
                String table,
                List<Expr> row,
                @Nullable Expr where,
                @Nullable Plan query,
                List<Output> returning,
                RowLayout layout) {
            this.table = requireNonNull(table, "table");
            this.row = List.copyOf(row);
            this.where = where;
            this.query = query;
            this.returning = List.copyOf(returning);
            this.layout = requireNonNull(layout, "layout");
        }
    }

    /**
     * Rows of a keyed table that are to go.
     *
     * @param where which rows; null for all, and with a query
     * @param query gives the rows to delete, whole
     */
    record Delete(
            String table,
            @Nullable Expr where,
            @Nullable Plan query,
            List<Output> returning,
            RowLayout layout)
            implements Write {
        // Spelled out, since a compact constructor's parameters lose their annotations.
        public Delete(
                String table,
                @Nullable Expr where,
                @Nullable Plan query,
                List<Output> returning,
                RowLayout layout) {
            this.table = requireNonNull(table, "table");
            this.where = where;
            this.query = query;
            this.returning = List.copyOf(returning);
            this.layout = requireNonNull(layout, "layout");
        }
    }

    /**
     * A write that needs a query, which has parameters: it is to be read again with values in their
     * places.
     *
     * @param word INSERT, UPDATE or DELETE
     */
    record Unbound(String word, List<Type> parameters) implements Statement {
        public Unbound {
            requireNonNull(word, "word");
            parameters = List.copyOf(parameters);
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
