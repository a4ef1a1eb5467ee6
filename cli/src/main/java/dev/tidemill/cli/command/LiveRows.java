package dev.tidemill.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A table kept equal to a server's by its snapshot and changes, in an order.
 *
 * <p>A row's weight is never zero here; rows that left are forgotten. Used by one thread.
 */
final class LiveRows {
    private final Map<JsonNode, Long> weights;

    LiveRows(RowOrder order) {
        weights = new TreeMap<>(order);
    }

    void reset(JsonNode rows) {
        weights.clear();
        rows.forEach(row -> add(row, 1));
    }

    void add(JsonNode row, long weight) {
        weights.merge(row, weight, Long::sum);
        weights.remove(row, 0L);
    }

    /** How many rows there are, each counted as often as its weight. */
    long size() {
        return weights.values().stream().mapToLong(Long::longValue).sum();
    }

    /** At most so many rows, in their order. */
    List<JsonNode> first(int limit) {
        List<JsonNode> rows = new ArrayList<>();
        for (Map.Entry<JsonNode, Long> entry : weights.entrySet()) {
            for (long copy = 0; copy < entry.getValue() && rows.size() < limit; copy++) {
                rows.add(entry.getKey());
            }
            if (rows.size() == limit) {
                break;
            }
        }
        return rows;
    }
}
