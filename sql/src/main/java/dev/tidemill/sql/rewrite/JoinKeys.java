package dev.tidemill.sql.rewrite;

import dev.tidemill.algebra.expr.Call;
import dev.tidemill.algebra.expr.ColumnRef;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.algebra.plan.Join;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Project;
import dev.tidemill.algebra.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * A join with the equalities of its condition taken out as keys; what is left is the residual.
 *
 * <pre>
 * join on l.a = r.b + 1 and l.c &lt; r.d
 *   → project (l.*, r.*) of
 *       (join keys l.a = r.$b residual l.c &lt; r.d of l, project (r.*, b + 1 as $b) of r)
 * </pre>
 */
public final class JoinKeys {
    private final Plan left;
    private final Plan right;
    private final List<Expr> leftExtra = new ArrayList<>();
    private final List<Expr> rightExtra = new ArrayList<>();
    private final List<Join.KeyPair> keys;
    private final List<Expr> residual = new ArrayList<>();

    private JoinKeys(Plan left, Plan right, List<Join.KeyPair> keys) {
        this.left = left;
        this.right = right;
        this.keys = new ArrayList<>(keys);
    }

    /** The join on the keys that are known and on further conditions over both inputs' columns. */
    public static Plan join(
            Plan left, Plan right, Join.Kind kind, List<Join.KeyPair> keys, List<Expr> conditions) {
        JoinKeys join = new JoinKeys(left, right, keys);
        for (Expr condition : conditions) {
            if (!join.addKey(condition)) {
                join.residual.add(condition);
            }
        }
        return join.build(kind);
    }

    /** Whether the condition would become a key of a join whose left input has this width. */
    public static boolean isKey(Expr condition, int width) {
        if (!(condition instanceof Call call) || !isEquality(call.function())) {
            return false;
        }
        Expr first = call.arguments().get(0);
        Expr second = call.arguments().get(1);
        return (reads(first, c -> c < width) && reads(second, c -> c >= width))
                || (reads(first, c -> c >= width) && reads(second, c -> c < width));
    }

    private static boolean isEquality(ScalarFunction function) {
        return function == ScalarFunction.EQUAL || function == ScalarFunction.IS_NOT_DISTINCT;
    }

    private static boolean reads(Expr expression, IntPredicate columns) {
        Set<Integer> used = Columns.used(expression);
        return !used.isEmpty() && used.stream().allMatch(columns::test);
    }

    private boolean addKey(Expr condition) {
        int width = left.schema().size();
        if (!isKey(condition, width)) {
            return false;
        }
        Expr first = condition.children().get(0);
        Expr second = condition.children().get(1);
        boolean inOrder = reads(first, c -> c < width);
        Expr leftKey = inOrder ? first : second;
        Expr rightKey = Columns.mapped(inOrder ? second : first, c -> c - width);
        Join.KeyPair pair =
                new Join.KeyPair(
                        position(leftKey, left, leftExtra),
                        position(rightKey, right, rightExtra),
                        ((Call) condition).function() == ScalarFunction.IS_NOT_DISTINCT);
        if (!keys.contains(pair)) {
            keys.add(pair);
        }
        return true;
    }

    private static int position(Expr expression, Plan input, List<Expr> extra) {
        if (expression instanceof ColumnRef ref) {
            return ref.index();
        }
        if (!extra.contains(expression)) {
            extra.add(expression);
        }
        return input.schema().size() + extra.indexOf(expression);
    }

    private Plan build(Join.Kind kind) {
        int width = left.schema().size();
        int shift = leftExtra.size();
        Expr rest =
                residual.isEmpty()
                        ? null
                        : Columns.mapped(Conjunction.of(residual), c -> c < width ? c : c + shift);
        Plan joined =
                new Join(widened(left, leftExtra), widened(right, rightExtra), kind, keys, rest);
        if (leftExtra.isEmpty() && rightExtra.isEmpty()) {
            return joined;
        }
        List<Project.Column> columns = new ArrayList<>();
        int shown = width + (kind.isPaired() ? right.schema().size() : 0);
        for (int i = 0; i < shown; i++) {
            columns.add(column(joined.schema(), i < width ? i : i + shift));
        }
        if (kind == Join.Kind.MARK) {
            columns.add(column(joined.schema(), width + shift));
        }
        return new Project(joined, columns);
    }

    private static Plan widened(Plan input, List<Expr> extra) {
        if (extra.isEmpty()) {
            return input;
        }
        List<Project.Column> columns = new ArrayList<>();
        for (int i = 0; i < input.schema().size(); i++) {
            columns.add(column(input.schema(), i));
        }
        for (Expr expression : extra) {
            columns.add(new Project.Column("$key" + columns.size(), expression));
        }
        return new Project(input, columns);
    }

    private static Project.Column column(Schema schema, int index) {
        return new Project.Column(
                schema.field(index).name(), new ColumnRef(index, schema.type(index)));
    }
}
