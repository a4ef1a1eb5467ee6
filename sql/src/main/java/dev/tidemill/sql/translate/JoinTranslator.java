package dev.tidemill.sql.translate;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.expr.Call;
import dev.tidemill.algebra.expr.ColumnRef;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.algebra.plan.Join;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Project;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.sql.rewrite.Columns;
import dev.tidemill.sql.rewrite.Conjunction;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A join with its equalities taken out as keys; what is left of the condition is the residual.
 *
 * <pre>
 * join on l.a = r.b + 1 and l.c &lt; r.d
 *   → project (l.*, r.*) of (join keys l.a = r.$b residual l.c &lt; r.d of l, project (r.*, b + 1 as $b) of r)
 * </pre>
 */
final class JoinTranslator {
    private final Plan left;
    private final Plan right;
    private final List<Expr> leftExtra = new ArrayList<>();
    private final List<Expr> rightExtra = new ArrayList<>();
    private final List<Join.KeyPair> keys = new ArrayList<>();
    private final List<Expr> residual = new ArrayList<>();

    private JoinTranslator(Plan left, Plan right) {
        this.left = left;
        this.right = right;
    }

    static Plan join(Plan left, Plan right, org.apache.calcite.rel.core.Join join) {
        Schema both = left.schema().concat(right.schema());
        Expr condition = new ExprTranslator(both).translate(join.getCondition());
        return switch (join.getJoinType()) {
            case INNER -> new JoinTranslator(left, right).join(Join.Kind.INNER, condition);
            case LEFT -> new JoinTranslator(left, right).join(Join.Kind.LEFT, condition);
            case RIGHT -> swapped(left, right, condition);
            default ->
                    throw new TidemillException(
                            ErrorCode.UNSUPPORTED_SQL,
                            join.getJoinType() + " JOIN is not supported in a live table");
        };
    }

    /**
     * A right join is the left join of the inputs exchanged, with the columns put back in order.
     */
    private static Plan swapped(Plan left, Plan right, Expr condition) {
        int leftSize = left.schema().size();
        int rightSize = right.schema().size();
        Expr exchanged =
                Columns.mapped(condition, c -> c < leftSize ? c + rightSize : c - leftSize);
        Plan joined = new JoinTranslator(right, left).join(Join.Kind.LEFT, exchanged);
        List<Project.Column> columns = new ArrayList<>();
        for (int i = 0; i < leftSize + rightSize; i++) {
            int from = i < leftSize ? i + rightSize : i - leftSize;
            columns.add(column(joined.schema(), from));
        }
        return new Project(joined, columns);
    }

    private Plan join(Join.Kind kind, Expr condition) {
        for (Expr conjunct : Conjunction.split(condition)) {
            if (!addKey(conjunct)) {
                residual.add(conjunct);
            }
        }
        Plan wideLeft = widened(left, leftExtra, 0);
        Plan wideRight = widened(right, rightExtra, left.schema().size());
        int leftSize = left.schema().size();
        int shift = leftExtra.size();
        @Nullable Expr rest =
                residual.isEmpty()
                        ? null
                        : Columns.mapped(
                                Conjunction.of(residual), c -> c < leftSize ? c : c + shift);
        Plan joined = new Join(wideLeft, wideRight, kind, keys, rest);
        if (leftExtra.isEmpty() && rightExtra.isEmpty()) {
            return joined;
        }
        List<Project.Column> columns = new ArrayList<>();
        for (int i = 0; i < leftSize + right.schema().size(); i++) {
            columns.add(column(joined.schema(), i < leftSize ? i : i + shift));
        }
        return new Project(joined, columns);
    }

    private static Project.Column column(Schema schema, int index) {
        return new Project.Column(
                schema.field(index).name(), new ColumnRef(index, schema.type(index)));
    }

    /** Whether the conjunct is an equality of a left with a right expression. */
    private boolean addKey(Expr conjunct) {
        if (!(conjunct instanceof Call call) || call.function() != ScalarFunction.EQUAL) {
            return false;
        }
        Expr first = call.arguments().get(0);
        Expr second = call.arguments().get(1);
        if (isLeft(first) && isRight(second)) {
            keys.add(new Join.KeyPair(position(first, left, leftExtra, 0), rightPosition(second)));
            return true;
        }
        if (isRight(first) && isLeft(second)) {
            keys.add(new Join.KeyPair(position(second, left, leftExtra, 0), rightPosition(first)));
            return true;
        }
        return false;
    }

    private int rightPosition(Expr expression) {
        return position(expression, right, rightExtra, left.schema().size());
    }

    private static int position(Expr expression, Plan input, List<Expr> extra, int offset) {
        if (expression instanceof ColumnRef ref) {
            return ref.index() - offset;
        }
        extra.add(expression);
        return input.schema().size() + extra.size() - 1;
    }

    private boolean isLeft(Expr expression) {
        var used = Columns.used(expression);
        return !used.isEmpty() && used.stream().allMatch(c -> c < left.schema().size());
    }

    private boolean isRight(Expr expression) {
        var used = Columns.used(expression);
        return !used.isEmpty() && used.stream().allMatch(c -> c >= left.schema().size());
    }

    private static Plan widened(Plan input, List<Expr> extra, int offset) {
        if (extra.isEmpty()) {
            return input;
        }
        List<Project.Column> columns = new ArrayList<>();
        for (int i = 0; i < input.schema().size(); i++) {
            columns.add(column(input.schema(), i));
        }
        for (Expr expression : extra) {
            columns.add(
                    new Project.Column(
                            "$key" + columns.size(), Columns.mapped(expression, c -> c - offset)));
        }
        return new Project(input, columns);
    }
}
