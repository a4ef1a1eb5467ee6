package dev.tidemill.sql.parse;

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
    private static final SqlOperator EXPLAIN = new SqlSpecialOperator("EXPLAIN", SqlKind.EXPLAIN);
    private static final SqlOperator EMIT_FINAL =
            new SqlSpecialOperator("EMIT ON WINDOW CLOSE", SqlKind.OTHER);
    private static final SqlOperator SHOW = new SqlSpecialOperator("SHOW", SqlKind.OTHER_DDL);

    private StatementSyntax() {}

    /** {@code CREATE TABLE}: its columns and keys in the order in which they are written. */
    public static final class CreateTable extends SqlCreate {
        public final boolean ifNotExists;
        public final SqlIdentifier name;
        public final List<Element> elements;

        private CreateTable(
                SqlParserPos position,
                boolean replace,
                boolean ifNotExists,
                SqlIdentifier name,
                List<Element> elements) {
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

    /** A column, or a key when there is no type. */
    public static final class Element extends SqlCall {
        public final List<SqlIdentifier> names;
        public final @Nullable SqlDataTypeSpec type;
        public final boolean notNull;
        public final boolean isKey;

        private Element(
                SqlParserPos position,
                List<SqlIdentifier> names,
                @Nullable SqlDataTypeSpec type,
                boolean notNull,
                boolean isKey) {
            super(position);
            this.names = List.copyOf(names);
            this.type = type;
            this.notNull = notNull;
            this.isKey = isKey;
        }

        @Override
        public SqlOperator getOperator() {
            return ELEMENT;
        }

        @Override
        public List<SqlNode> getOperandList() {
            return List.copyOf(names);
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
        return new CreateTable(
                position,
                replace,
                ifNotExists,
                name,
                elements.stream().map(Element.class::cast).toList());
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
            SqlIdentifier name, SqlDataTypeSpec type, boolean notNull, boolean isKey) {
        return new Element(name.getParserPosition(), List.of(name), type, notNull, isKey);
    }

    public static SqlNode key(SqlParserPos position, SqlNodeList names) {
        List<SqlIdentifier> columns = new ArrayList<>();
        names.forEach(name -> columns.add((SqlIdentifier) name));
        return new Element(position, columns, null, false, true);
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
