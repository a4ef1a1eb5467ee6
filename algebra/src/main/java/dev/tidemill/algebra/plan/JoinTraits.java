package dev.tidemill.algebra.plan;

import static dev.tidemill.algebra.plan.Traits.shifted;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is known of a join's output. A FULL join has no key: a left row whose key is NULL and a
 * right row whose key is NULL may both stand alone, and look alike in these columns.
 */
final class JoinTraits {
    private JoinTraits() {}

    static Traits of(Join join, Traits left, Traits right) {
        boolean expiring = left.expiring() || right.expiring();
        boolean bothGrow = left.appendOnly() && right.appendOnly();
        return switch (join.kind()) {
            case INNER, LEFT -> {
                boolean inner = join.kind() == Join.Kind.INNER;
                Set<Integer> monotone = new TreeSet<>(left.monotone());
                if (inner) {
                    monotone.addAll(shifted(right.monotone(), join.left().schema().size()));
                }
                yield new Traits(keys(join, left, right), inner && bothGrow, monotone, expiring);
            }
            case FULL -> new Traits(List.of(), false, Set.of(), expiring);
            case SEMI -> new Traits(left.keys(), bothGrow, left.monotone(), expiring);
            case ANTI, MARK -> new Traits(left.keys(), false, left.monotone(), expiring);
        };
    }

    private static List<Set<Integer>> keys(Join join, Traits left, Traits right) {
        int width = join.left().schema().size();
        Set<Integer> rightKeys = new HashSet<>();
        Set<Integer> leftKeys = new HashSet<>();
        for (Join.KeyPair pair : join.keys()) {
            leftKeys.add(pair.left());
            rightKeys.add(pair.right());
        }
        boolean oneRight = right.keys().stream().anyMatch(rightKeys::containsAll);
        boolean oneLeft = left.keys().stream().anyMatch(leftKeys::containsAll);
        List<Set<Integer>> keys = new ArrayList<>();
        if (oneRight) {
            keys.addAll(left.keys());
        }
        if (oneLeft && join.kind() == Join.Kind.INNER) {
            right.keys().forEach(key -> keys.add(shifted(key, width)));
        }
        if (keys.isEmpty()) {
            for (Set<Integer> leftKey : left.keys()) {
                for (Set<Integer> rightKey : right.keys()) {
                    Set<Integer> both = new TreeSet<>(leftKey);
                    both.addAll(shifted(rightKey, width));
                    keys.add(both);
                }
            }
        }
        return keys;
    }
}
