package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.column.DoubleColumn;
import dev.tidemill.algebra.column.IntColumn;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.plan.Over;
import dev.tidemill.algebra.plan.OverCall;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.expression.RowErrors;
import dev.tidemill.engine.state.KeyDecoder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The values of a node's calls for the copies of a lane. One thread. */
final class OverValues {
    private final Over plan;
    private final RunningShape shape;
    private final OverLane lane;
    private final RunningState base;
    private final RowErrors failures;
    private final boolean continues;

    /**
     * @param base what ran up before the lane's first copy
     */
    OverValues(Over plan, RunningShape shape, OverLane lane, RunningState base) {
        this.plan = plan;
        this.shape = shape;
        this.lane = lane;
        this.base = base;
        this.failures = new RowErrors(lane.count());
        this.continues = lane.count() > 0 && base.isContinuedBy(lane.stretch(), lane.row(0));
    }

    /** The copies of which a value fails; complete after {@link #columns}. */
    RowErrors failures() {
        return failures;
    }

    /** One column for each call. */
    Column[] columns() {
        Column[] columns = new Column[plan.calls().size()];
        for (int c = 0; c < columns.length; c++) {
            columns[c] = column(c, plan.calls().get(c));
        }
        return columns;
    }

    private Column column(int number, OverCall call) {
        return switch (call) {
            case OverCall.Ranking ranking -> ranking(ranking);
            case OverCall.Neighbour neighbour -> neighbour(neighbour);
            case OverCall.Picked picked -> picked(number, picked);
            case OverCall.Aggregated aggregated when RunningShape.isExtreme(aggregated) ->
                    FrameExtremes.of(lane, aggregated, keptBase(number, call));
            case OverCall.Aggregated aggregated -> sums(number, aggregated);
            case OverCall.SessionBound session -> session(session);
        };
    }

    /** A kept value from before the lane as a column of one row; null when there is none. */
    private @Nullable Column keptBase(int number, OverCall call) {
        byte[] kept = OverNeeds.isRunning(call) ? base.kept(shape.keptOf(number)) : null;
        if (kept == null) {
            return null;
        }
        ColumnBuilder value = ColumnBuilder.of(call.type(), 1);
        new KeyDecoder().start(kept, 0).read(call.type(), false, value);
        return value.build();
    }

    private Column sums(int number, OverCall.Aggregated call) {
        byte[] cells = null;
        if (OverNeeds.isRunning(call)) {
            int at = shape.atOf(number);
            int width = FrameSums.accumulator(call.call(), plan.input().schema(), 0).width();
            cells = Arrays.copyOfRange(base.cells(), at, at + width);
        }
        return FrameSums.of(lane, call, cells, failures);
    }

    private Column ranking(OverCall.Ranking call) {
        int count = lane.count();
        return switch (call.kind()) {
            case ROW_NUMBER, RANK, DENSE_RANK -> {
                long[] values = new long[count];
                for (int i = 0; i < count; i++) {
                    values[i] = place(call.kind(), i);
                }
                yield new LongColumn(Type.BIGINT, count, values, null);
            }
            case PERCENT_RANK, CUME_DIST -> {
                boolean percent = call.kind() == OverCall.Ranking.Kind.PERCENT_RANK;
                double[] values = new double[count];
                for (int i = 0; i < count; i++) {
                    values[i] =
                            !percent
                                    ? (double) lane.groupEnd(i) / count
                                    : count == 1 ? 0 : (double) lane.groupStart(i) / (count - 1);
                }
                yield new DoubleColumn(Type.DOUBLE, count, values, null);
            }
            case NTILE -> {
                int[] values = new int[count];
                for (int i = 0; i < count; i++) {
                    values[i] = bucket(i, count, call.buckets());
                }
                yield new IntColumn(Type.INTEGER, count, values, null);
            }
        };
    }

    private long place(OverCall.Ranking.Kind kind, int copy) {
        if (kind == OverCall.Ranking.Kind.ROW_NUMBER) {
            return base.rows() + copy + 1;
        }
        boolean inContinued = continues && lane.groupNumber(copy) == 0;
        if (kind == OverCall.Ranking.Kind.RANK) {
            return 1 + (inContinued ? base.groupStart() : base.rows() + lane.groupStart(copy));
        }
        return base.groups() + lane.groupNumber(copy) + (continues ? 0 : 1);
    }

