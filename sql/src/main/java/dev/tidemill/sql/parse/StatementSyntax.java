package dev.tidemill.sql.parse;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.sql.validate.SqlErrors;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlCreate;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlDrop;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/**
 * The syntax trees of the statements that Calcite's grammar does not have; made by the generated
 * parser, read by {@link dev.tidemill.sql.statement.StatementReader}.
 */
public final class StatementSyntax {
    private static final SqlOperator CREATE_TABLE =
            new SqlSpecialOperator("CREATE TABLE", SqlKind.CREATE_TABLE);
    private static final SqlOperator CREATE_LIVE_TABLE =
            new SqlSpecialOperator("CREATE LIVE TABLE", SqlKind.CREATE_MATERIALIZED_VIEW);
    private static final SqlOperator DROP_TABLE =
            new SqlSpecialOperator("DROP TABLE", SqlKind.DROP_TABLE);
    private static final SqlOperator CREATE_INDEX =
            new SqlSpecialOperator("CREATE INDEX", SqlKind.CREATE_INDEX);
    private static final SqlOperator DROP_INDEX =
            new SqlSpecialOperator("DROP INDEX", SqlKind.DROP_INDEX);
    private static final SqlOperator ELEMENT =
            new SqlSpecialOperator("TABLE ELEMENT", SqlKind.COLUMN_DECL);
    private static final SqlOperator INSERT = new SqlSpecialOperator("INSERT", SqlKind.INSERT);
    private static final SqlOperator UPDATE = new SqlSpecialOperator("UPDATE", SqlKind.UPDATE);
    private static final SqlOperator DELETE = new SqlSpecialOperator("DELETE", SqlKind.DELETE);
    private static final SqlOperator EXPLAIN = new SqlSpecialOperator("EXPLAIN", SqlKind.EXPLAIN);
    private static final SqlOperator EMIT_FINAL =
            new SqlSpecialOperator("EMIT ON WINDOW CLOSE", SqlKind.OTHER);
    private static final SqlOperator SHOW = new SqlSpecialOperator("SHOW", SqlKind.OTHER_DDL);

    private StatementSyntax() {}

    /** {@code CREATE TABLE}: its columns and constraints in the order in which they are written. */
    public static final class CreateTable extends SqlCreate {
        public final boolean ifNotExists;
        public final SqlIdentifier name;
        public final List<SqlNode> elements;

        private CreateTable(
                SqlParserPos position,
                boolean replace,
                boolean ifNotExists,
                SqlIdentifier name,
                List<SqlNode> elements) {
            super(CREATE_TABLE, position, replace, ifNotExists);
            this.ifNotExists = ifNotExists;
            this.name = name;
            this.elements = List.copyOf(elements);
        }

        @Override
        public List<SqlNode> getOperandList() {
            return List.of(name);
        }
    }

    /** {@code CREATE LIVE TABLE}; the query's text begins behind {@code as}. */
    public static final class CreateLiveTable extends SqlCreate {
        public final boolean replace;
        public final boolean ifNotExists;
        public final SqlIdentifier name;
        public final SqlParserPos as;
        public final SqlNode query;

        private CreateLiveTable(
                SqlParserPos position,
                boolean replace,
                boolean ifNotExists,
                SqlIdentifier name,
                SqlParserPos as,
                SqlNode query) {
            super(CREATE_LIVE_TABLE, position, replace, ifNotExists);
            this.replace = replace;
            this.ifNotExists = ifNotExists;
            this.name = name;
            this.as = as;
            this.query = query;
        }

        @Override
        public List<SqlNode> getOperandList() {
            return List.of(name, query);
        }
    }

    /** {@code DROP [LIVE] TABLE}. */
    public static final class DropTable extends SqlDrop {
        public final boolean live;
        public final boolean ifExists;
        public final SqlIdentifier name;

        private DropTable(
                SqlParserPos position, boolean live, boolean ifExists, SqlIdentifier name) {
            super(DROP_TABLE, position, ifExists);
            this.live = live;
            this.ifExists = ifExists;
            this.name = name;
        }

        @Override
        public List<SqlNode> getOperandList() {
            return List.of(name);
        }
    }

