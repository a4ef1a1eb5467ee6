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
 * rows are gone. A FULL join asks it of both sides, and keeps both.
 */
final class JoinRetention {
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
        Optional<Collected> leftRows =
                join.kind() == Join.Kind.FULL ? Optional.empty() : rows(true, left, right);
        Optional<Collected> rightRows =
                switch (join.kind()) {
                    case INNER -> rows(false, right, left);
                    case LEFT, SEMI, ANTI, MARK -> leftRows.flatMap(this::rightOfOuter);
                    case FULL -> Optional.empty();
                };
        return new Retention(
                List.of(
                        part("left rows", leftRows, "right"),
                        part("right rows", rightRows, "left")));
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
        String name = side.schema().field(column).name();
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
