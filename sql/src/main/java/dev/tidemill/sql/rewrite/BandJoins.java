package dev.tidemill.sql.rewrite;

import dev.tidemill.algebra.column.Interval;
import dev.tidemill.algebra.expr.Call;
import dev.tidemill.algebra.expr.ColumnRef;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.algebra.plan.Join;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Project;
import dev.tidemill.algebra.type.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Finds, among the conditions of a join, those that hold a value of one side near a value of the
 * other, and makes them its band, so that partners are a range of an ordered index.
 *
 * <pre>
 * join on l.k = r.k where l.t &gt;= r.t - interval '5 minutes' and l.t &lt;= r.t
 *   → join on l.k = r.k band l.t - r.t in [-300000000, 0]
 * </pre>
 *
 * <p>A condition that may fail stays as well; it is then asked of the pairs within the range. With
 * equal keys only a band of two ends is taken, since half of a key's rows are as well all of them.
 */
final class BandJoins implements Pass {
    @Override
    public Plan apply(Plan plan) {
        Plan renewed = Pass.overInputs(plan, this::apply);
        return renewed instanceof Join join && join.band() == null && join.residual() != null
                ? banded(join, join.residual())
                : renewed;
    }

    /** The values of the two sides that are compared. */
    private record Sides(Expr left, Expr right) {}

    /** {@code left - right} is at least {@code low} and at most {@code high}. */
    private record Range(@Nullable Long low, @Nullable Long high) {
        Range and(Range other) {
            return new Range(
                    low == null
                            ? other.low
                            : other.low == null ? low : (Long) Math.max(low, other.low),
                    high == null
                            ? other.high
                            : other.high == null ? high : (Long) Math.min(high, other.high));
        }

        boolean isClosed() {
            return low != null && high != null;
        }
    }

    private record Bounded(Sides sides, Range range) {}

    private static Plan banded(Join join, Expr residual) {
        int width = join.left().schema().size();
        Map<Sides, Range> ranges = new LinkedHashMap<>();
        for (Expr condition : Conjunction.split(residual)) {
            Bounded bounded = bounded(condition, width);
            if (bounded != null) {
                ranges.merge(bounded.sides, bounded.range, Range::and);
            }
        }
        Sides chosen = chosen(ranges, !join.keys().isEmpty());
        if (chosen == null) {
            return join;
        }
        List<Expr> rest = new ArrayList<>();
        for (Expr condition : Conjunction.split(residual)) {
            Bounded bounded = bounded(condition, width);
            if (bounded == null
                    || !bounded.sides.equals(chosen)
                    || Fallibility.canFail(condition)) {
                rest.add(condition);
            }
        }
        return build(join, chosen, ranges.getOrDefault(chosen, new Range(null, null)), rest);
    }

    private static @Nullable Sides chosen(Map<Sides, Range> ranges, boolean hasKeys) {
        Sides open = null;
        for (Map.Entry<Sides, Range> entry : ranges.entrySet()) {
            if (entry.getValue().isClosed()) {
                return entry.getKey();
            }
            open = open == null ? entry.getKey() : open;
        }
        return hasKeys ? null : open;
    }

    private static @Nullable Bounded bounded(Expr condition, int width) {
        if (!(condition instanceof Call call) || !isComparison(call.function())) {
            return null;
        }
        Shifted first = Shifted.of(call.arguments().get(0));
        Shifted second = Shifted.of(call.arguments().get(1));
        if (call.arguments().get(1) instanceof Literal(Object value, Type _)
                && call.arguments().get(0) instanceof Call difference
                && isDifference(difference.function())) {
            OptionalLong units = Shifted.units(value);
            Shifted subtracted = Shifted.of(difference.arguments().get(1));
            first = Shifted.of(difference.arguments().get(0));
            second =
                    units.isEmpty() || subtracted == null
                            ? null
                            : subtracted.plus(units.getAsLong());
        }
        if (first == null
                || second == null
                || !first.base.type().equals(second.base.type())
                || !Join.Band.takes(first.base.type())) {
            return null;
        }
        boolean inOrder = isOf(first.base, true, width) && isOf(second.base, false, width);
        if (!inOrder && !(isOf(first.base, false, width) && isOf(second.base, true, width))) {
            return null;
        }
        Shifted left = inOrder ? first : second;
        Shifted right = inOrder ? second : first;
        Range range = range(call.function(), inOrder, left.distance, right.distance);
        return range == null
                ? null
                : new Bounded(
                        new Sides(left.base, Columns.mapped(right.base, c -> c - width)), range);
    }

    /** {@code a - b OP c} is {@code a OP b + c}. */
    private static boolean isDifference(ScalarFunction function) {
        return switch (function) {
            case SUBTRACT, DATE_DIFFERENCE, TIMESTAMP_DIFFERENCE -> true;
            default -> false;
        };
    }