    /**
     * {@code CREATE INDEX}; the places of UNIQUE and of a DESC, which are not supported, are null
     * when they are not written.
     */
    public static final class CreateIndex extends SqlCreate {
        public final boolean ifNotExists;
        public final SqlIdentifier name;
        public final SqlIdentifier table;
        public final List<SqlIdentifier> columns;
        public final @Nullable SqlParserPos unique;
        public final @Nullable SqlParserPos descending;

        private CreateIndex(
                SqlParserPos position,
                boolean replace,
                boolean ifNotExists,
                SqlIdentifier name,
                SqlIdentifier table,
                List<SqlIdentifier> columns,
                @Nullable SqlParserPos unique,
                @Nullable SqlParserPos descending) {
            super(CREATE_INDEX, position, replace, ifNotExists);
            this.ifNotExists = ifNotExists;
            this.name = name;
            this.table = table;
            this.columns = List.copyOf(columns);
            this.unique = unique;
            this.descending = descending;
        }

        @Override
        public List<SqlNode> getOperandList() {
            return List.of(name, table);
        }
    }

    /** {@code DROP INDEX}. */
    public static final class DropIndex extends SqlDrop {
        public final boolean ifExists;
        public final SqlIdentifier name;

        private DropIndex(SqlParserPos position, boolean ifExists, SqlIdentifier name) {
            super(DROP_INDEX, position, ifExists);
            this.ifExists = ifExists;
            this.name = name;
        }

        @Override
        public List<SqlNode> getOperandList() {
            return List.of(name);
        }
    }

    /** What a constraint asks for. */
    public enum ConstraintKind {
        NOT_NULL,
        PRIMARY_KEY,
        UNIQUE,
        CHECK,
        /** No constraint, but written like one. */
        DEFAULT
    }

    /**
     * A constraint of a column or a table.
     *
     * <p>{@code columns} are null of one that stands behind its column; {@code value} is the
     * condition of a CHECK or a default, and {@code written} where its text is: with its
     * parentheses, or with the word DEFAULT before it.
     */
    public static final class Constraint extends SqlCall {
        public final ConstraintKind kind;
        public final @Nullable SqlIdentifier name;
        public final @Nullable SqlNodeList columns;
        public final @Nullable SqlNode value;
        public final @Nullable SqlParserPos written;

        private Constraint(
                SqlParserPos position,
                ConstraintKind kind,
                @Nullable SqlIdentifier name,
                @Nullable SqlNodeList columns,
                @Nullable SqlNode value,
                @Nullable SqlParserPos written) {
            super(position);
            this.kind = kind;
            this.name = name;
            this.columns = columns;
            this.value = value;
            this.written = written;
        }

        /** The columns that it names. */
        public List<SqlIdentifier> columnNames() {
            return columns == null ? List.of() : identifiers(columns);
        }

        @Override
        public SqlOperator getOperator() {
            return ELEMENT;
        }

        @Override
        public List<SqlNode> getOperandList() {
            return List.of();
        }
    }

    /** A column with its constraints. */
    public static final class Column extends SqlCall {
        public final SqlIdentifier name;
        public final SqlDataTypeSpec type;
        public final List<Constraint> constraints;

        private Column(SqlIdentifier name, SqlDataTypeSpec type, List<Constraint> constraints) {
            super(name.getParserPosition());
            this.name = name;
            this.type = type;
            this.constraints = List.copyOf(constraints);
        }

        @Override
        public SqlOperator getOperator() {
            return ELEMENT;
        }

        @Override
        public List<SqlNode> getOperandList() {
            return List.of(name);
        }
    }

    /** {@code column = value}; the value may be a call of DEFAULT. */
    public record Assignment(SqlIdentifier column, SqlNode value) {}

    /**
     * {@code ON CONFLICT}.
     *
     * @param columns of the constraint that is meant; null when they are not named
     * @param constraint its name; null when it is not named
     * @param assignments none for DO NOTHING
     * @param where null for none
     */
    public record Conflict(
            SqlParserPos position,
            @Nullable SqlNodeList columns,
            @Nullable SqlIdentifier constraint,
            List<Assignment> assignments,
            @Nullable SqlNode where) {
        // Spelled out, since a compact constructor's parameters lose their annotations.
        public Conflict(
                SqlParserPos position,
                @Nullable SqlNodeList columns,
                @Nullable SqlIdentifier constraint,
                List<Assignment> assignments,
                @Nullable SqlNode where) {
            this.position = position;
            this.columns = columns;
            this.constraint = constraint;
            this.assignments = List.copyOf(assignments);
            this.where = where;
        }
    }

