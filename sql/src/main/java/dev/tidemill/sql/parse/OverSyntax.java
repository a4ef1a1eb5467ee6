package dev.tidemill.sql.parse;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.Place;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.plan.Frame.Edge;
import dev.tidemill.algebra.plan.Frame.Exclusion;
import dev.tidemill.algebra.plan.Frame.Mode;
import dev.tidemill.sql.validate.FrameShape;
import dev.tidemill.sql.validate.OverFunction;
import dev.tidemill.sql.validate.SqlErrors;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelectKeyword;
import org.apache.calcite.sql.SqlWindow;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** A function with OVER as Calcite takes it: the frame goes into the function. */
final class OverSyntax {
    /** The operand of a window that says what its offsets count. */
    private static final int ROWS_OPERAND = 4;

    private final UnaryOperator<SqlNode> rewrite;

    /**
     * @param rewrite what is done to the expressions inside
     */
    OverSyntax(UnaryOperator<SqlNode> rewrite) {
        this.rewrite = rewrite;
    }

    /** The call whose window stands in it, as {@link SelectForms} leaves it. */
    SqlNode rewritten(SqlCall over) {
        SqlNode function = over.operand(0);
        SqlNode filter = null;
        if (function.getKind() == SqlKind.FILTER) {
            filter = ((SqlCall) function).operand(1);
            function = ((SqlCall) function).operand(0);
        }
        if (!(over.operand(1) instanceof SqlWindow window)
                || !(function instanceof SqlCall call)
                || !(call.getOperator() instanceof SqlFunction named)) {
            throw SqlErrors.unsupported(over, "this use of OVER");
        }
        OverFunction.Kind kind = kind(call, named.getName());
        if (filter != null && !kind.isAggregate()) {
            throw SqlErrors.at(
                    over.getParserPosition(),
                    ErrorCode.INVALID_SQL,
                    "FILTER belongs to aggregates, " + named.getName() + " is not one");
        }
        return build(over, call, kind, window, filter);
    }

    private static OverFunction.Kind kind(SqlCall call, String name) {
        OverFunction.Kind kind = OverFunction.named(name);
        if (kind == null) {
            throw SqlErrors.unsupported(call, name.toLowerCase(Locale.ROOT) + " with OVER");
        }
        SqlLiteral quantifier = call.getFunctionQuantifier();
        if (quantifier != null
                && quantifier.getValueAs(SqlSelectKeyword.class) == SqlSelectKeyword.DISTINCT) {
            throw SqlErrors.unsupported(call, "DISTINCT with OVER");
        }
        return kind;
    }

    private SqlNode build(
            SqlCall over,
            SqlCall call,
            OverFunction.Kind kind,
            SqlWindow window,
            @Nullable SqlNode filter) {
        List<SqlNode> operands = new ArrayList<>();
        for (SqlNode operand : call.getOperandList()) {
            boolean star = operand instanceof SqlIdentifier id && id.isStar();
            if (!star) {
                operands.add(rewrite.apply(operand));
            }
        }
        SqlParserPos position = over.getParserPosition();
        checkCount(kind, operands.size(), position);
        if (filter != null) {
            operands.add(rewrite.apply(filter));
        }
        FrameShape frame = kind.isFramed() ? frame(window, operands) : FrameShape.DEFAULT;
        SqlCall function =
                new OverFunction(kind, frame, filter != null)
                        .createCall(call.getParserPosition(), operands);
        return SqlStdOperatorTable.OVER.createCall(position, function, plain(window));
    }

    private static void checkCount(OverFunction.Kind kind, int count, SqlParserPos position) {
        try {
            OverFunction.checkCount(kind, count);
        } catch (TidemillException e) {
            throw e.at(Place.at(position.getLineNum(), position.getColumnNum()));
        }
    }

    /** Partition and order alone. */
    private SqlWindow plain(SqlWindow window) {
        SqlParserPos position = window.getParserPosition();
        return SqlWindow.create(
                null,
                null,
                list(window.getPartitionList()),
                list(window.getOrderList()),
                SqlLiteral.createBoolean(false, position),
                null,
                null,
                null,
                SqlWindow.createExcludeNoOthers(position),
                position);
    }

    private SqlNodeList list(SqlNodeList nodes) {
        List<SqlNode> rewritten = new ArrayList<>();
        nodes.forEach(node -> rewritten.add(rewrite.apply(node)));
        return new SqlNodeList(rewritten, nodes.getParserPosition());
    }

    /** The frame; its offsets are added to the operands. */
    private FrameShape frame(SqlWindow window, List<SqlNode> operands) {
        SqlNode lower = window.getLowerBound();
        SqlNode upper = window.getUpperBound();
        Exclusion exclusion = exclusion(window);
        if (lower == null) {
            FrameShape whole = FrameShape.DEFAULT;
            return new FrameShape(whole.mode(), whole.start(), whole.end(), exclusion);
        }
        Mode mode = mode(window);
        Edge start = edge(lower, operands);
        Edge end = upper == null ? Edge.CURRENT_ROW : edge(upper, operands);
        if (start == Edge.UNBOUNDED_FOLLOWING
                || end == Edge.UNBOUNDED_PRECEDING
                || start.compareTo(end) > 0) {
            throw SqlErrors.at(
                    lower.getParserPosition(),
                    ErrorCode.INVALID_SQL,
                    "the frame ends before it starts");
        }
        if (mode == Mode.GROUPS && window.getOrderList().isEmpty()) {
            throw SqlErrors.at(
                    window.getParserPosition(),
                    ErrorCode.INVALID_SQL,
                    "GROUPS needs an ORDER BY in the window");
        }
        boolean measured = FrameShape.hasOffset(start) || FrameShape.hasOffset(end);
        if (mode == Mode.RANGE && measured && window.getOrderList().size() != 1) {
            throw SqlErrors.at(
                    window.getParserPosition(),
                    ErrorCode.INVALID_SQL,
                    "RANGE with an offset needs exactly one ORDER BY column");
        }
        return new FrameShape(mode, start, end, exclusion);
    }

    private Edge edge(SqlNode bound, List<SqlNode> operands) {
        if (SqlWindow.isCurrentRow(bound)) {
            return Edge.CURRENT_ROW;
        }
        if (SqlWindow.isUnboundedPreceding(bound)) {
            return Edge.UNBOUNDED_PRECEDING;
        }
        if (SqlWindow.isUnboundedFollowing(bound)) {
            return Edge.UNBOUNDED_FOLLOWING;
        }
        operands.add(rewrite.apply(((SqlCall) bound).operand(0)));
        return bound.getKind() == SqlKind.PRECEDING ? Edge.PRECEDING : Edge.FOLLOWING;
    }

    private static Exclusion exclusion(SqlWindow window) {
        SqlLiteral exclude = window.getExclude();
        if (SqlWindow.isExcludeCurrentRow(exclude)) {
            return Exclusion.CURRENT_ROW;
        }
        if (SqlWindow.isExcludeGroup(exclude)) {
            return Exclusion.GROUP;
        }
        return SqlWindow.isExcludeTies(exclude) ? Exclusion.TIES : Exclusion.NO_OTHERS;
    }

    private static Mode mode(SqlWindow window) {
        SqlLiteral rows = window.operand(ROWS_OPERAND);
        if (rows.getValue() == Mode.GROUPS) {
            return Mode.GROUPS;
        }
        return rows.booleanValue() ? Mode.ROWS : Mode.RANGE;
    }
}
