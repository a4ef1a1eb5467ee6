package dev.tidemill.sql.translate;

import dev.tidemill.algebra.expr.ColumnRef;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.plan.Over;
import dev.tidemill.algebra.plan.OverCall;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Project;
import dev.tidemill.algebra.plan.SortKey;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rex.RexFieldCollation;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexVisitorImpl;
import org.apache.calcite.util.Pair;
import org.jspecify.annotations.Nullable;

/**
 * A projection with functions over windows: the functions of each window in a node of its own,
 * above what they take as columns.
 *
 * <pre>
 * project a + 1, sum(a * 2) over (by b order c) (s)
 *   → project $0 + 1, $4 (over by $1 order $2 [SUM $3] (project a, b, c, a * 2 (s)))
 * </pre>
 */
final class OverTranslator {
    /** What the functions of one node share. */
    private record Window(List<Integer> partition, List<SortKey> order) {}

    private final Plan input;
    private final List<Integer> apart;
    private final Function<RexNode, @Nullable Expr> special;
    private final ExprTranslator expressions;
    private final List<Expr> extra = new ArrayList<>();
    private final Map<Window, Map<RexOver, OverCall>> windows = new LinkedHashMap<>();

    private OverTranslator(
            Plan input, List<Integer> apart, Function<RexNode, @Nullable Expr> special) {
        this.input = input;
        this.apart = List.copyOf(apart);
        this.special = special;
        this.expressions = new ExprTranslator(input.schema(), special);
    }

    /** Whether an expression holds such a function. */
    static boolean isIn(List<Pair<RexNode, String>> columns) {
        return columns.stream().anyMatch(column -> RexOver.containsOver(column.left));
    }

    static Plan project(Plan input, List<Pair<RexNode, String>> columns) {
        return project(input, List.of(), _ -> null, columns);
    }

    /**
     * A projection in which rows with other values of some columns are other windows' rows; it
     * passes these columns on behind its own.
     *
     * @param special gives what some nodes are instead, as for {@link ExprTranslator}
     */
    static Plan project(
            Plan input,
            List<Integer> apart,
            Function<RexNode, @Nullable Expr> special,
            List<Pair<RexNode, String>> columns) {
        OverTranslator translator = new OverTranslator(input, apart, special);
        columns.forEach(column -> translator.collect(column.left));
        return translator.build(columns);
    }

    private void collect(RexNode node) {
        Set<RexOver> found = new LinkedHashSet<>();
        node.accept(
                new RexVisitorImpl<Void>(true) {
                    @Override
                    public Void visitOver(RexOver over) {
                        found.add(over);
                        return null;
                    }
                });
        found.forEach(this::add);
    }

    private void add(RexOver over) {
        List<Integer> partition = new ArrayList<>(apart);
        for (RexNode key : over.getWindow().partitionKeys) {
            int column = column(expressions.translate(key));
            if (!partition.contains(column)) {
                partition.add(column);
            }
        }
        List<SortKey> order = new ArrayList<>();
        for (RexFieldCollation key : over.getWindow().orderKeys) {
            boolean descending = key.getDirection().isDescending();
            boolean nullsFirst =
                    key.getNullDirection() == RelFieldCollation.NullDirection.UNSPECIFIED
                            ? descending
                            : key.getNullDirection() == RelFieldCollation.NullDirection.FIRST;
            order.add(new SortKey(column(expressions.translate(key.left)), descending, nullsFirst));
        }
        Window window = new Window(partition, order);
        Map<RexOver, OverCall> calls = windows.computeIfAbsent(window, _ -> new LinkedHashMap<>());
        if (!calls.containsKey(over)) {
            calls.put(
                    over, new OverCalls(this::column, this::typeOf, order).call(over, expressions));
        }
    }

    /** The column in which an expression's value stands below the functions. */
    private int column(Expr expression) {
        if (expression instanceof ColumnRef ref) {
            return ref.index();
        }
        if (!extra.contains(expression)) {
            extra.add(expression);
        }
        return input.schema().size() + extra.indexOf(expression);
    }

    private Type typeOf(int column) {
        int width = input.schema().size();
        return column < width ? input.schema().type(column) : extra.get(column - width).type();
    }

    private Plan build(List<Pair<RexNode, String>> columns) {
        Plan plan = widened();
        Map<RexOver, ColumnRef> values = new HashMap<>();
        for (Map.Entry<Window, Map<RexOver, OverCall>> entry : windows.entrySet()) {
            int at = plan.schema().size();
            List<OverCall> calls = List.copyOf(entry.getValue().values());
            plan = new Over(plan, entry.getKey().partition(), entry.getKey().order(), calls);
            for (RexOver over : entry.getValue().keySet()) {
                values.put(over, new ColumnRef(at, plan.schema().type(at)));
                at++;
            }
        }
        ExprTranslator above =
                new ExprTranslator(
                        plan.schema(),
                        node -> node instanceof RexOver ? values.get(node) : special.apply(node));
        List<Project.Column> projected = new ArrayList<>();
        for (Pair<RexNode, String> column : columns) {
            projected.add(new Project.Column(column.right, above.translate(column.left)));
        }
        for (int column : apart) {
            projected.add(
                    new Project.Column(
                            plan.schema().field(column).name(),
                            new ColumnRef(column, plan.schema().type(column))));
        }
        return new Project(plan, projected);
    }

    private Plan widened() {
        if (extra.isEmpty()) {
            return input;
        }
        Schema schema = input.schema();
        List<Project.Column> columns = new ArrayList<>();
        for (int i = 0; i < schema.size(); i++) {
            columns.add(
                    new Project.Column(schema.field(i).name(), new ColumnRef(i, schema.type(i))));
        }
        for (Expr expression : extra) {
            columns.add(new Project.Column("$over" + columns.size(), expression));
        }
        return new Project(input, columns);
    }
}
