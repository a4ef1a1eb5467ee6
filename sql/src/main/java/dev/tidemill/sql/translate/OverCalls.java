package dev.tidemill.sql.translate;

import dev.tidemill.algebra.column.Interval;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.expr.Call;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.algebra.plan.AggregateCall;
import dev.tidemill.algebra.plan.AggregateFunction;
import dev.tidemill.algebra.plan.Frame;
import dev.tidemill.algebra.plan.OverCall;
import dev.tidemill.algebra.plan.SortKey;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.sql.validate.ArgumentType;
import dev.tidemill.sql.validate.CastRules;
import dev.tidemill.sql.validate.FrameShape;
import dev.tidemill.sql.validate.OverFunction;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;
import org.apache.calcite.rex.RexOver;
import org.jspecify.annotations.Nullable;

/** One function over a window, with its frame. */
final class OverCalls {
    private final ToIntFunction<Expr> column;
    private final IntFunction<Type> typeOf;
    private final List<SortKey> order;

    /**
     * @param column where an expression's value stands
     * @param typeOf the type of what stands there
     */
    OverCalls(ToIntFunction<Expr> column, IntFunction<Type> typeOf, List<SortKey> order) {
        this.column = column;
        this.typeOf = typeOf;
        this.order = order;
    }

    OverCall call(RexOver over, ExprTranslator expressions) {
        if (!(over.getAggOperator() instanceof OverFunction function)) {
            throw unsupported(over.getAggOperator().getName() + " with OVER");
        }
        List<Expr> operands = new ArrayList<>();
        over.getOperands().forEach(operand -> operands.add(expressions.translate(operand)));
        int count = function.argumentCount(operands.size());
        List<ArgumentType> types =
                operands.subList(0, count).stream().map(ExprTranslator::argumentType).toList();
        Type type = function.result(types);
        Frame frame = frame(function, operands);
        String name = "$over";
        return switch (function.overKind()) {
            case ROW_NUMBER -> ranking(OverCall.Ranking.Kind.ROW_NUMBER, 0);
            case RANK -> ranking(OverCall.Ranking.Kind.RANK, 0);
            case DENSE_RANK -> ranking(OverCall.Ranking.Kind.DENSE_RANK, 0);
            case PERCENT_RANK -> ranking(OverCall.Ranking.Kind.PERCENT_RANK, 0);
            case CUME_DIST -> ranking(OverCall.Ranking.Kind.CUME_DIST, 0);
            case NTILE ->
                    ranking(
                            OverCall.Ranking.Kind.NTILE,
                            positive(operands.get(0), "the buckets of ntile"));
            case LAG -> neighbour(operands, count, type, -1);
            case LEAD -> neighbour(operands, count, type, 1);
            case FIRST_VALUE -> picked(operands.get(0), false, 1, frame, type);
            case LAST_VALUE -> picked(operands.get(0), true, 1, frame, type);
            case NTH_VALUE ->
                    picked(
                            operands.get(0),
                            false,
                            positive(operands.get(1), "the row of nth_value"),
                            frame,
                            type);
            case COUNT,
                    SUM,
                    AVG,
                    MIN,
                    MAX,
                    BOOL_AND,
                    BOOL_OR,
                    BIT_AND,
                    BIT_OR,
                    BIT_XOR,
                    VAR_POP,
                    VAR_SAMP,
                    STDDEV_POP,
                    STDDEV_SAMP -> {
                AggregateFunction aggregate = AggregateFunction.valueOf(function.overKind().name());
                int argument = count == 0 ? -1 : column.applyAsInt(operands.get(0));
                int filter = function.isFiltered() ? filter(operands.get(count)) : -1;
                yield new OverCall.Aggregated(
                        new AggregateCall(aggregate, argument, filter, false, type, name), frame);
            }
            case SESSION_START -> session(operands, false);
            case SESSION_END -> session(operands, true);
        };
    }

    private static OverCall ranking(OverCall.Ranking.Kind kind, long buckets) {
        return new OverCall.Ranking(kind, buckets, "$over");
    }

    private OverCall neighbour(List<Expr> operands, int count, Type type, int direction) {
        long offset = count < 2 ? 1 : whole(operands.get(1), "the offset of lag and lead");
        int fallback = count < 3 ? -1 : column.applyAsInt(CastRules.cast(operands.get(2), type));
        return new OverCall.Neighbour(
                column.applyAsInt(CastRules.cast(operands.get(0), type)),
                direction * offset,
                fallback,
                type,
                "$over");
    }

