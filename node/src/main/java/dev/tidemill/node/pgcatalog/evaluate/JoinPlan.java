package dev.tidemill.node.pgcatalog.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tables joined by conditions: a row is complete when each member has filled in its columns. The
 * order is chosen once a run, the member with the fewest rows for what is known first; so a table
 * is found by its keys and not looked through.
 */
final class JoinPlan {
    /** Rows that are guessed of what is not known before it is asked. */
    private static final double GUESS = 10;

    /** Added for a table that no condition connects with what is known, so that it waits. */
    private static final double UNCONNECTED = 1e9;

    /** How much later than a lookup by a key an outer join is done. */
    private static final double OUTER_JOIN = 1.5;

    /** Something that fills in columns. */
    sealed interface Member permits Leaf, Attachment, FullJoin {
        /** The columns that it fills in. */
        BitSet own();
    }

    /**
     * One table.
     *
     * @param start its first column in the frame
     * @param fixed values behind its columns, which are the same in all rows
     * @param needs columns of the same frame that it is made of
     */
    record Leaf(Source source, int start, List<Object> fixed, BitSet needs) implements Member {
        @Override
        public BitSet own() {
            BitSet own = new BitSet();
            own.set(start, start + source.columns().size() + fixed.size());
            return own;
        }
    }

    /** The right side of a left join, with its condition among its own. */
    record Attachment(JoinPlan right) implements Member {
        @Override
        public BitSet own() {
            return right.own();
        }
    }

    record FullJoin(JoinPlan left, JoinPlan right, List<Condition> on) implements Member {
        @Override
        public BitSet own() {
            BitSet own = left.own();
            own.or(right.own());
            return own;
        }
    }

    /**
     * @param refs columns of the frame that it names
     * @param lookups as what it can serve to find rows
     */
    record Condition(Expression expression, BitSet refs, List<Lookup> lookups) {}

    /** A column that must equal something. */
    record Lookup(int column, Expression value, BitSet refs) {}

    /**
     * @param after conditions that can be looked at behind it
     * @param lookups by which a table's rows are found
     */
    private record Step(@Nullable Member member, List<Condition> after, List<Lookup> lookups) {}

    private final List<Member> members = new ArrayList<>();
    private final List<Condition> conditions = new ArrayList<>();

    void add(Member member) {
        members.add(member);
    }

    void add(Condition condition) {
        conditions.add(condition);
    }

    List<Condition> conditions() {
        return List.copyOf(conditions);
    }

    BitSet own() {
        BitSet own = new BitSet();
        members.forEach(member -> own.or(member.own()));
        return own;
    }

    /** Calls for each complete row, whose columns then stand in the frame. */
    void scan(Frame frame, Runnable sink) {
        List<Step> steps = frame.run.kept(this, () -> ordered(frame));
        scan(frame, steps, 0, sink);
    }

    private static void scan(Frame frame, List<Step> steps, int at, Runnable sink) {
        if (at == steps.size()) {
            sink.run();
            return;
        }
        Step step = steps.get(at);
        Runnable next =
                () -> {
                    frame.run.step();
                    for (Condition condition : step.after) {
                        if (!condition.expression.holds(frame)) {
                            return;
                        }
                    }
                    scan(frame, steps, at + 1, sink);
                };
        switch (step.member) {
            case null -> next.run();
            case Leaf leaf -> leaf(frame, leaf, step.lookups, next);
            case Attachment attachment -> attach(frame, attachment, next);
            case FullJoin join -> full(frame, join, next);
        }
    }

    private static void leaf(Frame frame, Leaf leaf, List<Lookup> lookups, Runnable next) {
        for (@Nullable Object[] row : rows(frame, leaf, lookups)) {
            System.arraycopy(row, 0, frame.values, leaf.start, row.length);
            int place = leaf.start + row.length;
            for (Object value : leaf.fixed) {
                frame.values[place++] = value;
            }
            next.run();
        }
    }

    private static List<@Nullable Object[]> rows(Frame frame, Leaf leaf, List<Lookup> lookups) {
        RowTable table = leaf.source.rows(frame);
        if (lookups.isEmpty()) {
            return table.rows();
        }
        List<Object> key = new ArrayList<>(lookups.size());
        for (Lookup lookup : lookups) {
            Object value = lookup.value.value(frame);
            if (value == null) {
                return List.of();
            }
            key.add(value);
        }
        return table.find(columns(leaf, lookups), key);
    }

    private static List<Integer> columns(Leaf leaf, List<Lookup> lookups) {
        return lookups.stream().map(lookup -> lookup.column - leaf.start).toList();
    }

    private static void attach(Frame frame, Attachment attachment, Runnable next) {
        boolean[] matched = new boolean[1];
        attachment.right.scan(
                frame,
                () -> {
                    matched[0] = true;
                    next.run();
                });
        if (!matched[0]) {
            clear(frame, attachment.own());
            next.run();
        }
    }

    private static void clear(Frame frame, BitSet columns) {
        columns.stream().forEach(column -> frame.values[column] = null);
    }

