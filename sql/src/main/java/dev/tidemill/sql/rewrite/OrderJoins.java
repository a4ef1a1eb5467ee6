package dev.tidemill.sql.rewrite;

import dev.tidemill.algebra.expr.Call;
import dev.tidemill.algebra.expr.ColumnRef;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.algebra.plan.Filter;
import dev.tidemill.algebra.plan.Join;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Project;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Puts the tables of inner joins in an order in which each is joined by an equality to those before
 * it, so that no cross product is kept that a later condition would narrow. A tree that is in such
 * an order, or has none, stays as it is written.
 *
 * <pre>
 * filter a.x = c.x and b.y = c.y (join (join a b) c)
 *   → project (a, b, c) of filter … (join (join a c) b)
 * </pre>
 */
final class OrderJoins implements Pass {
    @Override
    public Plan apply(Plan plan) {
        if (!isInner(plan)) {
            return Pass.overInputs(plan, this::apply);
        }
        Tree tree = new Tree();
        tree.collect(plan, 0);
        List<Integer> order = tree.order();
        if (inOrder(order)) {
            return overLeaves(plan);
        }
        return tree.joined(order);
    }

    /** A filter only counts when it stands over a join. */
    private static boolean isInner(Plan plan) {
        return switch (plan) {
            case Join join -> join.kind() == Join.Kind.INNER;
            case Filter filter -> isInner(filter.input());
            default -> false;
        };
    }

    private Plan overLeaves(Plan plan) {
        return isInner(plan) ? Pass.overInputs(plan, this::overLeaves) : apply(plan);
    }

    private static boolean inOrder(List<Integer> order) {
        for (int i = 0; i < order.size(); i++) {
            if (order.get(i) != i) {
                return false;
            }
        }
        return true;
    }

    /** The inputs of a tree of inner joins and its conditions, over all their columns in a row. */
    private final class Tree {
        private final List<Plan> leaves = new ArrayList<>();
        private final List<Integer> starts = new ArrayList<>();
        private final List<Expr> conditions = new ArrayList<>();

        /** Gathers from left to right; a join's own conditions come before the filters over it. */
        int collect(Plan plan, int start) {
            if (!isInner(plan)) {
                leaves.add(apply(plan));
                starts.add(start);
                return start + plan.schema().size();
            }
            if (plan instanceof Filter filter) {
                int end = collect(filter.input(), start);
                for (Expr part : Conjunction.split(filter.predicate())) {
                    conditions.add(Columns.mapped(part, c -> c + start));
                }
                return end;
            }
            Join join = (Join) plan;
            int middle = collect(join.left(), start);
            int end = collect(join.right(), middle);
            Schema left = join.left().schema();
            for (Join.KeyPair key : join.keys()) {
                Type type = left.type(key.left());
                conditions.add(
                        Call.of(
                                ScalarFunction.EQUAL,
                                Type.BOOLEAN,
                                new ColumnRef(start + key.left(), type),
                                new ColumnRef(middle + key.right(), type)));
            }
            if (join.residual() != null) {
                for (Expr part : Conjunction.split(join.residual())) {
                    conditions.add(Columns.mapped(part, c -> c + start));
                }
            }
            return end;
        }

        /** The first leaf, then always the first one that an equality ties to those before it. */
        List<Integer> order() {
            List<Integer> order = new ArrayList<>(List.of(0));
            BitSet placed = columns(0);
            List<Integer> waiting = new ArrayList<>();
            for (int i = 1; i < leaves.size(); i++) {
                waiting.add(i);
            }
            while (!waiting.isEmpty()) {
                Integer next =
                        waiting.stream()
                                .filter(leaf -> isTied(placed, columns(leaf)))
                                .findFirst()
                                .orElse(waiting.getFirst());
                waiting.removeIf(next::equals);
                order.add(next);
                placed.or(columns(next));
            }
            return order;
        }

        private BitSet columns(int leaf) {
            BitSet columns = new BitSet();
            int start = starts.get(leaf);
            columns.set(start, start + leaves.get(leaf).schema().size());
            return columns;
        }

        private boolean isTied(BitSet placed, BitSet leaf) {
            return conditions.stream()
                    .filter(
                            condition ->
                                    condition instanceof Call call
                                            && call.function() == ScalarFunction.EQUAL)
                    .anyMatch(
                            equality -> {
                                Expr one = equality.children().get(0);
                                Expr other = equality.children().get(1);
                                return (reads(one, placed) && reads(other, leaf))
                                        || (reads(one, leaf) && reads(other, placed));
                            });
        }

        private static boolean reads(Expr expression, BitSet columns) {
            var used = Columns.used(expression);
            return !used.isEmpty() && used.stream().allMatch(columns::get);
        }

        /** Left-deep in the new order, with the columns back in their old one above it. */
        Plan joined(List<Integer> order) {
            int width = leaves.stream().mapToInt(leaf -> leaf.schema().size()).sum();
            int[] position = new int[width];
            int at = 0;
            Plan joined = null;
            for (int leaf : order) {
                Plan input = leaves.get(leaf);
                for (int i = 0; i < input.schema().size(); i++) {
                    position[starts.get(leaf) + i] = at++;
                }
                joined =
                        joined == null
                                ? input
                                : new Join(joined, input, Join.Kind.INNER, List.of(), null);
            }
            Plan rows = java.util.Objects.requireNonNull(joined);
            if (!conditions.isEmpty()) {
                rows =
                        new Filter(
                                rows, Columns.mapped(Conjunction.of(conditions), c -> position[c]));
            }
            List<Project.Column> columns = new ArrayList<>();
            for (int i = 0; i < width; i++) {
                int from = position[i];
                columns.add(
                        new Project.Column(
                                rows.schema().field(from).name(),
                                new ColumnRef(from, rows.schema().type(from))));
            }
            return new Project(rows, columns);
        }
    }
}
