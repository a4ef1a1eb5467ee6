package dev.tidemill.sql.translate;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.expr.ColumnRef;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.plan.Join;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Project;
import dev.tidemill.sql.rewrite.Columns;
import dev.tidemill.sql.rewrite.Conjunction;
import dev.tidemill.sql.rewrite.JoinKeys;
import java.util.ArrayList;
import java.util.List;

/** Joins by their condition; a right join is a left join of the inputs exchanged. */
final class JoinTranslator {
    private JoinTranslator() {}

    static Plan join(Plan left, Plan right, org.apache.calcite.rel.core.Join join) {
        Expr condition =
                new ExprTranslator(left.schema().concat(right.schema()))
                        .translate(join.getCondition());
        return switch (join.getJoinType()) {
            case INNER -> join(left, right, Join.Kind.INNER, condition);
            case LEFT -> join(left, right, Join.Kind.LEFT, condition);
            case RIGHT -> exchanged(left, right, condition);
            case FULL -> join(left, right, Join.Kind.FULL, condition);
            case SEMI -> join(left, right, Join.Kind.SEMI, condition);
            case ANTI -> join(left, right, Join.Kind.ANTI, condition);
            default ->
                    throw new TidemillException(
                            ErrorCode.UNSUPPORTED_SQL,
                            join.getJoinType() + " JOIN is not supported in a live table");
        };
    }

    private static Plan join(Plan left, Plan right, Join.Kind kind, Expr condition) {
        return JoinKeys.join(left, right, kind, List.of(), Conjunction.split(condition));
    }

    /**
     * A right join is the left join of the inputs exchanged, with the columns put back in order.
     */
    private static Plan exchanged(Plan left, Plan right, Expr condition) {
        int leftSize = left.schema().size();
        int rightSize = right.schema().size();
        Expr turned = Columns.mapped(condition, c -> c < leftSize ? c + rightSize : c - leftSize);
        Plan joined = join(/* left= */ right, /* right= */ left, Join.Kind.LEFT, turned);
        List<Project.Column> columns = new ArrayList<>();
        for (int i = 0; i < leftSize + rightSize; i++) {
            int from = i < leftSize ? i + rightSize : i - leftSize;
            columns.add(
                    new Project.Column(
                            joined.schema().field(from).name(),
                            new ColumnRef(from, joined.schema().type(from))));
        }
        return new Project(joined, columns);
    }
}
