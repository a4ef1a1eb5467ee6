package dev.tidemill.sql.check;

import dev.tidemill.algebra.plan.Aggregate;
import dev.tidemill.algebra.plan.AggregateCall;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Traits;
import dev.tidemill.sql.validate.JavaAggregateOperator;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.util.SqlBasicVisitor;

/** A project's aggregate that cannot take rows back is only over rows that stay. */
public final class RetractionsAreTaken {
    private RetractionsAreTaken() {}

    /**
     * Throws, with the aggregate's place, for a plan that breaks this: the user's fault.
     *
     * @param statement where the aggregate's place is found
     */
    public static void check(Plan plan, SqlNode statement) {
        if (plan instanceof Aggregate aggregate) {
            for (AggregateCall call : aggregate.calls()) {
                if (call.java() != null
                        && !call.java().canRetract()
                        && !Traits.of(aggregate.input()).appendOnly()) {
                    refuse(call.java().name(), statement);
                }
            }
        }
        plan.inputs().forEach(input -> check(input, statement));
    }

    private static void refuse(String name, SqlNode statement) {
        statement.accept(
                new SqlBasicVisitor<Void>() {
                    @Override
                    public Void visit(SqlCall call) {
                        if (call.getOperator() instanceof JavaAggregateOperator own
                                && own.getName().equals(name)) {
                            throw own.refusesRetractions();
                        }
                        return super.visit(call);
                    }
                });
        throw new IllegalStateException(name + " is not in its statement");
    }
}
