package dev.tidemill.sql.rewrite;

import dev.tidemill.algebra.expr.ColumnRef;
import dev.tidemill.algebra.plan.Aggregate;
import dev.tidemill.algebra.plan.AggregateCall;
import dev.tidemill.algebra.plan.Frame;
import dev.tidemill.algebra.plan.Join;
import dev.tidemill.algebra.plan.Over;
import dev.tidemill.algebra.plan.OverCall;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Project;
import dev.tidemill.algebra.type.Schema;
import java.util.ArrayList;
import java.util.List;

/**
 * Computes what is one value for a whole partition once, and joins it to the partition's rows. A
 * change then reaches the other rows only when the value is another one.
 *
 * <pre>
 * over by k [SUM of the partition, LAG] s
 *   → project (join on k is not distinct from k (over by k [LAG] s) (aggregate by k [SUM] s))
 * </pre>
 */
final class WholePartitions implements Pass {
    @Override
    public Plan apply(Plan plan) {
        Plan renewed = Pass.overInputs(plan, this::apply);
        if (!(renewed instanceof Over over)) {
            return renewed;
        }
        List<OverCall> rest = new ArrayList<>();
        List<AggregateCall> whole = new ArrayList<>();
        for (OverCall call : over.calls()) {
            if (call instanceof OverCall.Aggregated aggregated
                    && isWhole(aggregated.frame(), over)) {
                whole.add(aggregated.call());
            } else {
                rest.add(call);
            }
        }
        return whole.isEmpty() ? over : joined(over, rest, whole);
    }

    private static boolean isWhole(Frame frame, Over over) {
        boolean toTheEnd =
                frame.end().edge() == Frame.Edge.UNBOUNDED_FOLLOWING
                        || (over.order().isEmpty()
                                && frame.mode() == Frame.Mode.RANGE
                                && frame.end().edge() == Frame.Edge.CURRENT_ROW);
        return toTheEnd
                && frame.start().edge() == Frame.Edge.UNBOUNDED_PRECEDING
                && frame.exclusion() == Frame.Exclusion.NO_OTHERS;
    }

    private static Plan joined(Over over, List<OverCall> rest, List<AggregateCall> whole) {
        Plan rows =
                rest.isEmpty()
                        ? over.input()
                        : new Over(over.input(), over.partition(), over.order(), rest);
        Plan values = new Aggregate(over.input(), over.partition(), whole);
        List<Join.KeyPair> keys = new ArrayList<>();
        for (int i = 0; i < over.partition().size(); i++) {
            keys.add(new Join.KeyPair(over.partition().get(i), i, true));
        }
        Plan joined = new Join(rows, values, Join.Kind.INNER, keys, null);
        int width = over.input().schema().size();
        int nextRest = width;
        int nextWhole = rows.schema().size() + over.partition().size();
        List<Project.Column> columns = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            columns.add(column(over.schema(), i, joined, i));
        }
        for (int c = 0; c < over.calls().size(); c++) {
            boolean isRest = rest.contains(over.calls().get(c));
            columns.add(
                    column(over.schema(), width + c, joined, isRest ? nextRest++ : nextWhole++));
        }
        return new Project(joined, columns);
    }

    private static Project.Column column(Schema named, int name, Plan plan, int at) {
        return new Project.Column(
                named.field(name).name(), new ColumnRef(at, plan.schema().type(at)));
    }
}
