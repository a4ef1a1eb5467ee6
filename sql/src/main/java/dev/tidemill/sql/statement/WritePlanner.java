package dev.tidemill.sql.statement;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.expr.ColumnRef;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Project;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.sql.Catalog;
import dev.tidemill.sql.CatalogTable;
import dev.tidemill.sql.Planner;
import dev.tidemill.sql.parse.LiveSqlParser;
import dev.tidemill.sql.parse.StatementSyntax;
import dev.tidemill.sql.validate.CastRules;
import dev.tidemill.sql.validate.SqlErrors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/**
 * Plans INSERT, UPDATE and DELETE: as expressions over one row where that is enough, which may have
 * parameters and can be used again; otherwise as queries that give the rows to be written. Values
 * are cast to their columns' types, as an assignment does. One thread.
 */
final class WritePlanner {
    /** Values of an INSERT that are planned one by one; more are planned as a query. */
    private static final int VALUES_MAX = 512;

    private final Catalog catalog;
    private final Planner planner;
    private final long nowMicros;
    private final int[] numbers;
    private final int count;
    private final List<? extends @Nullable Type> given;

    /**
     * @param numbers of the parameters, from 0, in the order in which they are written
     * @param given types of parameters, as far as the caller knows them
     */
    WritePlanner(
            Catalog catalog,
            Planner planner,
            long nowMicros,
            int[] numbers,
            List<? extends @Nullable Type> given) {
        this.catalog = catalog;
        this.planner = planner;
        this.nowMicros = nowMicros;
        this.numbers = numbers;
        this.count = IntStream.of(numbers).map(number -> number + 1).max().orElse(0);
        this.given = given;
    }

    Statement insert(StatementSyntax.Insert insert) {
        CatalogTable table = table(insert.table);
        Schema schema = table.schema();
        List<Integer> columns = columns(table, insert.columns);
        boolean listed = insert.columns != null;
        List<List<SqlNode>> values = values(insert, columns, listed);
        StatementSyntax.Conflict conflict = insert.conflict;
        ParameterTypes types = new ParameterTypes(count, numbers, given);
        types.see(schema);
        boolean rowWise = values != null && rowWise(values, schema.size());
        if (values != null) {
            values.forEach(row -> meet(types, row, columns, schema));
        } else if (insert.source != null) {
            types.seeTablesOf(insert.source, catalog);
            types.meet(insert.source, null);
        }
        if (conflict != null) {
            meet(types, table, conflict.assignments());
            types.meet(conflict.where(), Type.BOOLEAN);
        }
        types.meet(insert.returning, null);
        if (count > 0 && !rowWise) {
            return new Statement.Unbound("INSERT", types.found());
        }
        RowLayout layout = new RowLayout(schema, types.found());
        RowPlanner rows = new RowPlanner(catalog, table.name(), insert.alias, layout, numbers);
        List<List<Expr>> planned =
                rowWise && values != null ? valueRows(rows, table, columns, values) : List.of();
        Plan query = rowWise ? null : source(table, columns, insert, listed);
        return new Statement.Insert(
                table.name(),
                planned,
                query,
                conflict == null ? null : conflict(conflict, table, rows),
                returning(insert.returning, rows, table, insert.alias),
                layout);
    }

    private static boolean rowWise(List<List<SqlNode>> values, int width) {
        return (long) values.size() * width <= VALUES_MAX
                && values.stream()
                        .noneMatch(row -> RowPlanner.needsQuery(row.toArray(new SqlNode[0])));
    }

    /** The columns that are named, or all of them. */
    private List<Integer> columns(CatalogTable table, @Nullable SqlNodeList named) {
        List<Integer> columns = new ArrayList<>();
        if (named == null) {
            IntStream.range(0, table.schema().size()).forEach(columns::add);
        } else {
            named.forEach(column -> columns.add(column(table, (SqlIdentifier) column, columns)));
        }
        return columns;
    }

