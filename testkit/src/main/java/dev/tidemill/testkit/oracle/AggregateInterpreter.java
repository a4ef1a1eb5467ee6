package dev.tidemill.testkit.oracle;

import dev.tidemill.algebra.plan.AggregateCall;
import dev.tidemill.algebra.plan.AggregateFunction;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongBinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One aggregate over one group, from all of its rows. NULL arguments are passed over; over no
 * values COUNT is 0 and the others are NULL. Sums of DOUBLE are exact until the last rounding.
 */
final class AggregateInterpreter {
    private static final MathContext AMPLE = new MathContext(60);
    private static final MathContext SPREAD = new MathContext(400);

    private AggregateInterpreter() {}

    static @Nullable Object aggregate(AggregateCall call, ZSet group, Schema schema) {
        if (call.argument() < 0) {
            return countRows(call, group);
        }
        if (call.java() != null) {
            return JavaAggregates.aggregate(call, call.java(), group);
        }
        if (call.function().isOfPairs()) {
            return PairInterpreter.value(call, group);
        }
        if (!call.order().isEmpty()
                || call.function() == AggregateFunction.JSON_AGG
                || call.function() == AggregateFunction.STRING_AGG
                || call.function() == AggregateFunction.ARRAY_AGG) {
            return new OrderedAggregate(call, group, schema).value();
        }
        Map<Object, Long> values = values(call, group);
        return switch (call.function()) {
            case COUNT -> values.values().stream().mapToLong(Long::longValue).sum();
            case MIN -> values.keySet().stream().min(SqlOrder::compare).orElse(null);
            case MAX -> values.keySet().stream().max(SqlOrder::compare).orElse(null);
            case BOOL_AND -> values.isEmpty() ? null : !values.containsKey(false);
            case BOOL_OR -> values.isEmpty() ? null : values.containsKey(true);
            case BIT_AND -> bits(values, call.type(), (a, b) -> a & b);
            case BIT_OR -> bits(values, call.type(), (a, b) -> a | b);
            case BIT_XOR -> exclusive(values, call.type());
            case APPROX_COUNT_DISTINCT ->
                    ApproximateDistinct.count(values.keySet(), schema.type(call.argument()));
            case VAR_POP, VAR_SAMP, STDDEV_POP, STDDEV_SAMP -> spread(call, values);
            case MODE ->
                    values.entrySet().stream()
                            .min(
                                    Map.Entry.<Object, Long>comparingByValue()
                                            .reversed()
                                            .thenComparing(Map.Entry::getKey, SqlOrder::compare))
                            .map(Map.Entry::getKey)
                            .orElse(null);
            case COVAR_POP, COVAR_SAMP, CORR, REGR_AVGX, REGR_AVGY, REGR_COUNT ->
                    throw new IllegalStateException(call.function() + " is of pairs");
            case REGR_INTERCEPT, REGR_R2, REGR_SLOPE, REGR_SXX, REGR_SXY, REGR_SYY ->
                    throw new IllegalStateException(call.function() + " is of pairs");
            case FIRST,
                    PERCENTILE_CONT,
                    PERCENTILE_DISC,
                    STRING_AGG,
                    ARRAY_AGG,
                    JSON_AGG,
                    JSON_OBJECT_AGG,
                    JAVA ->
                    throw new IllegalStateException(call.function() + " has an order");
            case SUM, AVG -> {
                boolean average = call.function() == AggregateFunction.AVG;
                yield values.isEmpty()
                        ? null
                        : call.type() == Type.INTERVAL
                                ? CalendarFunctions.overIntervals(values, average)
                                : schema.type(call.argument()) == Type.DOUBLE
                                        ? overDoubles(values, average)
                                        : overNumbers(values, average, call.type());
            }
        };
    }

    /**
     * From the definition: the squares of the distances to the mean, over one less for a sample.
     */
    private static @Nullable Object spread(AggregateCall call, Map<Object, Long> values) {
        AggregateFunction function = call.function();
        boolean sample =
                function == AggregateFunction.VAR_SAMP || function == AggregateFunction.STDDEV_SAMP;
        boolean root =
                function == AggregateFunction.STDDEV_POP
                        || function == AggregateFunction.STDDEV_SAMP;
        long count = values.values().stream().mapToLong(Long::longValue).sum();
        if (count < (sample ? 2 : 1)) {
            return null;
        }
        BigDecimal sum = BigDecimal.ZERO;
        for (Map.Entry<Object, Long> entry : values.entrySet()) {
            if (entry.getKey() instanceof Double d && !Double.isFinite(d)) {
                return Double.NaN;
            }
            sum = sum.add(exact(entry.getKey()).multiply(BigDecimal.valueOf(entry.getValue())));
        }
        BigDecimal mean = sum.divide(BigDecimal.valueOf(count), SPREAD);
        BigDecimal squares = BigDecimal.ZERO;
        for (Map.Entry<Object, Long> entry : values.entrySet()) {
            BigDecimal distance = exact(entry.getKey()).subtract(mean);
            squares =
                    squares.add(
                            distance.multiply(distance)
                                    .multiply(BigDecimal.valueOf(entry.getValue())));
        }
        BigDecimal variance =
                squares.divide(BigDecimal.valueOf(sample ? count - 1 : count), SPREAD);
        BigDecimal value = root ? variance.sqrt(SPREAD) : variance;
        return call.type() instanceof DecimalType decimal
                ? Numbers.fit(value.setScale(decimal.scale(), RoundingMode.HALF_UP), decimal)
                : (Object) value.doubleValue();
    }

