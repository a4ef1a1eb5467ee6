package dev.tidemill.sql.parse;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.sql.validate.PredictFunctions;
import dev.tidemill.sql.validate.SqlErrors;
import java.util.Set;
import java.util.TreeSet;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlUnresolvedFunction;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/**
 * Finds PREDICT in a statement: it reads a table that stands in no FROM. Names that are no constant
 * are refused later, where functions are resolved.
 */
final class PredictCalls extends SqlBasicVisitor<@Nullable Void> {
    private final Set<String> tables = new TreeSet<>();
    private boolean inJoinCondition;

    private PredictCalls() {}

    /** The tables with the predictions that a statement asks for. */
    static Set<String> tablesIn(SqlNode statement) {
        PredictCalls calls = new PredictCalls();
        statement.accept(calls);
        return calls.tables;
    }

    @Override
    public @Nullable Void visit(SqlCall call) {
        if (call instanceof SqlJoin join) {
            join.getLeft().accept(this);
            join.getRight().accept(this);
            condition(join.getCondition());
            return null;
        }
        if (call.getOperator() instanceof SqlUnresolvedFunction function
                && function.getNameAsId().isSimple()
                && PredictFunctions.isOne(function.getName())) {
            if (inJoinCondition) {
                throw SqlErrors.at(
                                call.getParserPosition(),
                                ErrorCode.UNSUPPORTED_SQL,
                                "PREDICT cannot stand in the condition of a join")
                        .withHint("Put it in WHERE, or in a subquery that the join reads.");
            }
            String predictor = PredictFunctions.predictor(call);
            if (predictor != null) {
                tables.add(PredictFunctions.table(predictor));
            }
        }
        return super.visit(call);
    }

    private void condition(@Nullable SqlNode condition) {
        if (condition == null) {
            return;
        }
        boolean outside = inJoinCondition;
        inJoinCondition = true;
        condition.accept(this);
        inJoinCondition = outside;
    }
}