    /** The first buckets take one row more when they cannot all be even. */
    private static int bucket(int copy, int count, long buckets) {
        long size = count / buckets;
        long larger = count % buckets;
        long inLarger = larger * (size + 1);
        return (int)
                (copy < inLarger ? copy / (size + 1) + 1 : larger + (copy - inLarger) / size + 1);
    }

    private Column neighbour(OverCall.Neighbour call) {
        ColumnBuilder out = ColumnBuilder.of(call.type(), lane.count());
        Column argument = lane.batch().column(call.argument());
        for (int i = 0; i < lane.count(); i++) {
            long at = i + call.offset();
            if (at >= 0 && at < lane.count()) {
                out.appendFrom(argument, lane.row((int) at));
            } else if (call.fallback() >= 0) {
                out.appendFrom(lane.batch().column(call.fallback()), lane.row(i));
            } else {
                out.appendNull();
            }
        }
        return out.build();
    }

    private Column picked(int number, OverCall.Picked call) {
        ColumnBuilder out = ColumnBuilder.of(call.type(), lane.count());
        Column argument = lane.batch().column(call.argument());
        OverLane.Frames frames = lane.frames(call.frame());
        boolean running = OverNeeds.isRunning(call);
        Column kept = keptBase(number, call);
        for (int i = 0; i < lane.count(); i++) {
            if (kept != null) {
                appendKept(call, frames.to(i), kept, out);
                continue;
            }
            int at = running ? fromBeginning(call, frames.to(i)) : inFrame(call, frames, i);
            if (at < 0) {
                out.appendNull();
            } else {
                out.appendFrom(argument, lane.row(at));
            }
        }
        return out.build();
    }

    /** The frame begins with the partition, and its row was met before the lane. */
    private void appendKept(OverCall.Picked call, int to, Column kept, ColumnBuilder out) {
        if (base.rows() + to >= call.place()) {
            out.appendFrom(kept, 0);
        } else {
            out.appendNull();
        }
    }

    /** The frame begins with the partition, and its row is in the lane or comes later. */
    private int fromBeginning(OverCall.Picked call, int to) {
        long at = call.place() - 1 - base.rows();
        return at < to ? (int) at : -1;
    }

    private int inFrame(OverCall.Picked call, OverLane.Frames frames, int copy) {
        int from = frames.from(copy);
        int to = frames.to(copy);
        long left = call.place();
        for (int k = 0; k < to - from; k++) {
            int at = call.fromEnd() ? to - 1 - k : from + k;
            if (!lane.isExcluded(copy, at, call.frame().exclusion()) && --left == 0) {
                return at;
            }
        }
        return -1;
    }

    /** The first row's time, or the last's and the gap, of each run of near rows. */
    private Column session(OverCall.SessionBound call) {
        int count = lane.count();
        long[] values = new long[count];
        boolean[] nulls = new boolean[count];
        boolean anyNull = false;
        Column column = lane.batch().column(plan.order().getFirst().column());
        long[] times = ((LongColumn) column).values();
        SortDistance distance = new SortDistance();
        SortDistance.Offset gap = SortDistance.Offset.ofMicros(call.gapMicros());
        SortValues sort = lane.stretch().sort();
        int start = 0;
        for (int i = 1; i <= count; i++) {
            if (i < count && distance.isNear(sort, lane.row(i - 1), sort, lane.row(i), gap)) {
                continue;
            }
            boolean isNull = column.isNull(lane.row(start));
            anyNull |= isNull;
            Arrays.fill(nulls, start, i, isNull);
            if (!isNull) {
                bound(call, times[lane.row(start)], times[lane.row(i - 1)], start, i, values);
            }
            start = i;
        }
        return new LongColumn(call.type(), count, values, anyNull ? nulls : null);
    }

    private void bound(
            OverCall.SessionBound call, long first, long last, int from, int to, long[] values) {
        boolean descending = plan.order().getFirst().descending();
        long earliest = descending ? last : first;
        long latest = descending ? first : last;
        if (!call.isEnd()) {
            Arrays.fill(values, from, to, earliest);
        } else if (latest <= Long.MAX_VALUE - call.gapMicros()) {
            Arrays.fill(values, from, to, latest + call.gapMicros());
        } else {
            for (int i = from; i < to; i++) {
                failures.add(
                        i, ErrorCode.DATETIME_OVERFLOW, "timestamp out of range", call.describe());
            }
        }
    }
}