    private static boolean isComparison(ScalarFunction function) {
        return switch (function) {
            case LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL -> true;
            default -> false;
        };
    }

    private static boolean isOf(Expr expression, boolean isLeft, int width) {
        var used = Columns.used(expression);
        return !used.isEmpty()
                && used.stream().allMatch(c -> isLeft == c < width)
                && !Fallibility.canFail(expression);
    }

    /** What {@code l + a OP r + b} says of {@code l - r}; null when that is out of range. */
    private static @Nullable Range range(
            ScalarFunction function, boolean inOrder, long left, long right) {
        try {
            long distance = Math.subtractExact(right, left);
            boolean less =
                    function == ScalarFunction.LESS || function == ScalarFunction.LESS_OR_EQUAL;
            boolean strict = function == ScalarFunction.LESS || function == ScalarFunction.GREATER;
            long end = strict ? Math.addExact(distance, less == inOrder ? -1 : 1) : distance;
            Math.negateExact(end);
            return less == inOrder ? new Range(null, end) : new Range(end, null);
        } catch (ArithmeticException e) {
            return null;
        }
    }

    /** An expression as another that is moved by a constant. */
    private record Shifted(Expr base, long distance) {
        static @Nullable Shifted of(Expr expression) {
            if (expression instanceof Call call && call.arguments().size() == 2) {
                OptionalLong moved = distance(call);
                Expr inner = call.arguments().get(0);
                if (moved.isPresent() && inner.type().equals(call.type())) {
                    Shifted base = of(inner);
                    return base == null ? null : base.plus(moved.getAsLong());
                }
            }
            return new Shifted(expression, 0);
        }

        private @Nullable Shifted plus(long more) {
            try {
                return new Shifted(base, Math.addExact(distance, more));
            } catch (ArithmeticException e) {
                return null;
            }
        }

        private static OptionalLong distance(Call call) {
            if (!(call.arguments().get(1) instanceof Literal(Object value, Type _))) {
                return OptionalLong.empty();
            }
            long sign =
                    switch (call.function()) {
                        case TIMESTAMP_ADD, DATE_ADD, ADD -> 1;
                        case TIMESTAMP_SUBTRACT, DATE_SUBTRACT, SUBTRACT -> -1;
                        default -> 0;
                    };
            OptionalLong units = units(value);
            return sign == 0 || units.isEmpty()
                    ? OptionalLong.empty()
                    : OptionalLong.of(sign * units.getAsLong());
        }

        /** A month has no fixed length. */
        private static OptionalLong units(@Nullable Object value) {
            return switch (value) {
                case Integer number -> OptionalLong.of(number);
                case Long number when number != Long.MIN_VALUE -> OptionalLong.of(number);
                case Interval interval when interval.months() == 0 ->
                        OptionalLong.of(
                                interval.days() * Interval.MICROS_PER_DAY + interval.micros());
                case null, default -> OptionalLong.empty();
            };
        }
    }

    /** The join with its band; values that are no columns are computed below it. */
    private static Plan build(Join join, Sides sides, Range range, List<Expr> rest) {
        int width = join.left().schema().size();
        List<Project.Column> left = all(join.left());
        List<Project.Column> right = all(join.right());
        int leftBand = position(sides.left, left);
        int rightBand = position(sides.right, right);
        int shift = left.size() - width;
        Expr residual =
                rest.isEmpty()
                        ? null
                        : Columns.mapped(Conjunction.of(rest), c -> c < width ? c : c + shift);
        Join banded =
                new Join(
                        new Project(join.left(), left),
                        new Project(join.right(), right),
                        join.kind(),
                        join.keys(),
                        new Join.Band(leftBand, rightBand, range.low, range.high),
                        residual);
        List<Project.Column> columns = new ArrayList<>();
        for (int i = 0; i < join.schema().size(); i++) {
            int at = i < width ? i : i + shift;
            columns.add(
                    new Project.Column(
                            join.schema().field(i).name(),
                            new ColumnRef(at, join.schema().type(i))));
        }
        return new Project(banded, columns);
    }

    private static int position(Expr value, List<Project.Column> columns) {
        if (value instanceof ColumnRef ref) {
            return ref.index();
        }
        columns.add(new Project.Column("$band", value));
        return columns.size() - 1;
    }

    private static List<Project.Column> all(Plan plan) {
        List<Project.Column> columns = new ArrayList<>();
        for (int i = 0; i < plan.schema().size(); i++) {
            columns.add(
                    new Project.Column(
                            plan.schema().field(i).name(),
                            new ColumnRef(i, plan.schema().type(i))));
        }
        return columns;
    }
}
