package dev.tidemill.testkit.random;

import dev.tidemill.algebra.column.Interval;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.plan.AggregateCall;
import dev.tidemill.algebra.plan.AggregateFunction;
import dev.tidemill.algebra.plan.Frame;
import dev.tidemill.algebra.plan.Over;
import dev.tidemill.algebra.plan.OverCall;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.SortKey;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Functions over windows, with every kind of frame. Not thread-safe. */
final class RandomOver {
    private final Random random;
    private final Schema schema;
    private final List<SortKey> order = new ArrayList<>();

    RandomOver(Random random, Schema schema) {
        this.random = random;
        this.schema = schema;
    }

    Plan over(Plan input, List<AggregateCall> aggregates) {
        List<Integer> partition =
                random.nextInt(3) == 0 ? List.of() : List.of(random.nextInt(schema.size()));
        int keys = random.nextInt(6) == 0 ? 0 : random.nextInt(1, 3);
        for (int i = 0; i < keys; i++) {
            order.add(
                    new SortKey(
                            random.nextInt(schema.size()),
                            random.nextBoolean(),
                            random.nextBoolean()));
        }
        List<OverCall> calls = new ArrayList<>();
        for (AggregateCall aggregate : aggregates) {
            calls.add(call(aggregate));
        }
        return new Over(input, partition, order, calls);
    }

    private OverCall call(AggregateCall aggregate) {
        int column = random.nextInt(schema.size());
        Type type = schema.type(column);
        String name = aggregate.name();
        return switch (random.nextInt(10)) {
            case 0, 1 -> {
                var kinds = OverCall.Ranking.Kind.values();
                yield new OverCall.Ranking(
                        kinds[random.nextInt(kinds.length)], random.nextInt(1, 5), name);
            }
            case 2 ->
                    new OverCall.Neighbour(
                            column,
                            random.nextInt(-3, 4),
                            random.nextBoolean() ? column : -1,
                            type,
                            name);
            case 3 -> new OverCall.Picked(false, random.nextInt(1, 4), column, frame(), type, name);
            case 4 -> new OverCall.Picked(true, 1, column, frame(), type, name);
            case 5 -> session(name);
            default -> new OverCall.Aggregated(framed(aggregate, name), frame());
        };
    }

    /** The same aggregate where it has frames, else a count. */
    private AggregateCall framed(AggregateCall call, String name) {
        boolean isDouble = call.argument() >= 0 && schema.type(call.argument()) == Type.DOUBLE;
        boolean has =
                switch (call.function()) {
                    case COUNT, SUM, AVG, MIN, MAX, BOOL_AND, BOOL_OR -> true;
                    case BIT_AND, BIT_OR, BIT_XOR -> true;
                    case VAR_POP, VAR_SAMP, STDDEV_POP, STDDEV_SAMP -> !isDouble;
                    default -> false;
                };
        return new AggregateCall(
                has ? call.function() : AggregateFunction.COUNT,
                call.argument(),
                call.filter(),
                false,
                has ? call.type() : Type.BIGINT,
                name);
    }

    /** Only along a time. */
    private OverCall session(String name) {
        if (order.size() != 1 || !schema.type(order.getFirst().column()).isTimestamp()) {
            return new OverCall.Ranking(OverCall.Ranking.Kind.ROW_NUMBER, 0, name);
        }
        return new OverCall.SessionBound(
                random.nextBoolean(),
                random.nextLong(1, 5) * Interval.MICROS_PER_DAY,
                schema.type(order.getFirst().column()),
                name);
    }

    private Frame frame() {
        var modes = Frame.Mode.values();
        Frame.Mode mode = modes[random.nextInt(modes.length)];
        Frame.Bound first = bound(mode);
        Frame.Bound second = bound(mode);
        boolean inOrder = first.edge().compareTo(second.edge()) <= 0;
        Frame.Bound start = inOrder ? first : second;
        Frame.Bound end = inOrder ? second : first;
        if (start.edge() == Frame.Edge.UNBOUNDED_FOLLOWING) {
            start = Frame.Bound.CURRENT_ROW;
        }
        if (end.edge() == Frame.Edge.UNBOUNDED_PRECEDING) {
            end = Frame.Bound.CURRENT_ROW;
        }
        var exclusions = Frame.Exclusion.values();
        Frame.Exclusion exclusion =
                random.nextInt(5) == 0
                        ? exclusions[random.nextInt(exclusions.length)]
                        : Frame.Exclusion.NO_OTHERS;
        return new Frame(mode, start, end, exclusion);
    }

    private Frame.Bound bound(Frame.Mode mode) {
        var edges = Frame.Edge.values();
        Frame.Edge edge = edges[random.nextInt(edges.length)];
        if (edge != Frame.Edge.PRECEDING && edge != Frame.Edge.FOLLOWING) {
            return new Frame.Bound(edge, null);
        }
        if (mode != Frame.Mode.RANGE) {
            return new Frame.Bound(edge, new Literal(random.nextLong(4), Type.BIGINT));
        }
        Literal distance = distance();
        return distance == null ? Frame.Bound.CURRENT_ROW : new Frame.Bound(edge, distance);
    }

    private @Nullable Literal distance() {
        if (order.size() != 1) {
            return null;
        }
        Type type = schema.type(order.getFirst().column());
        int size = random.nextInt(4);
        if (type.isTimestamp() || type == Type.DATE) {
            return new Literal(Interval.ofMicros(size * Interval.MICROS_PER_DAY), Type.INTERVAL);
        }
        return switch (type) {
            case DecimalType decimal ->
                    new Literal(BigDecimal.valueOf(size).setScale(decimal.scale()), decimal);
            case Type other when other == Type.INTEGER -> new Literal(size, other);
            case Type other when other == Type.BIGINT -> new Literal((long) size, other);
            case Type other when other == Type.DOUBLE -> new Literal((double) size, other);
            default -> null;
        };
    }
}
