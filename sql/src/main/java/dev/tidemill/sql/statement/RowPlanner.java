package dev.tidemill.sql.statement;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.expr.ColumnRef;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.function.ProjectFunction;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Project;
import dev.tidemill.algebra.plan.Scan;
import dev.tidemill.sql.Catalog;
import dev.tidemill.sql.CatalogTable;
import dev.tidemill.sql.Planner;
import dev.tidemill.sql.rewrite.Columns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/** Understands expressions that read one row and parameters, and nothing else. One thread. */
final class RowPlanner {
    private final Catalog catalog;
    private final String table;
    private final @Nullable SqlIdentifier alias;
    private final RowLayout layout;
    private final int[] numbers;

    /**
     * @param catalog gives the project's functions
     * @param alias what the statement calls the table; null for its name
     * @param numbers of the parameters, from 0, in the order in which they are written
     */
    RowPlanner(
            Catalog catalog,
            String table,
            @Nullable SqlIdentifier alias,
            RowLayout layout,
            int[] numbers) {
        this.catalog = requireNonNull(catalog, "catalog");
        this.table = requireNonNull(table, "table");
        this.alias = alias;
        this.layout = requireNonNull(layout, "layout");
        this.numbers = numbers;
    }

    /** Whether a query stands in an expression, which one row does not answer. */
    static boolean needsQuery(@Nullable SqlNode... nodes) {
        return Arrays.stream(nodes).anyMatch(RowPlanner::hasQuery);
    }

    private static boolean hasQuery(@Nullable SqlNode node) {
        if (node == null) {
            return false;
        }
        boolean[] found = new boolean[1];
        node.accept(
                new SqlBasicVisitor<@Nullable Void>() {
                    @Override
                    public @Nullable Void visit(SqlCall call) {
                        found[0] |= call.isA(SqlKind.QUERY);
                        return found[0] ? null : super.visit(call);
                    }
                });
        return found[0];
    }

    /** The layout that the expressions read. */
    RowLayout layout() {
        return layout;
    }

    /**
     * The expressions over {@link #layout}.
     *
     * @throws TidemillException what is wrong with one, at its place
     */
    List<Expr> expressions(List<SqlNode> nodes) {
        if (nodes.isEmpty()) {
            return List.of();
        }
        SqlNodeList items = new SqlNodeList(SqlParserPos.ZERO);
        for (int i = 0; i < nodes.size(); i++) {
            SqlNode node = requireNonNull(nodes.get(i).accept(new ToColumns()), "node");
            items.add(
                    SqlStdOperatorTable.AS.createCall(
                            node.getParserPosition(),
                            node,
                            new SqlIdentifier("value " + i, SqlParserPos.ZERO)));
        }
        SqlNode from = new SqlIdentifier(List.of(table.split("\\.", -1)), SqlParserPos.ZERO);
        SqlSelect select =
                new SqlSelect(
                        SqlParserPos.ZERO,
                        null,
                        items,
                        alias == null
                                ? from
                                : SqlStdOperatorTable.AS.createCall(SqlParserPos.ZERO, from, alias),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null);
        return ofRow(new Planner(new OneRow()).translated(select));
    }

    /** One expression over {@link #layout}. */
    Expr expression(SqlNode node) {
        return expressions(List.of(node)).getFirst();
    }

    private List<Expr> ofRow(Plan plan) {
        if (plan instanceof Scan scan) {
            List<Expr> columns = new ArrayList<>();
            for (int i = 0; i < scan.schema().size(); i++) {
                columns.add(new ColumnRef(i, scan.schema().type(i)));
            }
            return columns;
        }
        if (plan instanceof Project project) {
            List<Expr> inner = ofRow(project.input());
            return project.columns().stream()
                    .map(c -> Columns.substituted(c.expression(), ref -> inner.get(ref.index())))
                    .toList();
        }
        throw new TidemillException(
                        ErrorCode.UNSUPPORTED_SQL, "an aggregate or window cannot stand here")
                .withHint("compute it in a query: UPDATE … SET x = (SELECT …)");
    }

    /** The layout as the only table that there is. */
    private final class OneRow implements Catalog {
        @Override
        public Optional<CatalogTable> table(String name) {
            return name.equals(table)
                    ? Optional.of(CatalogTable.keyed(table, layout.schema(), List.of()))
                    : Optional.empty();
        }

        @Override
        public Optional<ProjectFunction> function(String name) {
            return catalog.function(name);
        }
    }

    /** Parameters and columns of excluded become columns of the layout. */
    private final class ToColumns extends SqlShuttle {
        @Override
        public SqlNode visit(SqlDynamicParam parameter) {
            return new SqlIdentifier(
                    "$" + (numbers[parameter.getIndex()] + 1), parameter.getParserPosition());
        }

        @Override
        public SqlNode visit(SqlIdentifier id) {
            boolean isExcluded = id.names.size() == 2 && id.names.getFirst().equals("excluded");
            return isExcluded && !id.isStar()
                    ? new SqlIdentifier(
                            RowLayout.EXCLUDED + id.names.getLast(), id.getParserPosition())
                    : id;
        }
    }
}
