package dev.tidemill.node.tick;

import java.util.List;

/**
 * The rows of an admission that came too late.
 *
 * @param first the first few of them
 */
public record LateRows(long count, List<LateRow> first) {
    public static final LateRows NONE = new LateRows(0, List.of());

    /**
     * A late row.
     *
     * @param row its position among the admission's rows of its table
     */
    public record LateRow(String table, int row, String column, String reason) {}

    public LateRows {
        first = List.copyOf(first);
    }
}
