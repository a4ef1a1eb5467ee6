package dev.tidemill.testkit.oracle;

import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.plan.Join;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Answers one join by looking at every pair of rows with equal keys. */
final class JoinInterpreter {
    private final Join join;
    private final ExpressionInterpreter expressions;
    private final PerRow perPair;
    private final List<Integer> leftKeys;
    private final List<Integer> rightKeys;

    /**
     * @param perPair runs the computation of a pair of a weight; a failure is an error row
     */
    JoinInterpreter(Join join, ExpressionInterpreter expressions, PerRow perPair) {
        this.join = join;
        this.expressions = expressions;
        this.perPair = perPair;
        this.leftKeys = join.keys().stream().map(Join.KeyPair::left).toList();
        this.rightKeys = join.keys().stream().map(Join.KeyPair::right).toList();
    }

    /** Runs a computation that may fail for a row of some weight. */
    interface PerRow {
        void run(long weight, Runnable computation);
    }

    ZSet joined(ZSet left, ZSet right) {
        Map<List<@Nullable Object>, ZSet> partners = new HashMap<>();
        right.weights()
                .forEach(
                        (row, weight) ->
                                partners.computeIfAbsent(
                                                PlanInterpreter.groupingKey(row, rightKeys),
                                                _ -> new ZSet())
                                        .add(row, weight));
        ZSet joined = new ZSet();
        Set<List<@Nullable Object>> matchedRight = new HashSet<>();
        left.weights()
                .forEach(
                        (row, weight) -> {
                            List<@Nullable Object> key = PlanInterpreter.groupingKey(row, leftKeys);
                            ZSet candidates =
                                    hasForbiddenNull(key)
                                            ? new ZSet()
                                            : partners.getOrDefault(key, new ZSet());
                            ZSet matches = matches(row, weight, candidates);
                            matchedRight.addAll(matches.weights().keySet());
                            show(row, weight, matches, joined);
                        });
        if (join.kind() == Join.Kind.FULL) {
            right.weights()
                    .forEach(
                            (row, weight) -> {
                                if (!matchedRight.contains(row)) {
                                    joined.add(
                                            concat(nulls(join.left().schema().size()), row),
                                            weight);
                                }
                            });
        }
        return joined;
    }

    private boolean hasForbiddenNull(List<@Nullable Object> key) {
        for (int i = 0; i < key.size(); i++) {
            if (key.get(i) == null && !join.keys().get(i).nullsMatch()) {
                return true;
            }
        }
        return false;
    }

    /** The right rows that make a pair with a left row. */
    private ZSet matches(List<@Nullable Object> left, long weight, ZSet candidates) {
        ZSet matches = new ZSet();
        candidates
                .weights()
                .forEach(
                        (right, rightWeight) ->
                                perPair.run(
                                        Math.multiplyExact(weight, rightWeight),
                                        () -> {
                                            if (isNear(left, right) && isTrue(left, right)) {
                                                matches.add(right, rightWeight);
                                            }
                                        }));
        return matches;
    }

    private boolean isTrue(List<@Nullable Object> left, List<@Nullable Object> right) {
        Expr residual = join.residual();
        return residual == null
                || Boolean.TRUE.equals(expressions.evaluate(residual, concat(left, right)));
    }

    private boolean isNear(List<@Nullable Object> left, List<@Nullable Object> right) {
        Join.Band band = join.band();
        if (band == null) {
            return true;
        }
        if (!(left.get(band.left()) instanceof Number one)
                || !(right.get(band.right()) instanceof Number other)) {
            return false;
        }
        BigInteger distance =
                BigInteger.valueOf(one.longValue()).subtract(BigInteger.valueOf(other.longValue()));
        return (band.low() == null || distance.compareTo(BigInteger.valueOf(band.low())) >= 0)
                && (band.high() == null
                        || distance.compareTo(BigInteger.valueOf(band.high())) <= 0);
    }

    private void show(List<@Nullable Object> left, long weight, ZSet matches, ZSet joined) {
        boolean matched = !matches.isEmpty();
        switch (join.kind()) {
            case INNER -> pairs(left, weight, matches, joined);
            case LEFT, FULL -> {
                pairs(left, weight, matches, joined);
                if (!matched) {
                    joined.add(concat(left, nulls(join.right().schema().size())), weight);
                }
            }
            case SEMI -> joined.add(left, matched ? weight : 0);
            case ANTI -> joined.add(left, matched ? 0 : weight);
            case MARK -> joined.add(concat(left, List.of(matched)), weight);
        }
    }

    private static void pairs(List<@Nullable Object> left, long weight, ZSet matches, ZSet joined) {
        matches.weights()
                .forEach((right, other) -> joined.add(concat(left, right), weight * other));
    }

    private static List<@Nullable Object> nulls(int count) {
        return Collections.nCopies(count, null);
    }

    private static List<@Nullable Object> concat(
            List<? extends @Nullable Object> left, List<? extends @Nullable Object> right) {
        List<@Nullable Object> row = new ArrayList<>(left);
        row.addAll(right);
        return row;
    }
}