    /** The rows of VALUES; null of a query. */
    private static @Nullable List<List<SqlNode>> values(
            StatementSyntax.Insert insert, List<Integer> columns, boolean listed) {
        SqlNode source = insert.source;
        if (source == null) {
            return List.of(List.of());
        }
        if (source.getKind() != SqlKind.VALUES) {
            return null;
        }
        List<List<SqlNode>> rows = new ArrayList<>();
        for (SqlNode row : ((SqlCall) source).getOperandList()) {
            List<SqlNode> values = ((SqlCall) row).getOperandList();
            requireFit(values.size(), columns.size(), listed, source);
            if (!rows.isEmpty() && rows.getFirst().size() != values.size()) {
                throw SqlErrors.at(
                        row.getParserPosition(),
                        ErrorCode.SYNTAX_ERROR,
                        "VALUES lists must all be the same length");
            }
            rows.add(values);
        }
        return rows;
    }

    private static void requireFit(int values, int columns, boolean listed, SqlNode source) {
        if (values > columns || (listed && values < columns)) {
            throw SqlErrors.at(
                    source.getParserPosition(),
                    ErrorCode.INVALID_SQL,
                    values + " values for " + columns + " columns");
        }
    }

    private static void meet(
            ParameterTypes types, List<SqlNode> row, List<Integer> columns, Schema schema) {
        for (int i = 0; i < row.size(); i++) {
            types.meet(row.get(i), schema.type(columns.get(i)));
        }
    }

    private static void meet(
            ParameterTypes types, CatalogTable table, List<StatementSyntax.Assignment> assigned) {
        for (StatementSyntax.Assignment each : assigned) {
            int column = table.schema().indexOf(each.column().names.getLast());
            types.meet(each.value(), column < 0 ? null : table.schema().type(column));
        }
    }

    private List<List<Expr>> valueRows(
            RowPlanner rows,
            CatalogTable table,
            List<Integer> columns,
            List<List<SqlNode>> values) {
        Schema schema = table.schema();
        Map<String, SqlNode> defaults = defaults(table);
        List<SqlNode> all = new ArrayList<>();
        for (List<SqlNode> row : values) {
            for (int column = 0; column < schema.size(); column++) {
                int at = columns.indexOf(column);
                SqlNode value = at >= 0 && at < row.size() ? row.get(at) : null;
                all.add(valueOrDefault(value, schema.field(column), defaults));
            }
        }
        List<Expr> planned = rows.expressions(all);
        List<List<Expr>> result = new ArrayList<>();
        for (int row = 0; row < values.size(); row++) {
            List<Expr> cast = new ArrayList<>();
            for (int column = 0; column < schema.size(); column++) {
                Expr value = planned.get(row * schema.size() + column);
                requireNoColumns(value, rows.layout());
                cast.add(assignment(value, schema.field(column)));
            }
            result.add(cast);
        }
        return result;
    }

    private static void requireNoColumns(Expr value, RowLayout layout) {
        if (layout.readsRow(value)) {
            throw new TidemillException(
                            ErrorCode.UNKNOWN_COLUMN, "a value of an INSERT names a column")
                    .withHint("INSERT … SELECT reads rows of tables");
        }
    }

    private static SqlNode valueOrDefault(
            @Nullable SqlNode value, Field field, Map<String, SqlNode> defaults) {
        if (value != null && value.getKind() != SqlKind.DEFAULT) {
            return value;
        }
        SqlNode standing = defaults.get(field.name());
        return standing == null ? SqlLiteral.createNull(SqlParserPos.ZERO) : standing;
    }

    private Map<String, SqlNode> defaults(CatalogTable table) {
        Map<String, SqlNode> defaults = new HashMap<>();
        catalog.rules(table.name())
                .defaults()
                .forEach(each -> defaults.put(each.column(), parsed(each.sql())));
        return defaults;
    }

    /** An expression that stands alone. */
    static SqlNode parsed(String sql) {
        SqlNode select = LiveSqlParser.parse("SELECT (" + sql + "\n)");
        return ((SqlSelect) select).getSelectList().get(0);
    }

