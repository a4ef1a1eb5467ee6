package dev.tidemill.sql.rewrite;

import dev.tidemill.algebra.expr.Call;
import dev.tidemill.algebra.expr.ColumnRef;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.algebra.plan.Filter;
import dev.tidemill.algebra.plan.Frame;
import dev.tidemill.algebra.plan.Over;
import dev.tidemill.algebra.plan.OverCall;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.TopN;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps only as many rows of a partition as a filter on their numbers lets through.
 *
 * <pre>
 * filter n &lt;= 3 (over by k order t [ROW_NUMBER as n] s)
 *   → top 3 numbered as n by k order t s
 *
 * filter n &lt;= 3 (over by k order t [RANK as n, SUM as s] s)
 *   → over by k order t [RANK as n, SUM as s] (top 3 with ties by k order t s)
 * </pre>
 *
 * With RANK it is the top with ties. Other functions of the node must look back only, so that rows
 * which are cut off mean nothing to them. When nobody reads the number any more, pruning takes it
 * or the functions away and the top is left.
 */
final class TopRows implements Pass {
    @Override
    public Plan apply(Plan plan) {
        Plan renewed = Pass.overInputs(plan, this::apply);
        if (!(renewed instanceof Filter filter) || !(filter.input() instanceof Over over)) {
            return renewed;
        }
        for (Expr part : Conjunction.split(filter.predicate())) {
            Limit limit = limit(part, over);
            if (limit != null && over.calls().stream().allMatch(c -> looksBack(c, limit.ties()))) {
                return limited(filter, over, part, limit);
            }
        }
        return renewed;
    }

    /**
     * @param exact the part says no more than that the number is not above the limit
     */
    private record Limit(long rows, boolean ties, boolean exact) {}

    private static Plan limited(Filter filter, Over over, Expr part, Limit limit) {
        Plan numbered = limited(over, limit);
        List<Expr> rest = new ArrayList<>(Conjunction.split(filter.predicate()));
        if (limit.exact()) {
            rest.remove(part);
        }
        return rest.isEmpty() ? numbered : new Filter(numbered, Conjunction.of(rest));
    }

    private static Plan limited(Over over, Limit limit) {
        boolean numbersOnly = over.calls().size() == 1 && !limit.ties();
        TopN top =
                new TopN(
                        over.input(),
                        over.partition(),
                        over.order(),
                        Math.max(0, limit.rows()),
                        0,
                        limit.ties(),
                        numbersOnly ? over.calls().getFirst().name() : null);
        return numbersOnly ? top : over.withInputs(List.of(top));
    }

    private static @Nullable Limit limit(Expr part, Over over) {
        if (!(part instanceof Call call) || call.arguments().size() != 2) {
            return null;
        }
        Expr left = call.arguments().get(0);
        Expr right = call.arguments().get(1);
        return left instanceof ColumnRef column && right instanceof Literal number
                ? limit(call.function(), column, number, over)
                : right instanceof ColumnRef column && left instanceof Literal number
                        ? limit(mirrored(call.function()), column, number, over)
                        : null;
    }

    private static ScalarFunction mirrored(ScalarFunction comparison) {
        return switch (comparison) {
            case GREATER -> ScalarFunction.LESS;
            case GREATER_OR_EQUAL -> ScalarFunction.LESS_OR_EQUAL;
            case EQUAL -> comparison;
            default -> ScalarFunction.NOT_EQUAL;
        };
    }

    private static @Nullable Limit limit(
            ScalarFunction comparison, ColumnRef column, Literal literal, Over over) {
        int call = column.index() - over.input().schema().size();
        if (call < 0
                || !(over.calls().get(call) instanceof OverCall.Ranking ranking)
                || !(literal.value() instanceof Number number)) {
            return null;
        }
        boolean ties = ranking.kind() == OverCall.Ranking.Kind.RANK;
        if (!ties && ranking.kind() != OverCall.Ranking.Kind.ROW_NUMBER) {
            return null;
        }
        long bound = number.longValue();
        return switch (comparison) {
            case LESS_OR_EQUAL -> new Limit(bound, ties, true);
            case LESS -> new Limit(bound - 1, ties, true);
            case EQUAL -> new Limit(bound, ties, bound <= 1);
            default -> null;
        };
    }

    private static boolean looksBack(OverCall call, boolean wholeGroups) {
        return switch (call) {
            case OverCall.Ranking ranking ->
                    switch (ranking.kind()) {
                        case ROW_NUMBER, RANK, DENSE_RANK -> true;
                        case PERCENT_RANK, CUME_DIST, NTILE -> false;
                    };
            case OverCall.Neighbour neighbour -> neighbour.offset() <= 0;
            case OverCall.Picked picked -> looksBack(picked.frame(), wholeGroups);
            case OverCall.Aggregated aggregated -> looksBack(aggregated.frame(), wholeGroups);
            case OverCall.SessionBound _ -> false;
        };
    }

    private static boolean looksBack(Frame frame, boolean wholeGroups) {
        boolean ends = frame.end().edge().compareTo(Frame.Edge.CURRENT_ROW) <= 0;
        return ends && (wholeGroups || frame.mode() == Frame.Mode.ROWS);
    }
}
