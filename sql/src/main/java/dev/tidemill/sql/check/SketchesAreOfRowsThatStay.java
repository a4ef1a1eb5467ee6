package dev.tidemill.sql.check;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.plan.Aggregate;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Traits;
import dev.tidemill.sql.validate.LiveAggregate;
import dev.tidemill.sql.validate.SqlErrors;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.util.SqlBasicVisitor;

/** A sketch forgets which values it has seen, so none is kept of rows that may leave. */
public final class SketchesAreOfRowsThatStay {
    private SketchesAreOfRowsThatStay() {}

    /**
     * Throws, with the sketch's place, for a plan that breaks this: the user's fault.
     *
     * @param statement where the place is found
     */
    public static void check(Plan plan, SqlNode statement) {
        if (plan instanceof Aggregate aggregate
                && aggregate.calls().stream().anyMatch(c -> c.function().isOnlyOverAppended())
                && !Traits.of(aggregate.input()).appendOnly()) {
            statement.accept(new Refusal());
            throw new IllegalStateException("a sketch is not in its statement");
        }
        plan.inputs().forEach(input -> check(input, statement));
    }

    private static final class Refusal extends SqlBasicVisitor<Void> {
        @Override
        public Void visit(SqlCall call) {
            if (call.getOperator() instanceof LiveAggregate aggregate
                    && aggregate.function().isOnlyOverAppended()) {
                throw SqlErrors.at(
                                call.getParserPosition(),
                                ErrorCode.UNSUPPORTED_SQL,
                                aggregate.getName()
                                        + " cannot take rows back, and rows of its input can leave")
                        .withHint(
                                "Count them exactly with COUNT(DISTINCT x), or over rows that are"
                                        + " only ever added.");
            }
            return super.visit(call);
        }
    }
}