    /** Whole rows of the table from a query, or from more values than are planned one by one. */
    private Plan source(
            CatalogTable table,
            List<Integer> columns,
            StatementSyntax.Insert insert,
            boolean listed) {
        SqlNode node = java.util.Objects.requireNonNull(insert.source, "source");
        Map<String, SqlNode> defaults = defaults(table);
        if (node.getKind() == SqlKind.VALUES) {
            node = withoutDefaults((SqlCall) node, table, columns, defaults);
        }
        Plan source = planner.rows(node, nowMicros);
        requireFit(source.schema().size(), columns.size(), listed, node);
        RowLayout none = new RowLayout(table.schema(), List.of());
        RowPlanner constants = new RowPlanner(catalog, table.name(), null, none, new int[0]);
        List<Project.Column> all = new ArrayList<>();
        for (int i = 0; i < table.schema().size(); i++) {
            Field field = table.schema().field(i);
            int at = columns.indexOf(i);
            Expr value;
            if (at >= 0 && at < source.schema().size()) {
                value = new ColumnRef(at, source.schema().type(at));
            } else {
                SqlNode standing = defaults.get(field.name());
                value =
                        standing == null
                                ? new Literal(null, field.type())
                                : none.bound(constants.expression(standing), List.of(), nowMicros);
            }
            all.add(new Project.Column(field.name(), assignment(value, field)));
        }
        return new Project(source, all);
    }

    private static SqlNode withoutDefaults(
            SqlCall values,
            CatalogTable table,
            List<Integer> columns,
            Map<String, SqlNode> defaults) {
        List<SqlNode> rows = new ArrayList<>();
        for (SqlNode row : values.getOperandList()) {
            List<SqlNode> items = ((SqlCall) row).getOperandList();
            List<SqlNode> filled = new ArrayList<>();
            for (int i = 0; i < items.size(); i++) {
                filled.add(
                        valueOrDefault(
                                items.get(i), table.schema().field(columns.get(i)), defaults));
            }
            rows.add(
                    new SqlBasicCall(
                            ((SqlCall) row).getOperator(), filled, row.getParserPosition()));
        }
        return new SqlBasicCall(values.getOperator(), rows, values.getParserPosition());
    }

    private Statement.Conflict conflict(
            StatementSyntax.Conflict conflict, CatalogTable table, RowPlanner rows) {
        if (table.key().isEmpty()) {
            throw notKeyed(table, conflict.position(), "ON CONFLICT");
        }
        List<Integer> columns = new ArrayList<>();
        SqlNodeList named = conflict.columns();
        if (named != null) {
            named.forEach(column -> columns.add(column(table, (SqlIdentifier) column, columns)));
        }
        boolean updates = !conflict.assignments().isEmpty();
        SqlIdentifier constraint = conflict.constraint();
        if (updates && columns.isEmpty() && constraint == null) {
            throw SqlErrors.at(
                            conflict.position(),
                            ErrorCode.INVALID_SQL,
                            "ON CONFLICT DO UPDATE names the columns of a constraint")
                    .withHint("ON CONFLICT (id) DO UPDATE SET …");
        }
        SqlNode where = conflict.where();
        return new Statement.Conflict(
                columns,
                constraint == null ? null : constraint.getSimple(),
                updates ? newRow(table, conflict.assignments(), null, rows) : List.of(),
                where == null ? null : rows.expression(where));
    }

    /** The whole row after assignments, over the row before. */
    private List<Expr> newRow(
            CatalogTable table,
            List<StatementSyntax.Assignment> assignments,
            @Nullable SqlIdentifier alias,
            RowPlanner rows) {
        Map<Integer, SqlNode> values = assigned(table, assignments);
        for (SqlNode value : values.values()) {
            if (RowPlanner.needsQuery(value)) {
                throw SqlErrors.at(
                        value.getParserPosition(),
                        ErrorCode.UNSUPPORTED_SQL,
                        "a subquery is not supported here");
            }
        }
        List<SqlNode> nodes = new ArrayList<>();
        for (int i = 0; i < table.schema().size(); i++) {
            nodes.add(values.getOrDefault(i, reference(table, i, alias)));
        }
        List<Expr> planned = rows.expressions(nodes);
        List<Expr> row = new ArrayList<>();
        for (int i = 0; i < planned.size(); i++) {
            row.add(assignment(planned.get(i), table.schema().field(i)));
        }
        return row;
    }

    private Map<Integer, SqlNode> assigned(
            CatalogTable table, List<StatementSyntax.Assignment> assignments) {
        Map<String, SqlNode> defaults = defaults(table);
        Map<Integer, SqlNode> values = new HashMap<>();
        List<Integer> named = new ArrayList<>();
        for (StatementSyntax.Assignment each : assignments) {
            int column = column(table, each.column(), named);
            named.add(column);
            values.put(
                    column, valueOrDefault(each.value(), table.schema().field(column), defaults));
        }
        return values;
    }

