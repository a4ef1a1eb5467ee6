package dev.tidemill.testkit.oracle;

import dev.tidemill.algebra.plan.AggregateCall;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Aggregates of pairs (y, x), from their definitions: distances to the means, then sums of them.
 */
final class PairInterpreter {
    private static final MathContext AMPLE = new MathContext(400);

    private final List<Double> xs = new ArrayList<>();
    private final List<Double> ys = new ArrayList<>();
    private boolean oddX;
    private boolean oddY;

    private PairInterpreter() {}

    static @Nullable Object value(AggregateCall call, ZSet group) {
        PairInterpreter pairs = new PairInterpreter();
        group.weights()
                .forEach(
                        (row, weight) -> {
                            boolean wanted =
                                    call.filter() < 0
                                            || Boolean.TRUE.equals(row.get(call.filter()));
                            Object y = row.get(call.argument());
                            Object x = row.get(call.second());
                            for (long i = 0; wanted && x != null && y != null && i < weight; i++) {
                                pairs.add((Double) x, (Double) y);
                            }
                        });
        return pairs.value(call);
    }

    private void add(double x, double y) {
        xs.add(x);
        ys.add(y);
        oddX |= !Double.isFinite(x);
        oddY |= !Double.isFinite(y);
    }

    private @Nullable Object value(AggregateCall call) {
        int n = xs.size();
        boolean odd = oddX || oddY;
        boolean flatX = !oddX && isFlat(xs);
        boolean flatY = !oddY && isFlat(ys);
        return switch (call.function()) {
            case REGR_COUNT -> (long) n;
            case REGR_AVGX -> n == 0 ? null : oddX ? oddSum(xs) : number(mean(xs));
            case REGR_AVGY -> n == 0 ? null : oddY ? oddSum(ys) : number(mean(ys));
            case REGR_SXX -> n == 0 ? null : oddX ? Double.NaN : number(products(xs, xs));
            case REGR_SYY -> n == 0 ? null : oddY ? Double.NaN : number(products(ys, ys));
            case REGR_SXY -> n == 0 ? null : odd ? Double.NaN : number(products(xs, ys));
            case COVAR_POP -> n == 0 ? null : odd ? Double.NaN : over(products(xs, ys), n);
            case COVAR_SAMP -> n < 2 ? null : odd ? Double.NaN : over(products(xs, ys), n - 1);
            case CORR -> n == 0 || flatX || flatY ? null : odd ? Double.NaN : correlation();
            case REGR_R2 -> n == 0 || flatX ? null : flatY ? 1.0 : odd ? Double.NaN : number(fit());
            case REGR_SLOPE -> n == 0 || flatX ? null : odd ? Double.NaN : number(slope());
            case REGR_INTERCEPT ->
                    n == 0 || flatX
                            ? null
                            : odd
                                    ? Double.NaN
                                    : number(mean(ys).subtract(slope().multiply(mean(xs))));
            default -> throw new IllegalStateException(call.function() + " is not of pairs");
        };
    }

    private static boolean isFlat(List<Double> values) {
        Set<Double> distinct = new HashSet<>();
        values.forEach(value -> distinct.add(value + 0.0));
        return distinct.size() == 1;
    }

    private static double oddSum(List<Double> values) {
        double sum = 0;
        for (double value : values) {
            sum += Double.isFinite(value) ? 0 : value;
        }
        return sum;
    }

    private static BigDecimal mean(List<Double> values) {
        BigDecimal sum = BigDecimal.ZERO;
        for (double value : values) {
            sum = sum.add(new BigDecimal(value));
        }
        return sum.divide(BigDecimal.valueOf(values.size()), AMPLE);
    }

    private static BigDecimal products(List<Double> a, List<Double> b) {
        BigDecimal meanA = mean(a);
        BigDecimal meanB = mean(b);
        BigDecimal sum = BigDecimal.ZERO;
        for (int i = 0; i < a.size(); i++) {
            BigDecimal left = new BigDecimal(a.get(i)).subtract(meanA);
            sum = sum.add(left.multiply(new BigDecimal(b.get(i)).subtract(meanB)), AMPLE);
        }
        return sum;
    }

    private BigDecimal slope() {
        return products(xs, ys).divide(products(xs, xs), AMPLE);
    }

    private BigDecimal fit() {
        BigDecimal xy = products(xs, ys);
        BigDecimal spreads = products(xs, xs).multiply(products(ys, ys));
        return xy.multiply(xy).divide(spreads, AMPLE);
    }

    private double correlation() {
        BigDecimal spreads = products(xs, xs).multiply(products(ys, ys));
        return number(products(xs, ys).divide(spreads.sqrt(AMPLE), AMPLE));
    }

    private static double over(BigDecimal value, int count) {
        return number(value.divide(BigDecimal.valueOf(count), AMPLE));
    }

    private static double number(BigDecimal value) {
        double number = value.doubleValue();
        if (Double.isInfinite(number)) {
            throw RowError.overflow("DOUBLE");
        }
        return number;
    }
}