    /** {@code INSERT}; without a source it is of DEFAULT VALUES. */
    public static final class Insert extends SqlCall {
        public final SqlIdentifier table;
        public final @Nullable SqlIdentifier alias;
        public final @Nullable SqlNodeList columns;
        public final @Nullable SqlNode source;
        public final @Nullable Conflict conflict;
        public final @Nullable SqlNodeList returning;

        private Insert(
                SqlParserPos position,
                SqlIdentifier table,
                @Nullable SqlIdentifier alias,
                @Nullable SqlNodeList columns,
                @Nullable SqlNode source,
                @Nullable Conflict conflict,
                @Nullable SqlNodeList returning) {
            super(position);
            this.table = table;
            this.alias = alias;
            this.columns = columns;
            this.source = source;
            this.conflict = conflict;
            this.returning = returning;
        }

        @Override
        public SqlOperator getOperator() {
            return INSERT;
        }

        @Override
        public List<SqlNode> getOperandList() {
            return source == null ? List.of(table) : List.of(table, source);
        }
    }

    /** {@code UPDATE}. */
    public static final class Update extends SqlCall {
        public final SqlIdentifier table;
        public final @Nullable SqlIdentifier alias;
        public final List<Assignment> assignments;
        public final @Nullable SqlNode where;
        public final @Nullable SqlNodeList returning;

        private Update(
                SqlParserPos position,
                SqlIdentifier table,
                @Nullable SqlIdentifier alias,
                List<Assignment> assignments,
                @Nullable SqlNode where,
                @Nullable SqlNodeList returning) {
            super(position);
            this.table = table;
            this.alias = alias;
            this.assignments = List.copyOf(assignments);
            this.where = where;
            this.returning = returning;
        }

        @Override
        public SqlOperator getOperator() {
            return UPDATE;
        }

        @Override
        public List<SqlNode> getOperandList() {
            return List.of(table);
        }
    }

    /** {@code DELETE}. */
    public static final class Delete extends SqlCall {
        public final SqlIdentifier table;
        public final @Nullable SqlIdentifier alias;
        public final @Nullable SqlNode where;
        public final @Nullable SqlNodeList returning;

        private Delete(
                SqlParserPos position,
                SqlIdentifier table,
                @Nullable SqlIdentifier alias,
                @Nullable SqlNode where,
                @Nullable SqlNodeList returning) {
            super(position);
            this.table = table;
            this.alias = alias;
            this.where = where;
            this.returning = returning;
        }

        @Override
        public SqlOperator getOperator() {
            return DELETE;
        }

        @Override
        public List<SqlNode> getOperandList() {
            return List.of(table);
        }
    }

    /** A query whose rows are wanted once they are final. */
    public static final class EmitFinal extends SqlCall {
        public final SqlNode query;

        private EmitFinal(SqlParserPos position, SqlNode query) {
            super(position);
            this.query = query;
        }

        @Override
        public SqlOperator getOperator() {
            return EMIT_FINAL;
        }

        @Override
        public List<SqlNode> getOperandList() {
            return List.of(query);
        }
    }

    /** {@code EXPLAIN}: a query, or a name. */
    public static final class Explain extends SqlCall {
        public final SqlNode subject;

        private Explain(SqlParserPos position, SqlNode subject) {
            super(position);
            this.subject = subject;
        }

        @Override
        public SqlOperator getOperator() {
            return EXPLAIN;
        }

        @Override
        public List<SqlNode> getOperandList() {
            return List.of(subject);
        }
    }

    /** {@code SHOW}. */
    public static final class Show extends SqlCall {
        public final String what;
        public final @Nullable SqlIdentifier name;

        private Show(SqlParserPos position, String what, @Nullable SqlIdentifier name) {
            super(position);
            this.what = what;
            this.name = name;
        }

        @Override
        public SqlOperator getOperator() {
            return SHOW;
        }

        @Override
        public List<SqlNode> getOperandList() {
            return name == null ? List.of() : List.of(name);
        }
    }