    Statement update(StatementSyntax.Update update) {
        CatalogTable table = keyed(update.table, "UPDATE");
        ParameterTypes types = types(table, update.where, update.returning);
        meet(types, table, update.assignments);
        update.assignments.forEach(each -> types.seeTablesOf(each.value(), catalog));
        RowLayout layout = new RowLayout(table.schema(), types.found());
        RowPlanner rows = new RowPlanner(catalog, table.name(), update.alias, layout, numbers);
        List<Statement.Output> returning = returning(update.returning, rows, table, update.alias);
        boolean needsQuery =
                RowPlanner.needsQuery(update.where)
                        || update.assignments.stream()
                                .anyMatch(each -> RowPlanner.needsQuery(each.value()));
        if (!needsQuery) {
            return new Statement.Update(
                    table.name(),
                    newRow(table, update.assignments, update.alias, rows),
                    update.where == null ? null : rows.expression(update.where),
                    null,
                    returning,
                    layout);
        }
        if (count > 0) {
            return new Statement.Unbound("UPDATE", types.found());
        }
        Map<Integer, SqlNode> values = assigned(table, update.assignments);
        SqlNodeList selected = new SqlNodeList(update.getParserPosition());
        for (int i = 0; i < table.schema().size(); i++) {
            selected.add(values.getOrDefault(i, reference(table, i, update.alias)));
        }
        for (int key : table.key()) {
            selected.add(reference(table, key, update.alias));
        }
        Plan query =
                planner.rows(select(update.table, update.alias, selected, update.where), nowMicros);
        return new Statement.Update(
                table.name(), List.of(), null, updated(query, table), returning, layout);
    }

    Statement delete(StatementSyntax.Delete delete) {
        CatalogTable table = keyed(delete.table, "DELETE");
        ParameterTypes types = types(table, delete.where, delete.returning);
        RowLayout layout = new RowLayout(table.schema(), types.found());
        RowPlanner rows = new RowPlanner(catalog, table.name(), delete.alias, layout, numbers);
        List<Statement.Output> returning = returning(delete.returning, rows, table, delete.alias);
        if (!RowPlanner.needsQuery(delete.where)) {
            return new Statement.Delete(
                    table.name(),
                    delete.where == null ? null : rows.expression(delete.where),
                    null,
                    returning,
                    layout);
        }
        if (count > 0) {
            return new Statement.Unbound("DELETE", types.found());
        }
        SqlNodeList selected = new SqlNodeList(delete.getParserPosition());
        for (int i = 0; i < table.schema().size(); i++) {
            selected.add(reference(table, i, delete.alias));
        }
        Plan query =
                planner.rows(select(delete.table, delete.alias, selected, delete.where), nowMicros);
        return new Statement.Delete(table.name(), null, query, returning, layout);
    }

    private ParameterTypes types(
            CatalogTable table, @Nullable SqlNode where, @Nullable SqlNodeList returning) {
        ParameterTypes types = new ParameterTypes(count, numbers, given);
        types.see(table.schema());
        if (where != null) {
            types.seeTablesOf(where, catalog);
        }
        types.meet(where, Type.BOOLEAN);
        types.meet(returning, null);
        return types;
    }

    private List<Statement.Output> returning(
            @Nullable SqlNodeList items,
            RowPlanner rows,
            CatalogTable table,
            @Nullable SqlIdentifier alias) {
        if (items == null) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        List<SqlNode> nodes = new ArrayList<>();
        for (SqlNode item : items) {
            if (item instanceof SqlIdentifier id && id.isStar()) {
                for (int i = 0; i < table.schema().size(); i++) {
                    names.add(table.schema().field(i).name());
                    nodes.add(reference(table, i, alias));
                }
            } else if (item.getKind() == SqlKind.AS) {
                names.add(((SqlIdentifier) ((SqlCall) item).operand(1)).getSimple());
                nodes.add(((SqlCall) item).operand(0));
            } else {
                names.add(nameOf(item));
                nodes.add(item);
            }
        }
        if (RowPlanner.needsQuery(nodes.toArray(new SqlNode[0]))) {
            throw SqlErrors.at(
                    items.getParserPosition(),
                    ErrorCode.UNSUPPORTED_SQL,
                    "a subquery in RETURNING is not supported");
        }
        List<Expr> planned = rows.expressions(nodes);
        List<Statement.Output> outputs = new ArrayList<>();
        for (int i = 0; i < planned.size(); i++) {
            outputs.add(new Statement.Output(names.get(i), planned.get(i)));
        }
        return outputs;
    }

