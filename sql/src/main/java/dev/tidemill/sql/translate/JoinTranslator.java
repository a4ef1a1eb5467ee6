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
import org.apache.calcite.rel.core.JoinRelType;

/** Joins by their condition; a right join is a left join of the inputs exchanged. */
final class JoinTranslator {
    private JoinTranslator() {}

    static Plan join(Plan left, Plan right, org.apache.calcite.rel.core.Join join) {
        if (AsofTranslator.isAsof(join.getCondition())) {
            return new AsofTranslator(left, right)
                    .join(join.getJoinType() == JoinRelType.LEFT, join.getCondition());
        }
        Expr condition =
                new ExprTranslator(left.schema().concat(right.schema()))
                        .translate(join.getCondition());
        return join(left, right, join.getJoinType(), Conjunction.split(condition));
    }

    /**
     * @param conditions over the columns of both sides; all must be true
     */
    static Plan join(Plan left, Plan right, JoinRelType type, List<Expr> conditions) {
        return switch (type) {
            case INNER -> join(left, right, Join.Kind.INNER, conditions);
            case LEFT -> join(left, right, Join.Kind.LEFT, conditions);
            case RIGHT -> exchanged(left, right, conditions);
            case FULL -> join(left, right, Join.Kind.FULL, conditions);
            case SEMI -> join(left, right, Join.Kind.SEMI, conditions);
            case ANTI -> join(left, right, Join.Kind.ANTI, conditions);
            default ->
                    throw new TidemillException(
                            ErrorCode.UNSUPPORTED_SQL,
                            type + " JOIN is not supported in a live table");
        };
    }

    private static Plan join(Plan left, Plan right, Join.Kind kind, List<Expr> conditions) {
        return JoinKeys.join(left, right, kind, List.of(), conditions);
    }

    /**
     * A right join is the left join of the inputs exchanged, with the columns put back in order.
     */
    private static Plan exchanged(Plan left, Plan right, List<Expr> conditions) {
        int leftSize = left.schema().size();
        int rightSize = right.schema().size();
        List<Expr> turned =
                conditions.stream()
                        .map(
                                condition ->
                                        Columns.mapped(
                                                condition,
                                                c -> c < leftSize ? c + rightSize : c - leftSize))
                        .toList();
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