    public static SqlCreate createTable(
            SqlParserPos position,
            boolean replace,
            boolean ifNotExists,
            SqlIdentifier name,
            List<SqlNode> elements) {
        return new CreateTable(position, replace, ifNotExists, name, elements);
    }

    public static SqlCreate createLiveTable(
            SqlParserPos position,
            boolean replace,
            boolean ifNotExists,
            SqlIdentifier name,
            SqlParserPos as,
            SqlNode query) {
        return new CreateLiveTable(position, replace, ifNotExists, name, as, query);
    }

    public static SqlDrop dropTable(
            SqlParserPos position, boolean live, boolean ifExists, SqlIdentifier name) {
        return new DropTable(position, live, ifExists, name);
    }

    public static SqlCreate createIndex(
            SqlParserPos position,
            boolean replace,
            boolean ifNotExists,
            SqlIdentifier name,
            SqlIdentifier table,
            List<SqlIdentifier> columns,
            @Nullable SqlParserPos unique,
            @Nullable SqlParserPos descending) {
        return new CreateIndex(
                position, replace, ifNotExists, name, table, columns, unique, descending);
    }

    public static SqlDrop dropIndex(SqlParserPos position, boolean ifExists, SqlIdentifier name) {
        return new DropIndex(position, ifExists, name);
    }

    public static SqlNode column(
            SqlIdentifier name, SqlDataTypeSpec type, List<SqlNode> constraints) {
        return new Column(name, type, constraints.stream().map(Constraint.class::cast).toList());
    }

    public static SqlNode constraint(
            SqlParserPos position,
            ConstraintKind kind,
            @Nullable SqlIdentifier name,
            @Nullable SqlNodeList columns,
            @Nullable SqlNode value,
            @Nullable SqlParserPos written) {
        return new Constraint(position, kind, name, columns, value, written);
    }

    public static SqlNode insert(
            SqlParserPos position,
            SqlIdentifier table,
            @Nullable SqlIdentifier alias,
            @Nullable SqlNodeList columns,
            @Nullable SqlNode source,
            @Nullable Conflict conflict,
            @Nullable SqlNodeList returning) {
        return new Insert(position, table, alias, columns, source, conflict, returning);
    }

    public static Conflict conflict(
            SqlParserPos position,
            @Nullable SqlNodeList columns,
            @Nullable SqlIdentifier constraint,
            List<SqlNode> names,
            List<SqlNode> values,
            @Nullable SqlNode where) {
        return new Conflict(position, columns, constraint, assignments(names, values), where);
    }

    public static SqlNode update(
            SqlParserPos position,
            SqlIdentifier table,
            @Nullable SqlIdentifier alias,
            List<SqlNode> names,
            List<SqlNode> values,
            @Nullable SqlNode where,
            @Nullable SqlNodeList returning) {
        return new Update(position, table, alias, assignments(names, values), where, returning);
    }

    public static SqlNode delete(
            SqlParserPos position,
            SqlIdentifier table,
            @Nullable SqlIdentifier alias,
            @Nullable SqlNode where,
            @Nullable SqlNodeList returning) {
        return new Delete(position, table, alias, where, returning);
    }

    private static List<Assignment> assignments(List<SqlNode> names, List<SqlNode> values) {
        List<Assignment> assignments = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            assignments.add(new Assignment((SqlIdentifier) names.get(i), values.get(i)));
        }
        return assignments;
    }

    private static List<SqlIdentifier> identifiers(SqlNodeList names) {
        List<SqlIdentifier> identifiers = new ArrayList<>();
        names.forEach(name -> identifiers.add((SqlIdentifier) name));
        return identifiers;
    }

    /** Throws that something which parses is not there. */
    public static void refuse(SqlParserPos position, String what) {
        throw SqlErrors.at(position, ErrorCode.UNSUPPORTED_SQL, what + " is not supported");
    }

    public static SqlNode explain(SqlParserPos position, SqlNode subject) {
        return new Explain(position, subject);
    }

    public static SqlNode emitFinal(SqlParserPos position, SqlNode query) {
        return new EmitFinal(position, query);
    }

    public static SqlNode show(SqlParserPos position, String what, @Nullable SqlIdentifier name) {
        return new Show(position, what, name);
    }
}