    private static void full(Frame frame, FullJoin join, Runnable next) {
        BitSet left = join.left.own();
        BitSet right = join.right.own();
        each(frame, join.left, right, () -> each(frame, join.right, join.on, right, next));
        join.right.scan(
                frame,
                () -> {
                    @Nullable Object[] row = Arrays.copyOf(frame.values, frame.values.length);
                    boolean[] matched = new boolean[1];
                    join.left.scan(frame, () -> matched[0] |= hold(frame, join.on));
                    System.arraycopy(row, 0, frame.values, 0, row.length);
                    if (!matched[0]) {
                        clear(frame, left);
                        next.run();
                    }
                });
    }

    private static void each(Frame frame, JoinPlan left, BitSet right, Runnable joined) {
        left.scan(
                frame,
                () -> {
                    clear(frame, right);
                    joined.run();
                });
    }

    private static void each(
            Frame frame, JoinPlan right, List<Condition> on, BitSet own, Runnable next) {
        boolean[] matched = new boolean[1];
        right.scan(
                frame,
                () -> {
                    if (hold(frame, on)) {
                        matched[0] = true;
                        next.run();
                    }
                });
        if (!matched[0]) {
            clear(frame, own);
            next.run();
        }
    }

    private static boolean hold(Frame frame, List<Condition> conditions) {
        return conditions.stream().allMatch(condition -> condition.expression.holds(frame));
    }

    private List<Step> ordered(Frame frame) {
        BitSet own = own();
        BitSet bound = new BitSet();
        List<Member> left = new ArrayList<>(members);
        List<Condition> open = new ArrayList<>(conditions);
        List<Step> steps = new ArrayList<>();
        steps.add(new Step(null, taken(open, own, bound), List.of()));
        while (!left.isEmpty()) {
            Member best = null;
            double least = Double.POSITIVE_INFINITY;
            for (Member member : left) {
                double cost = cost(frame, member, open, own, bound);
                if (cost < least) {
                    best = member;
                    least = cost;
                }
            }
            Member next = best == null ? left.getFirst() : best;
            left.remove(next);
            List<Lookup> lookups =
                    next instanceof Leaf leaf ? lookups(leaf, open, own, bound) : List.of();
            bound.or(next.own());
            steps.add(new Step(next, taken(open, own, bound), lookups));
        }
        return steps;
    }

    /** Takes the conditions out whose columns are known. */
    private static List<Condition> taken(List<Condition> open, BitSet own, BitSet bound) {
        List<Condition> taken =
                open.stream().filter(each -> isKnown(each.refs, own, bound)).toList();
        open.removeAll(taken);
        return taken;
    }

    /** Columns that are not of this plan are known from the ones around it. */
    private static boolean isKnown(BitSet refs, BitSet own, BitSet bound) {
        BitSet missing = (BitSet) refs.clone();
        missing.and(own);
        missing.andNot(bound);
        return missing.isEmpty();
    }

    private static double cost(
            Frame frame, Member member, List<Condition> open, BitSet own, BitSet bound) {
        return switch (member) {
            case Leaf leaf -> {
                if (!isKnown(leaf.needs, own, bound)) {
                    yield Double.POSITIVE_INFINITY;
                }
                if (!leaf.source.isFixed()) {
                    yield GUESS;
                }
                RowTable table = leaf.source.rows(frame);
                List<Lookup> lookups = lookups(leaf, open, own, bound);
                if (!lookups.isEmpty()) {
                    yield table.perKey(columns(leaf, lookups));
                }
                int size = table.rows().size();
                yield bound.isEmpty() || size < 2 ? size : size + UNCONNECTED;
            }
            case Attachment attachment ->
                    isKnown(attachment.right.needs(), own, bound)
                            ? OUTER_JOIN
                            : Double.POSITIVE_INFINITY;
            case FullJoin _ -> GUESS * GUESS;
        };
    }

    /** The columns of other plans that this one names. */
    private BitSet needs() {
        BitSet needs = new BitSet();
        conditions.forEach(condition -> needs.or(condition.refs));
        for (Member member : members) {
            switch (member) {
                case Leaf leaf -> needs.or(leaf.needs);
                case Attachment attachment -> needs.or(attachment.right.needs());
                case FullJoin join -> {
                    needs.or(join.left.needs());
                    needs.or(join.right.needs());
                }
            }
        }
        needs.andNot(own());
        return needs;
    }

    private static List<Lookup> lookups(Leaf leaf, List<Condition> open, BitSet own, BitSet bound) {
        BitSet columns = leaf.own();
        List<Lookup> lookups = new ArrayList<>();
        int end = leaf.start + leaf.source.columns().size();
        for (Condition condition : open) {
            for (Lookup lookup : condition.lookups) {
                boolean isOurs = columns.get(lookup.column) && lookup.column < end;
                boolean isNew = lookups.stream().noneMatch(other -> other.column == lookup.column);
                BitSet others = (BitSet) lookup.refs.clone();
                others.and(columns);
                if (isOurs && isNew && others.isEmpty() && isKnown(lookup.refs, own, bound)) {
                    lookups.add(lookup);
                }
            }
        }
        return lookups;
    }
}
