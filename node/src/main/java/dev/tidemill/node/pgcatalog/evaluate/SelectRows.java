package dev.tidemill.node.pgcatalog.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One SELECT: joined, grouped, computed, made distinct, put in order, cut.
 *
 * @param width columns of its FROM
 * @param groupBy null when rows are not grouped; empty for one group of all
 * @param outputs the columns, and behind them what is needed for the order
 * @param distinctOn places of outputs; empty for none
 * @param orderBy over frames of outputs
 */
record SelectRows(
        List<OutputColumn> columns,
        JoinPlan plan,
        int width,
        @Nullable List<Expression> groupBy,
        @Nullable Expression having,
        List<WindowCall> windows,
        List<Evaluation> series,
        List<Expression> outputs,
        boolean distinct,
        List<Integer> distinctOn,
        List<SortRule> orderBy,
        @Nullable Expression limit,
        @Nullable Expression offset)
        implements Rows {

    @Override
    public List<@Nullable Object[]> rows(Run run, @Nullable Frame outer) {
        List<Frame> frames = groupBy == null ? joined(run, outer) : grouped(run, outer);
        if (having != null) {
            frames.removeIf(frame -> !having.holds(frame));
        }
        if (!windows.isEmpty()) {
            frames.forEach(frame -> frame.windows = new Object[windows.size()]);
            for (int i = 0; i < windows.size(); i++) {
                windows.get(i).fill(new ArrayList<>(frames), i);
            }
        }
        List<@Nullable Object[]> rows = new ArrayList<>(frames.size());
        frames.forEach(frame -> compute(frame, rows));
        List<@Nullable Object[]> some = distinct ? distinct(rows) : rows;
        return cut(
                new OrderedRows(new Given(columns, some), orderBy, null, null).rows(run, outer),
                run,
                outer);
    }

    /** Rows that are there already. */
    private record Given(List<OutputColumn> columns, List<@Nullable Object[]> all) implements Rows {
        @Override
        public List<@Nullable Object[]> rows(Run run, @Nullable Frame outer) {
            return all;
        }
    }

    private List<Frame> joined(Run run, @Nullable Frame outer) {
        Frame moving = new Frame(run, outer, new Object[width]);
        List<Frame> frames = new ArrayList<>();
        plan.scan(
                moving,
                () -> {
                    Run.requireFew(frames.size());
                    frames.add(new Frame(run, outer, moving.values.clone()));
                });
        return frames;
    }

    private List<Frame> grouped(Run run, @Nullable Frame outer) {
        List<Expression> keys = java.util.Objects.requireNonNull(groupBy);
        Map<List<@Nullable Object>, Frame> groups = new LinkedHashMap<>();
        for (Frame frame : joined(run, outer)) {
            Frame group =
                    groups.computeIfAbsent(
                            TermBinder.listed(keys, frame),
                            _ -> {
                                frame.group = new ArrayList<>();
                                return frame;
                            });
            java.util.Objects.requireNonNull(group.group).add(frame.values);
        }
        if (groups.isEmpty() && keys.isEmpty()) {
            Frame all = new Frame(run, outer, new Object[width]);
            all.group = List.of();
            return new ArrayList<>(List.of(all));
        }
        return new ArrayList<>(groups.values());
    }

    /** Adds the rows of one frame: one, or as many as its longest series has values. */
    private void compute(Frame frame, List<@Nullable Object[]> rows) {
        if (series.isEmpty()) {
            rows.add(computed(frame));
            return;
        }
        List<List<?>> lists = new ArrayList<>();
        int length = 0;
        frame.series = new Object[series.size()];
        for (Evaluation each : series) {
            List<?> list = each.value(frame) instanceof List<?> values ? values : List.of();
            lists.add(list);
            length = Math.max(length, list.size());
        }
        for (int i = 0; i < length; i++) {
            frame.run.step();
            Run.requireFew(rows.size());
            for (int j = 0; j < lists.size(); j++) {
                frame.series[j] = i < lists.get(j).size() ? lists.get(j).get(i) : null;
            }
            rows.add(computed(frame));
        }
    }

    private @Nullable Object[] computed(Frame frame) {
        List<@Nullable Object> row = TermBinder.listed(outputs, frame);
        frame.run.hold(row);
        return row.toArray();
    }

    private List<@Nullable Object[]> distinct(List<@Nullable Object[]> rows) {
        Set<List<@Nullable Object>> seen = new HashSet<>();
        List<@Nullable Object[]> distinct = new ArrayList<>();
        for (@Nullable Object[] row : rows) {
            if (seen.add(Arrays.asList(row).subList(0, columns.size()))) {
                distinct.add(row);
            }
        }
        return distinct;
    }

    /** Of ordered rows those that are wanted, with the columns that are. */
    private List<@Nullable Object[]> cut(
            List<@Nullable Object[]> ordered, Run run, @Nullable Frame outer) {
        List<@Nullable Object[]> rows = ordered;
        if (!distinctOn.isEmpty()) {
            Set<List<@Nullable Object>> seen = new HashSet<>();
            rows = new ArrayList<>();
            for (@Nullable Object[] row : ordered) {
                List<@Nullable Object> key = new ArrayList<>();
                distinctOn.forEach(place -> key.add(row[place]));
                if (seen.add(key)) {
                    rows.add(row);
                }
            }
        }
        List<@Nullable Object[]> some =
                new OrderedRows(new Given(columns, rows), List.of(), limit, offset)
                        .rows(run, outer);
        if (outputs.size() == columns.size()) {
            return some;
        }
        List<@Nullable Object[]> narrow = new ArrayList<>(some.size());
        some.forEach(row -> narrow.add(Arrays.copyOf(row, columns.size())));
        return narrow;
    }
}
