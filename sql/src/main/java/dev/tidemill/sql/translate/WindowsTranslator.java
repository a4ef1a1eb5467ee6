package dev.tidemill.sql.translate;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.expr.ColumnRef;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Project;
import dev.tidemill.algebra.plan.TimeWindows;
import dev.tidemill.sql.validate.TimeWindowFunction;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.util.Pair;
import org.jspecify.annotations.Nullable;

/**
 * A projection of a row and the bounds of its windows of time.
 *
 * <pre>
 * project *, hop window start(t, s, l, o), hop window end(t, s, l, o) (x)
 *   → project *, window_start, window_end (windows HOP of t step s size l (x))
 * </pre>
 */
final class WindowsTranslator {
    private WindowsTranslator() {}

    /** Whether a projection has such bounds. */
    static boolean isIn(List<Pair<RexNode, String>> columns) {
        return columns.stream().anyMatch(column -> function(column.left) != null);
    }

    private static @Nullable TimeWindowFunction function(RexNode node) {
        return node instanceof RexCall call ? TimeWindowFunction.of(call.getOperator()) : null;
    }

    static Plan project(Plan input, List<Pair<RexNode, String>> columns) {
        ExprTranslator expressions = new ExprTranslator(input.schema());
        TimeWindows windows = null;
        List<Project.Column> projected = new ArrayList<>();
        for (Pair<RexNode, String> column : columns) {
            TimeWindowFunction function = function(column.left);
            if (function == null) {
                projected.add(new Project.Column(column.right, expressions.translate(column.left)));
                continue;
            }
            if (windows == null) {
                windows = windows(input, function, (RexCall) column.left, expressions);
            }
            int at = input.schema().size() + (function.isEnd() ? 1 : 0);
            projected.add(
                    new Project.Column(column.right, new ColumnRef(at, windows.schema().type(at))));
        }
        return windows == null ? input : new Project(windows, projected);
    }

    private static TimeWindows windows(
            Plan input, TimeWindowFunction function, RexCall call, ExprTranslator expressions) {
        Expr time = expressions.translate(call.getOperands().get(0));
        if (!(time instanceof ColumnRef column)) {
            throw OverCalls.unsupported("a window over an expression");
        }
        long step =
                Intervals.micros(
                        expressions.translate(call.getOperands().get(1)), "the step of windows");
        long size =
                Intervals.micros(
                        expressions.translate(call.getOperands().get(2)), "the size of a window");
        long origin =
                Intervals.anyMicros(
                        expressions.translate(call.getOperands().get(3)), "the offset of windows");
        check(function.windowKind(), step, size);
        return new TimeWindows(input, column.index(), function.windowKind(), step, size, origin);
    }

    private static void check(TimeWindows.Kind kind, long step, long size) {
        if (kind == TimeWindows.Kind.CUMULATE && size % step != 0) {
            throw new TidemillException(
                    ErrorCode.INVALID_SQL, "the size of CUMULATE must be a multiple of its step");
        }
        long windows = TimeWindows.windowsPerRow(step, size);
        if (windows > TimeWindows.WINDOWS_PER_ROW_MAX) {
            throw new TidemillException(
                            ErrorCode.UNSUPPORTED_SQL,
                            "a row would be in "
                                    + windows
                                    + " windows, at most "
                                    + TimeWindows.WINDOWS_PER_ROW_MAX)
                    .withHint("Take a longer step.");
        }
    }
}