    /** The name of a column that the statement gives none: PostgreSQL's. */
    private static String nameOf(SqlNode item) {
        if (item instanceof SqlIdentifier id) {
            return id.names.getLast();
        }
        if (item instanceof SqlCall cast && cast.getKind() == SqlKind.CAST) {
            return nameOf(cast.operand(0));
        }
        return item instanceof SqlCall call && call.getOperator() instanceof SqlFunction function
                ? function.getName().toLowerCase(Locale.ROOT)
                : "?column?";
    }

    private CatalogTable table(SqlIdentifier name) {
        return catalog.table(StatementReader.name(name))
                .orElseThrow(
                        () ->
                                SqlErrors.at(
                                        name.getParserPosition(),
                                        ErrorCode.UNKNOWN_TABLE,
                                        "there is no table " + StatementReader.name(name)));
    }

    private CatalogTable keyed(SqlIdentifier target, String statement) {
        CatalogTable table = table(target);
        if (table.appendOnly() || table.key().isEmpty()) {
            throw notKeyed(table, target.getParserPosition(), statement);
        }
        return table;
    }

    private static TidemillException notKeyed(
            CatalogTable table, SqlParserPos position, String statement) {
        return SqlErrors.at(
                        position,
                        ErrorCode.TABLE_NOT_WRITABLE,
                        statement
                                + " needs a table with a primary key, and "
                                + table.name()
                                + " has none")
                .withHint("Rows of an event table stay as they are.");
    }

    private static int column(CatalogTable table, SqlIdentifier name, List<Integer> before) {
        int column = table.schema().indexOf(name.names.getLast());
        if (column < 0) {
            throw SqlErrors.at(
                    name.getParserPosition(),
                    ErrorCode.UNKNOWN_COLUMN,
                    "there is no column " + name.names.getLast() + " in " + table.name());
        }
        if (before.contains(column)) {
            throw SqlErrors.at(
                    name.getParserPosition(),
                    ErrorCode.INVALID_SQL,
                    "the column " + name.names.getLast() + " is set twice");
        }
        return column;
    }

    private static SqlNode reference(
            CatalogTable table, int column, @Nullable SqlIdentifier alias) {
        String name = table.schema().field(column).name();
        return alias == null
                ? new SqlIdentifier(name, SqlParserPos.ZERO)
                : new SqlIdentifier(List.of(alias.getSimple(), name), SqlParserPos.ZERO);
    }

    private static SqlSelect select(
            SqlNode table,
            @Nullable SqlIdentifier alias,
            SqlNodeList selected,
            @Nullable SqlNode where) {
        SqlParserPos position = table.getParserPosition();
        SqlNode from =
                alias == null ? table : SqlStdOperatorTable.AS.createCall(position, table, alias);
        return new SqlSelect(
                position, null, selected, from, where, null, null, null, null, null, null, null,
                null);
    }

    private static Plan updated(Plan rows, CatalogTable table) {
        int width = table.schema().size();
        List<Project.Column> columns = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            Field field = table.schema().field(i);
            Expr value = new ColumnRef(i, rows.schema().type(i));
            columns.add(new Project.Column(field.name(), assignment(value, field)));
        }
        for (int k = 0; k < table.key().size(); k++) {
            Field field = table.schema().field(table.key().get(k));
            columns.add(
                    new Project.Column(
                            "former " + field.name(), new ColumnRef(width + k, field.type())));
        }
        return new Project(rows, columns);
    }

    private static Expr assignment(Expr value, Field field) {
        if (!CastRules.isCastable(value.type(), field.type())) {
            throw new TidemillException(
                            ErrorCode.TYPE_MISMATCH,
                            "the column "
                                    + field.name()
                                    + " is "
                                    + field.type().sqlName()
                                    + ", its value "
                                    + value.type().sqlName())
                    .withHint("Cast the value.");
        }
        return CastRules.cast(value, field.type());
    }
}
