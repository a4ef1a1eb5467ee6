package dev.tidemill.sql.translate;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.plan.AggregateCall;
import dev.tidemill.algebra.plan.AggregateFunction;
import dev.tidemill.algebra.plan.SortKey;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.sql.validate.LiveAggregate;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.RelFieldCollation;
import org.jspecify.annotations.Nullable;

/** Calls of aggregates that Calcite does not have, or whose rows are in an order. */
final class OrderedCalls {
    private final AggregateInput input;
    private final LiveAggregate aggregate;
    private final List<Integer> arguments;
    private final List<SortKey> order;

    private OrderedCalls(
            AggregateInput input,
            org.apache.calcite.rel.core.AggregateCall call,
            LiveAggregate aggregate) {
        this.input = input;
        this.aggregate = aggregate;
        this.arguments = call.getArgList();
        this.order =
                call.getCollation().getFieldCollations().stream()
                        .map(OrderedCalls::sortKey)
                        .toList();
    }

    /** What a call reads, before it is typed. */
    private record Reading(int argument, List<SortKey> order, @Nullable Literal parameter) {}

    static AggregateCall call(
            AggregateInput input,
            org.apache.calcite.rel.core.AggregateCall call,
            LiveAggregate aggregate,
            String name) {
        OrderedCalls ordered = new OrderedCalls(input, call, aggregate);
        Reading reading = ordered.reading();
        if (call.isDistinct()) {
            ordered.requireOrderOfArgument(reading);
        }
        return new AggregateCall(
                aggregate.function(),
                reading.argument,
                call.filterArg,
                call.isDistinct() && countsRepetitions(aggregate.function()),
                ordered.resultType(reading),
                name,
                reading.order,
                reading.parameter,
                null);
    }

    /** DISTINCT, casts and JSON do not change it. */
    private Type resultType(Reading reading) {
        boolean first =
                aggregate.form() == LiveAggregate.Form.PAIR
                        || aggregate.form() == LiveAggregate.Form.KEYED;
        return aggregate.resultType(input.type(first ? arguments.getFirst() : reading.argument));
    }

    private Reading reading() {
        return switch (aggregate.form()) {
            case PLAIN -> new Reading(arguments.getFirst(), List.of(), null);
            case PAIR -> pair();
            case KEYED -> keyed();
            case ORDERED ->
                    aggregate.function() == AggregateFunction.JSON_AGG
                            ? documents()
                            : new Reading(arguments.getFirst(), order, null);
            case BY ->
                    new Reading(
                            arguments.getFirst(),
                            List.of(new SortKey(arguments.get(1), aggregate.descending(), false)),
                            null);
            case SEPARATED -> new Reading(arguments.getFirst(), order, separator());
            case OF_ORDER -> new Reading(arguments.getFirst(), List.of(), null);
            case SHARE_OF_ORDER, ROUNDED_SHARE_OF_ORDER -> share();
        };
    }

    /** As numbers of one type, which both then are. */
    private Reading pair() {
        int y = input.as(arguments.getFirst(), Type.DOUBLE);
        int x = input.as(arguments.get(1), Type.DOUBLE);
        return new Reading(y, List.of(new SortKey(x, false, false)), null);
    }

    /** Ties are in the order of the values themselves, which their documents do not have. */
    private Reading documents() {
        int value = arguments.getFirst();
        return new Reading(input.asJson(value), then(order, value), null);
    }

    private Reading keyed() {
        List<SortKey> keys = new ArrayList<>();
        keys.add(new SortKey(input.as(arguments.getFirst(), Type.TEXT), false, false));
        keys.addAll(order);
        int value = arguments.get(1);
        return new Reading(input.asJson(value), then(keys, value), null);
    }

    private List<SortKey> then(List<SortKey> keys, int column) {
        List<SortKey> all = new ArrayList<>(keys);
        boolean there = keys.stream().anyMatch(key -> key.column() == column);
        if (!there && input.type(column) != Type.JSON) {
            all.add(new SortKey(column, false, false));
        }
        return all;
    }

    private static SortKey sortKey(RelFieldCollation collation) {
        boolean descending = collation.getDirection().isDescending();
        boolean nullsFirst = collation.nullDirection == RelFieldCollation.NullDirection.FIRST;
        return new SortKey(collation.getFieldIndex(), descending, nullsFirst);
    }

    private Reading share() {
        Literal share =
                input.constant(arguments.get(1))
                        .orElseThrow(() -> refused("takes a constant share", "0.5, for example"));
        double value = share.value() instanceof Number number ? number.doubleValue() : Double.NaN;
        if (!(value >= 0 && value <= 1)) {
            throw refused("takes a share from 0 to 1", "0.5, for example");
        }
        int argument = arguments.getFirst();
        boolean rounded = aggregate.form() == LiveAggregate.Form.ROUNDED_SHARE_OF_ORDER;
        if (rounded || aggregate.function() == AggregateFunction.PERCENTILE_CONT) {
            aggregate.resultType(input.type(argument));
            argument = input.as(argument, Type.DOUBLE);
        }
        if (rounded) {
            argument = input.roundedToByte(argument);
        }
        return new Reading(
                argument,
                List.of(new SortKey(argument, aggregate.descending(), false)),
                new Literal(value, Type.DOUBLE));
    }

    private Literal separator() {
        Literal separator =
                input.constant(arguments.get(1))
                        .orElseThrow(
                                () -> refused("takes a constant separator", "', ', for example"));
        return separator.type() == Type.TEXT || separator.value() == null
                ? new Literal(separator.value() == null ? "" : separator.value(), Type.TEXT)
                : separator;
    }

    /** As in PostgreSQL: which of two equal values would stand at its place is not said. */
    private void requireOrderOfArgument(Reading reading) {
        boolean ofOrder = aggregate.form().isOfOrder();
        boolean others =
                countsRepetitions(aggregate.function())
                        && order.stream()
                                .anyMatch(
                                        key ->
                                                key.column() != reading.argument
                                                        && key.column() != arguments.getFirst());
        if (!ofOrder && !aggregate.function().takesDistinct()) {
            throw refused("takes no DISTINCT", "Select the distinct pairs in a subquery.");
        }
        if (ofOrder || others) {
            throw refused("with DISTINCT is in no other order than its argument's", "Leave it out");
        }
    }

    private static boolean countsRepetitions(AggregateFunction function) {
        return switch (function) {
            case BOOL_AND, BOOL_OR, BIT_AND, BIT_OR, FIRST, MIN, MAX -> false;
            case APPROX_COUNT_DISTINCT -> false;
            case BIT_XOR -> true;
            case COUNT, SUM, AVG, VAR_POP, VAR_SAMP, STDDEV_POP, STDDEV_SAMP -> true;
            case MODE, PERCENTILE_CONT, PERCENTILE_DISC, STRING_AGG, ARRAY_AGG, JSON_AGG -> true;
            case JSON_OBJECT_AGG -> false;
            case JAVA -> true;
            case COVAR_POP, COVAR_SAMP, CORR, REGR_AVGX, REGR_AVGY, REGR_COUNT -> true;
            case REGR_INTERCEPT, REGR_R2, REGR_SLOPE, REGR_SXX, REGR_SXY, REGR_SYY -> true;
        };
    }

    private TidemillException refused(String fact, String hint) {
        return new TidemillException(ErrorCode.UNSUPPORTED_SQL, aggregate.getName() + " " + fact)
                .withHint(hint);
    }
}