    private static BigDecimal exact(Object value) {
        return value instanceof Double d ? new BigDecimal(d) : Numbers.exact(value);
    }

    private static @Nullable Object bits(
            Map<Object, Long> values, Type type, LongBinaryOperator operator) {
        return values.keySet().stream()
                .map(value -> ((Number) value).longValue())
                .reduce((a, b) -> operator.applyAsLong(a, b))
                .map(bits -> type == Type.INTEGER ? (Object) bits.intValue() : bits)
                .orElse(null);
    }

    private static @Nullable Object exclusive(Map<Object, Long> values, Type type) {
        if (values.isEmpty()) {
            return null;
        }
        long bits = 0;
        for (Map.Entry<Object, Long> entry : values.entrySet()) {
            bits ^= entry.getValue() % 2 == 0 ? 0 : ((Number) entry.getKey()).longValue();
        }
        return type == Type.INTEGER ? (Object) (int) bits : (Object) bits;
    }

    private static boolean counts(AggregateCall call, List<@Nullable Object> row) {
        return call.filter() < 0 || Boolean.TRUE.equals(row.get(call.filter()));
    }

    private static long countRows(AggregateCall call, ZSet group) {
        return group.weights().entrySet().stream()
                .filter(entry -> counts(call, entry.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** The arguments that are not NULL, with their weights; all 1 when distinct. */
    private static Map<Object, Long> values(AggregateCall call, ZSet group) {
        Map<Object, Long> weights = new LinkedHashMap<>();
        Map<@Nullable Object, Object> representatives = new LinkedHashMap<>();
        group.weights()
                .forEach(
                        (row, weight) -> {
                            Object value = row.get(call.argument());
                            if (value != null && counts(call, row)) {
                                Object one =
                                        representatives.computeIfAbsent(
                                                SqlOrder.groupingKey(value), _ -> value);
                                weights.merge(one, weight, Long::sum);
                            }
                        });
        weights.values().removeIf(weight -> weight == 0);
        if (call.distinct()) {
            weights.replaceAll((_, _) -> 1L);
        }
        return weights;
    }

    private static Object overDoubles(Map<Object, Long> values, boolean average) {
        BigDecimal sum = BigDecimal.ZERO;
        long count = 0;
        double special = 0;
        for (Map.Entry<Object, Long> entry : values.entrySet()) {
            double value = (Double) entry.getKey();
            count += entry.getValue();
            if (Double.isFinite(value)) {
                sum = sum.add(new BigDecimal(value).multiply(BigDecimal.valueOf(entry.getValue())));
            } else {
                special += value;
            }
        }
        if (special != 0) {
            return special;
        }
        double total = (average ? sum.divide(BigDecimal.valueOf(count), AMPLE) : sum).doubleValue();
        if (Double.isInfinite(total)) {
            throw RowError.overflow("DOUBLE");
        }
        return total;
    }

    private static Object overNumbers(Map<Object, Long> values, boolean average, Type type) {
        BigDecimal sum = BigDecimal.ZERO;
        long count = 0;
        for (Map.Entry<Object, Long> entry : values.entrySet()) {
            BigDecimal value = Numbers.exact(entry.getKey());
            sum = sum.add(value.multiply(BigDecimal.valueOf(entry.getValue())));
            count += entry.getValue();
        }
        if (average && type instanceof DecimalType decimal) {
            return Numbers.fit(
                    sum.divide(BigDecimal.valueOf(count), decimal.scale(), RoundingMode.HALF_UP),
                    decimal);
        }
        if (type instanceof DecimalType decimal) {
            return Numbers.fit(sum, decimal);
        }
        BigInteger whole = sum.toBigIntegerExact();
        if (whole.bitLength() > 63) {
            throw RowError.overflow("BIGINT");
        }
        return whole.longValue();
    }
}
