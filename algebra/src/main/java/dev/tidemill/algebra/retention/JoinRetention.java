package dev.tidemill.algebra.retention;

import dev.tidemill.algebra.bound.Bound;
import dev.tidemill.algebra.plan.Join;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Traits;
import dev.tidemill.algebra.retention.Retention.Collected;
import dev.tidemill.algebra.retention.Retention.Forever;
import dev.tidemill.algebra.retention.Retention.Part;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which rows of a join's sides can go.
 *
 * <p>Where the condition says {@code l.t >= r.t + d}, a left row with {@code l.t} below {@code
 * bound of r.t + d} pairs with no right row to come. If left rows may be taken back, {@code l.t}
 * must also be below its own bound, for the row is asked for then.
 *
 * <p>All but an INNER join ask the right side more: whether a left row has a partner. So a right
 * row stays until the left rows that it may pair with are gone from the state too: in {@code r.t >=
 * l.t + d} it counts from the lesser of the left column's own bound and the bound below which left
 * rows are gone.
 *
 * <p>A FULL join asks it of both sides. Where its condition holds two columns within {@code low <=
 * l.t - r.t <= high} and both are bounded, a change of one side pairs with rows that are not below
 * the side's bound moved by the band, and these have their other partners within the band again;
 * what is below all of that goes.
 */
final class JoinRetention {
    /** Distances beyond it could not be added any more. */
    private static final long DISTANCE_MAX = Long.MAX_VALUE / 4;

    private final Join join;
    private final List<JoinOrder> orders;
    private final Map<Integer, Bound> left;
    private final Map<Integer, Bound> right;

    private JoinRetention(Join join) {
        this.join = join;
        this.orders = JoinOrder.of(join);
        this.left = ColumnBounds.of(join.left());
        this.right = ColumnBounds.of(join.right());
    }

    static Retention of(Join join) {
        return new JoinRetention(join).retention();
    }

    private Retention retention() {
        if (join.kind() == Join.Kind.FULL) {
            return full();
        }
        Optional<Collected> leftRows = rows(true, left, right);
        Optional<Collected> rightRows =
                switch (join.kind()) {
                    case INNER -> rows(false, right, left);
                    case LEFT, SEMI, ANTI, MARK -> leftRows.flatMap(this::rightOfOuter);
                    case FULL -> throw new IllegalStateException("has a rule of its own");
                };
        return parts(leftRows, rightRows);
    }

    private Retention parts(Optional<Collected> leftRows, Optional<Collected> rightRows) {
        return new Retention(
                List.of(
                        part("left rows", leftRows, "right"),
                        part("right rows", rightRows, "left")));
    }

    private Retention full() {
        for (JoinOrder low : orders) {
            for (JoinOrder high : orders) {
                boolean isBand =
                        low.laterIsLeft()
                                && !high.laterIsLeft()
                                && low.later() == high.earlier()
                                && low.earlier() == high.later();
                Bound ofLeft = left.get(low.later());
                Bound ofRight = right.get(low.earlier());
                if (isBand
                        && ofLeft != null
                        && ofRight != null
                        && Math.max(Math.abs(low.distance()), Math.abs(high.distance()))
                                < DISTANCE_MAX) {
                    return within(low, -high.distance(), ofLeft, ofRight);
                }
            }
        }
        return parts(Optional.empty(), Optional.empty());
    }

    /** The rule of both sides in {@code order.distance() <= l.t - r.t <= high}. */
    private Retention within(JoinOrder order, long high, Bound ofLeft, Bound ofRight) {
        long low = order.distance();
        long width = Math.max(0, high - low);
        Bound leftRows =
                Bound.least(ofLeft.plus(-width), ofRight.plus(low));
        Bound rightRows =
                Bound.least(ofRight.plus(-width), ofLeft.plus(-high));
        return parts(
                Optional.of(new Collected(0, order.later(), name(join.left(), order.later()), leftRows)),
                Optional.of(
                        new Collected(1, order.earlier(), name(join.right(), order.earlier()), rightRows)));
    }

    private static String name(Plan side, int column) {
        return side.schema().field(column).name();
    }

    private Part part(String state, Optional<Collected> rule, String other) {
        return new Part(
                state,
                rule.isPresent()
                        ? rule.get()
                        : new Forever(
                                "no condition holds a time of theirs above a watermark of the "
                                        + other
                                        + " side"));
    }

    private Optional<Collected> rows(
            boolean isLeft, Map<Integer, Bound> own, Map<Integer, Bound> others) {
        return columns(isLeft)
                .flatMap(
                        column ->
                                ColumnBounds.above(orders, isLeft, column, others).stream()
                                        .flatMap(bound -> collected(isLeft, column, bound, own)))
                .findFirst();
    }

    private Stream<Integer> columns(boolean isLeft) {
        return orders.stream()
                .filter(order -> order.laterIsLeft() == isLeft)
                .map(JoinOrder::later)
                .distinct();
    }

    /** The rule, when the rows are never taken back or their own column is bounded as well. */
    private Stream<Collected> collected(
            boolean isLeft, int column, Bound bound, Map<Integer, Bound> own) {
        Plan side = isLeft ? join.left() : join.right();
        String name = name(side, column);
        if (Traits.of(side).appendOnly()) {
            return Stream.of(new Collected(isLeft ? 0 : 1, column, name, bound));
        }
        return Stream.ofNullable(own.get(column))
                .map(mine -> new Collected(isLeft ? 0 : 1, column, name, Bound.least(bound, mine)));
    }

    private Optional<Collected> rightOfOuter(Collected leftRows) {
        Bound own = left.get(leftRows.column());
        if (own == null) {
            return Optional.empty();
        }
        Map<Integer, Bound> there = Map.of(leftRows.column(), Bound.least(own, leftRows.bound()));
        return rows(false, right, there);
    }
}
