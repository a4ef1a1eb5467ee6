package dev.tidemill.node.pgcatalog.evaluate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A window function: its value for each row of a partition. An aggregate is over the rows up to the
 * current one's equals when there is an order, and over all without one.
 */
record WindowCall(
        String name,
        @Nullable Expression aggregate,
        List<Expression> partitionBy,
        List<SortRule> orderBy) {

    /** Puts the values into the frames' place for this call. */
    void fill(List<Frame> frames, int place) {
        Map<List<@Nullable Object>, List<Frame>> partitions = new HashMap<>();
        for (Frame frame : frames) {
            partitions.computeIfAbsent(key(frame), _ -> new ArrayList<>()).add(frame);
        }
        for (List<Frame> partition : partitions.values()) {
            number(partition, place);
        }
    }

    private List<@Nullable Object> key(Frame frame) {
        List<@Nullable Object> key = new ArrayList<>();
        partitionBy.forEach(part -> key.add(part.value(frame)));
        return key;
    }

    private void number(List<Frame> partition, int place) {
        Comparator<Frame> order = SortRule.comparator(orderBy);
        partition.sort(order);
        long rank = 0;
        long dense = 0;
        for (int i = 0; i < partition.size(); i++) {
            Frame frame = partition.get(i);
            if (i == 0 || order.compare(partition.get(i - 1), frame) != 0) {
                rank = i + 1L;
                dense++;
            }
            frame.windows[place] =
                    switch (name) {
                        case "row_number" -> i + 1L;
                        case "rank" -> rank;
                        case "dense_rank" -> dense;
                        default -> aggregate(partition, order, i);
                    };
        }
    }

    private @Nullable Object aggregate(List<Frame> partition, Comparator<Frame> order, int at) {
        int end = at + 1;
        while (end < partition.size()
                && order.compare(partition.get(at), partition.get(end)) == 0) {
            end++;
        }
        List<@Nullable Object[]> rows = new ArrayList<>();
        partition.subList(0, end).forEach(frame -> rows.add(frame.values));
        Frame first = partition.get(at);
        Frame group = new Frame(first.run, first.outer, first.values);
        group.group = rows;
        return java.util.Objects.requireNonNull(aggregate).value(group);
    }
}
