package dev.tidemill.sql.translate;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.expr.ColumnRef;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Project;
import dev.tidemill.algebra.plan.Unnest;
import dev.tidemill.algebra.type.ArrayType;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Uncollect;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.jspecify.annotations.Nullable;

/**
 * UNNEST of an array that each row of a table gives. Calcite makes a correlation of it:
 *
 * <pre>
 * correlate $cor0 (table, uncollect (project [$cor0.tags] (one row)))
 * </pre>
 *
 * which becomes
 *
 * <pre>
 * unnest (project [every column, tags] (table))
 * </pre>
 */
final class UnnestTranslator {
    private UnnestTranslator() {}

    /** Whether the right side of a correlation is an array of the left side's row. */
    static boolean isUnnest(Correlate correlate) {
        return source(correlate.getRight()) != null
                && (correlate.getJoinType() == JoinRelType.INNER
                        || correlate.getJoinType() == JoinRelType.LEFT);
    }

    /** The array of an UNNEST over a single row that no table gives; null for anything else. */
    private static @Nullable RexNode source(RelNode node) {
        return uncollect(node) instanceof Uncollect uncollect
                        && uncollect.getInput() instanceof org.apache.calcite.rel.core.Project made
                        && made.getInput() instanceof Values values
                        && values.getTuples().size() == 1
                        && made.getProjects().size() == 1
                ? made.getProjects().getFirst()
                : null;
    }

    /** The UNNEST below a projection that only names its columns. */
    private static RelNode uncollect(RelNode node) {
        return node instanceof org.apache.calcite.rel.core.Project names
                        && RexUtil.isIdentity(names.getProjects(), names.getInput().getRowType())
                ? names.getInput()
                : node;
    }

    static Plan correlate(Plan left, Correlate correlate) {
        RexNode source = source(correlate.getRight());
        if (source == null || !correlate.getCondition().isAlwaysTrue()) {
            throw unsupported("a condition beside UNNEST");
        }
        ExprTranslator expressions =
                new ExprTranslator(left.schema(), node -> ofOuterRow(node, left));
        return unnested(
                left,
                expressions.translate(source),
                correlate.getJoinType() == JoinRelType.LEFT,
                (Uncollect) uncollect(correlate.getRight()));
    }

    private static @Nullable Expr ofOuterRow(RexNode node, Plan left) {
        if (node instanceof RexFieldAccess access
                && access.getReferenceExpr() instanceof RexCorrelVariable) {
            int column = access.getField().getIndex();
            return new ColumnRef(column, left.schema().type(column));
        }
        return null;
    }

    private static Plan unnested(Plan left, Expr array, boolean outer, Uncollect uncollect) {
        if (!(array.type() instanceof ArrayType)) {
            throw new TidemillException(
                    ErrorCode.TYPE_MISMATCH, "UNNEST takes an array, not " + array.type());
        }
        int width = left.schema().size();
        List<Project.Column> columns = new ArrayList<>();
        List<Integer> kept = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            kept.add(i);
            columns.add(
                    new Project.Column(
                            left.schema().field(i).name(),
                            new ColumnRef(i, left.schema().type(i))));
        }
        columns.add(new Project.Column("array", array));
        return new Unnest(new Project(left, columns), width, kept, outer, uncollect.withOrdinality);
    }

    /** An UNNEST that stands alone: its input has one column, the array. */
    static Plan alone(Plan input, Uncollect uncollect) {
        if (input.schema().size() != 1) {
            throw unsupported("UNNEST of several arrays");
        }
        if (!(input.schema().type(0) instanceof ArrayType)) {
            throw new TidemillException(
                    ErrorCode.TYPE_MISMATCH,
                    "UNNEST takes an array, not " + input.schema().type(0));
        }
        return new Unnest(input, 0, List.of(), false, uncollect.withOrdinality);
    }

    private static TidemillException unsupported(String what) {
        return new TidemillException(
                ErrorCode.UNSUPPORTED_SQL, what + " is not supported in a live table");
    }
}
