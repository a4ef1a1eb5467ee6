package dev.tidemill.sql.statement;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.expr.Call;
import dev.tidemill.algebra.expr.ColumnRef;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.Logical;
import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.sql.Catalog;
import dev.tidemill.sql.CatalogTable;
import dev.tidemill.sql.parse.LiveSqlParser;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;
import org.jspecify.annotations.Nullable;

/**
 * A query for the rows of one table that have certain values: {@code SELECT columns FROM table
 * WHERE column = value AND …}, with values of the columns' own types. It means the same wherever it
 * is answered, so a lookup can answer it.
 *
 * @param columns positions in the table of the columns that it gives
 * @param schema of what it gives
 * @param where over the layout
 * @param compared positions of the columns that have values
 */
public record PointSelect(
        String table,
        List<Integer> columns,
        Schema schema,
        Expr where,
        Set<Integer> compared,
        RowLayout layout) {
    public PointSelect {
        requireNonNull(table, "table");
        columns = List.copyOf(columns);
        requireNonNull(schema, "schema");
        requireNonNull(where, "where");
        compared = Set.copyOf(compared);
        requireNonNull(layout, "layout");
    }

    /**
     * Reads a query; empty when it is another kind, or anything is wrong with it.
     *
     * @param types of parameters, as far as the caller knows them
     */
    public static Optional<PointSelect> of(
            ParameterText text, List<? extends @Nullable Type> types, Catalog catalog) {
        try {
            SqlNode parsed = LiveSqlParser.parse(text.withQuestionMarks());
            return parsed instanceof SqlSelect select && isPlain(select)
                    ? of(select, text, types, catalog)
                    : Optional.empty();
        } catch (TidemillException e) {
            return Optional.empty(); // Whoever answers the query says what is wrong.
        }
    }

    private static boolean isPlain(SqlSelect select) {
        return !select.isDistinct()
                && !select.hasHints()
                && select.getWhere() != null
                && select.getGroup() == null
                && select.getHaving() == null
                && select.getQualify() == null
                && select.getWindowList().isEmpty()
                && select.getOrderList() == null
                && select.getOffset() == null
                && select.getFetch() == null;
    }

    private static Optional<PointSelect> of(
            SqlSelect select,
            ParameterText text,
            List<? extends @Nullable Type> types,
            Catalog catalog) {
        SqlNode from = select.getFrom();
        SqlIdentifier alias = null;
        if (from != null && from.getKind() == SqlKind.AS && ((SqlCall) from).operandCount() == 2) {
            alias = ((SqlCall) from).operand(1);
            from = ((SqlCall) from).operand(0);
        }
        if (!(from instanceof SqlIdentifier name)) {
            return Optional.empty();
        }
        CatalogTable table = catalog.table(StatementReader.name(name)).orElse(null);
        if (table == null || table.appendOnly()) {
            return Optional.empty();
        }
        List<Integer> columns = new ArrayList<>();
        List<Field> fields = new ArrayList<>();
        for (SqlNode item : select.getSelectList()) {
            if (!add(item, table, alias, columns, fields)) {
                return Optional.empty();
            }
        }
        ParameterTypes found = new ParameterTypes(text.count(), text.numbers(), types);
        found.see(table.schema());
        SqlNode condition = requireNonNull(select.getWhere(), "where");
        if (RowPlanner.needsQuery(condition)) {
            return Optional.empty();
        }
        found.meet(condition, Type.BOOLEAN);
        RowLayout layout = new RowLayout(table.schema(), found.found());
        Expr where =
                new RowPlanner(catalog, table.name(), alias, layout, text.numbers())
                        .expression(condition);
        Set<Integer> compared = new HashSet<>();
        return compares(where, layout, compared)
                ? Optional.of(
                        new PointSelect(
                                table.name(), columns, new Schema(fields), where, compared, layout))
                : Optional.empty();
    }

    private static boolean add(
            SqlNode item,
            CatalogTable table,
            @Nullable SqlIdentifier alias,
            List<Integer> columns,
            List<Field> fields) {
        SqlNode column = item;
        String as = null;
        if (item.getKind() == SqlKind.AS) {
            column = ((SqlCall) item).operand(0);
            as = ((SqlIdentifier) ((SqlCall) item).operand(1)).getSimple();
        }
        if (!(column instanceof SqlIdentifier id) || !isOf(id, table, alias)) {
            return false;
        }
        Schema schema = table.schema();
        if (id.isStar()) {
            for (int i = 0; i < schema.size(); i++) {
                columns.add(i);
                fields.add(nullable(schema.field(i), null));
            }
            return true;
        }
        int position = schema.indexOf(id.names.getLast());
        if (position >= 0) {
            columns.add(position);
            fields.add(nullable(schema.field(position), as));
        }
        return position >= 0;
    }

    private static Field nullable(Field field, @Nullable String as) {
        return new Field(as == null ? field.name() : as, field.type(), true);
    }

    private static boolean isOf(
            SqlIdentifier id, CatalogTable table, @Nullable SqlIdentifier alias) {
        String qualifier = alias == null ? table.name() : alias.getSimple();
        return id.names.size() == 1
                || (id.names.size() == 2 && id.names.getFirst().equals(qualifier));
    }

    /** Whether the condition is equalities of columns with values of their types, and no more. */
    private static boolean compares(Expr condition, RowLayout layout, Set<Integer> columns) {
        if (condition instanceof Logical and && and.kind() == Logical.Kind.AND) {
            return and.operands().stream().allMatch(each -> compares(each, layout, columns));
        }
        if (!(condition instanceof Call call) || call.function() != ScalarFunction.EQUAL) {
            return false;
        }
        Expr left = call.arguments().get(0);
        Expr right = call.arguments().get(1);
        return compares(left, right, layout, columns) || compares(right, left, layout, columns);
    }

    private static boolean compares(Expr side, Expr value, RowLayout layout, Set<Integer> columns) {
        boolean fits =
                side instanceof ColumnRef column
                        && column.index() < layout.width()
                        && !layout.readsRow(value)
                        && isWhole(value.type()) == isWhole(column.type())
                        && (isWhole(value.type()) || value.type().equals(column.type()));
        if (fits) {
            columns.add(((ColumnRef) side).index());
        }
        return fits;
    }

    private static boolean isWhole(Type type) {
        return type == Type.INTEGER || type == Type.BIGINT;
    }
}