    private OverCall picked(Expr argument, boolean fromEnd, long place, Frame frame, Type type) {
        return new OverCall.Picked(
                fromEnd, place, column.applyAsInt(argument), frame, type, "$over");
    }

    private int filter(Expr condition) {
        if (condition.type() != Type.BOOLEAN) {
            throw new TidemillException(
                    ErrorCode.TYPE_MISMATCH,
                    "the condition of FILTER is " + condition.type().sqlName() + ", not BOOLEAN");
        }
        return column.applyAsInt(condition);
    }

    private OverCall session(List<Expr> operands, boolean isEnd) {
        Type type = operands.get(0).type();
        if (!type.isTimestamp()) {
            throw new TidemillException(
                    ErrorCode.TYPE_MISMATCH,
                    "sessions go by a TIMESTAMP or TIMESTAMPTZ, not " + type.sqlName());
        }
        long gap = Intervals.micros(operands.get(1), "the gap of a session");
        return new OverCall.SessionBound(isEnd, gap, type, "$over");
    }

    private Frame frame(OverFunction function, List<Expr> operands) {
        FrameShape shape = function.frame();
        int next = function.argumentCount(operands.size()) + (function.isFiltered() ? 1 : 0);
        Expr startOffset = FrameShape.hasOffset(shape.start()) ? operands.get(next++) : null;
        Expr endOffset = FrameShape.hasOffset(shape.end()) ? operands.get(next) : null;
        return new Frame(
                shape.mode(),
                bound(shape, shape.start(), startOffset),
                bound(shape, shape.end(), endOffset),
                shape.exclusion());
    }

    private Frame.Bound bound(FrameShape shape, Frame.Edge edge, @Nullable Expr offset) {
        if (offset == null) {
            return new Frame.Bound(edge, null);
        }
        if (shape.mode() != Frame.Mode.RANGE) {
            long rows = whole(offset, "the offset of a frame");
            return new Frame.Bound(edge, new Literal(notNegative(rows), Type.BIGINT));
        }
        return new Frame.Bound(edge, distance(offset, typeOf.apply(order.getFirst().column())));
    }

    private static Literal distance(Expr offset, Type sorted) {
        if (sorted.isTimestamp() || sorted == Type.DATE) {
            long micros = Intervals.micros(offset, "the offset of a RANGE frame");
            return new Literal(Interval.ofMicros(micros), Type.INTERVAL);
        }
        if (!sorted.isNumeric() || !offset.type().isNumeric()) {
            throw new TidemillException(
                    ErrorCode.TYPE_MISMATCH,
                    "RANGE cannot go " + offset.type().sqlName() + " along " + sorted.sqlName());
        }
        if (!(CastRules.cast(offset, sorted) instanceof Literal literal)
                || !(literal.value() instanceof Number number)) {
            throw unsupported("an offset of RANGE that is no constant");
        }
        checkSign(number);
        return literal;
    }

    private static void checkSign(Number number) {
        int sign =
                number instanceof BigDecimal decimal
                        ? decimal.signum()
                        : (int) Math.signum(number.doubleValue());
        notNegative(sign);
    }

    private static long notNegative(long value) {
        if (value < 0) {
            throw new TidemillException(
                    ErrorCode.INVALID_SQL, "the offset of a frame must not be negative");
        }
        return value;
    }

    private static long positive(Expr expression, String what) {
        long value = whole(expression, what);
        if (value <= 0) {
            throw new TidemillException(ErrorCode.INVALID_SQL, what + " must be greater than zero");
        }
        return value;
    }

    private static long whole(Expr expression, String what) {
        if (expression instanceof Call call && call.function() == ScalarFunction.NEGATE) {
            return -whole(call.arguments().getFirst(), what);
        }
        if (expression instanceof Literal literal
                && (literal.value() instanceof Integer || literal.value() instanceof Long)) {
            return ((Number) literal.value()).longValue();
        }
        throw unsupported(what + " that is no whole constant");
    }

    static TidemillException unsupported(String what) {
        return new TidemillException(
                ErrorCode.UNSUPPORTED_SQL,
                what.substring(0, 1).toLowerCase(Locale.ROOT)
                        + what.substring(1)
                        + " is not supported in a live table");
    }
}
