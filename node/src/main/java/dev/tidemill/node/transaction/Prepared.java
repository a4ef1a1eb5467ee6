package dev.tidemill.node.transaction;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.type.Type;
import dev.tidemill.node.definition.DefinitionsInForce;
import dev.tidemill.sql.statement.ParameterText;
import dev.tidemill.sql.statement.PointSelect;
import dev.tidemill.sql.statement.Statement;
import java.util.List;
import java.util.Locale;

/** A statement, understood by certain definitions. Immutable, but for what it is of. */
sealed interface Prepared {
    /** Types of its parameters. */
    List<Type> parameters();

    StatementKind kind();

    /** Rows are changed by expressions over each. */
    record Write(Statement.Write statement) implements Prepared {
        public Write {
            requireNonNull(statement, "statement");
        }

        @Override
        public List<Type> parameters() {
            return statement.layout().parameters();
        }

        @Override
        public StatementKind kind() {
            return switch (statement) {
                case Statement.Insert _ -> StatementKind.INSERT;
                case Statement.Update _ -> StatementKind.UPDATE;
                case Statement.Delete _ -> StatementKind.DELETE;
            };
        }
    }

    /** Rows are changed by a query, which is planned when its parameters have values. */
    record Unbound(Statement.Unbound statement) implements Prepared {
        public Unbound {
            requireNonNull(statement, "statement");
        }

        @Override
        public List<Type> parameters() {
            return statement.parameters();
        }

        @Override
        public StatementKind kind() {
            return StatementKind.valueOf(statement.word().toUpperCase(Locale.ROOT));
        }
    }

    /** Rows are looked up. */
    record Point(PointSelect select) implements Prepared {
        public Point {
            requireNonNull(select, "select");
        }

        @Override
        public List<Type> parameters() {
            return select.layout().parameters();
        }

        @Override
        public StatementKind kind() {
            return StatementKind.SELECT;
        }
    }

    /** A query for the query store. */
    record Query(List<Type> parameters) implements Prepared {
        public Query {
            parameters = List.copyOf(parameters);
        }

        @Override
        public StatementKind kind() {
            return StatementKind.SELECT;
        }
    }

    /** Everything else. */
    record Other(Statement statement) implements Prepared {
        public Other {
            requireNonNull(statement, "statement");
        }

        @Override
        public List<Type> parameters() {
            return List.of();
        }

        @Override
        public StatementKind kind() {
            return switch (statement) {
                case Statement.Query _ -> StatementKind.SELECT;
                case Statement.CreateTable _ -> StatementKind.CREATE_TABLE;
                case Statement.CreateLiveTable _ -> StatementKind.CREATE_LIVE_TABLE;
                case Statement.DropTable _ -> StatementKind.DROP_TABLE;
                case Statement.CreateIndex _ -> StatementKind.CREATE_INDEX;
                case Statement.DropIndex _ -> StatementKind.DROP_INDEX;
                case Statement.Explain _, Statement.ExplainQuery _ -> StatementKind.EXPLAIN;
                case Statement.Show _ -> StatementKind.SHOW;
                case Statement.Insert _ -> StatementKind.INSERT;
                case Statement.Update _ -> StatementKind.UPDATE;
                case Statement.Delete _ -> StatementKind.DELETE;
                case Statement.Unbound unbound ->
                        StatementKind.valueOf(unbound.word().toUpperCase(Locale.ROOT));
            };
        }
    }

    /**
     * A statement with what it was understood by.
     *
     * @param view the definitions
     */
    record Known(ParameterText text, Prepared prepared, DefinitionsInForce.View view) {
        public Known {
            requireNonNull(text, "text");
            requireNonNull(prepared, "prepared");
            requireNonNull(view, "view");
        }
    }
}
