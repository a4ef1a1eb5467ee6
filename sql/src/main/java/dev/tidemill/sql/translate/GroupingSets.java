package dev.tidemill.sql.translate;

import dev.tidemill.algebra.expr.ColumnRef;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.plan.Aggregate;
import dev.tidemill.algebra.plan.AggregateCall;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Project;
import dev.tidemill.algebra.plan.Union;
import dev.tidemill.algebra.type.Type;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.ImmutableBitSet;

/**
 * Several groupings of one input: an aggregate for each, with NULL for the keys that it does not
 * group by.
 *
 * <pre>
 * group by rollup (a, b)
 *   → union (aggregate by a, b) (project a, NULL of aggregate by a) (project NULL, NULL of aggregate)
 * </pre>
 */
final class GroupingSets {
    private final Plan input;
    private final List<Integer> keys;
    private final List<AggregateCall> calls;
    private final org.apache.calcite.rel.core.Aggregate aggregate;

    private GroupingSets(
            Plan input,
            org.apache.calcite.rel.core.Aggregate aggregate,
            List<AggregateCall> calls) {
        this.input = input;
        this.keys = aggregate.getGroupSet().asList();
        this.calls = calls;
        this.aggregate = aggregate;
    }

    /**
     * @param calls those of the aggregate but GROUPING, in its order
     */
    static Plan of(
            Plan input,
            org.apache.calcite.rel.core.Aggregate aggregate,
            List<AggregateCall> calls) {
        GroupingSets sets = new GroupingSets(input, aggregate, calls);
        boolean plain =
                aggregate.getGroupSets().size() == 1
                        && calls.size() == aggregate.getAggCallList().size();
        if (plain) {
            return new Aggregate(input, sets.keys, calls);
        }
        List<Plan> groupings = aggregate.getGroupSets().stream().map(sets::grouping).toList();
        return groupings.size() == 1 ? groupings.getFirst() : new Union(groupings);
    }

    private Plan grouping(ImmutableBitSet set) {
        List<Integer> own = set.asList();
        Aggregate grouped = new Aggregate(input, own, calls);
        List<Project.Column> columns = new ArrayList<>();
        for (int key : keys) {
            Type type = input.schema().type(key);
            Expr value =
                    set.get(key) ? new ColumnRef(own.indexOf(key), type) : new Literal(null, type);
            columns.add(new Project.Column(input.schema().field(key).name(), value));
        }
        int next = own.size();
        for (var named : aggregate.getNamedAggCalls()) {
            Expr value =
                    named.left.getAggregation().getKind() == SqlKind.GROUPING
                            ? new Literal(bits(named.left.getArgList(), set), Type.BIGINT)
                            : new ColumnRef(next, grouped.schema().type(next++));
            columns.add(new Project.Column(named.right, value));
        }
        return new Project(grouped, columns);
    }

    /** A bit for each argument, the first the highest: 1 when the grouping is not by it. */
    private static long bits(List<Integer> arguments, ImmutableBitSet set) {
        long bits = 0;
        for (int argument : arguments) {
            bits = bits << 1 | (set.get(argument) ? 0 : 1);
        }
        return bits;
    }
}
