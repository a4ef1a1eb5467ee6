package dev.tidemill.engine.circuit;

import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.PlanHash;
import dev.tidemill.engine.state.Region;
import dev.tidemill.engine.state.Segment;
import dev.tidemill.engine.state.StateSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of its append-only tables were dropped already when a live table began.
 *
 * <p>Dropping is no retraction, so a node that ran before it has in its state what the dropped rows
 * brought, and one that begins afterwards has not. They have one plan and emit different changes.
 * So nodes are found by {@link #name}, and two live tables share one only if its state has come of
 * the same rows. A node over tables of which nothing was dropped has the same name in all of them.
 *
 * @param firstRows by table, the first row that was still there; a table of which none was dropped
 *     is absent
 */
record Origin(SortedMap<String, Long> firstRows) {
    /** Of a live table that began with all rows. */
    static final Origin WHOLE = new Origin(new TreeMap<>());

    private static final int FIRST_ROW = 0;

    Origin {
        firstRows = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(firstRows));
    }

    /** Of a live table that begins now. */
    static Origin now(Plan plan, Function<String, @Nullable StoredTable> tables) {
        SortedMap<String, Long> firstRows = new TreeMap<>();
        for (String name : LiveOrder.scans(plan)) {
            StoredTable table = tables.apply(name);
            if (table != null && table.firstRow() > 0) {
                firstRows.put(name, table.firstRow());
            }
        }
        return firstRows.isEmpty() ? WHOLE : new Origin(firstRows);
    }

    /** What {@link #keep} has kept; all rows when it has nothing. */
    static Origin recovered(Plan plan, StateSpace space, String region) {
        Region kept = space.find(region, 0);
        if (kept == null) {
            return WHOLE;
        }
        SortedMap<String, Long> firstRows = new TreeMap<>();
        int id = 0;
        for (String name : LiveOrder.scans(plan)) {
            long firstRow = kept.segment(id++).meta(FIRST_ROW);
            if (firstRow > 0) {
                firstRows.put(name, firstRow);
            }
        }
        return new Origin(firstRows);
    }

    /** Keeps it in a region of its own; there is none when the table began with all rows. */
    List<Region> keep(Plan plan, StateSpace space, String region) {
        if (firstRows.isEmpty()) {
            return List.of();
        }
        Region kept = space.region(region, 0);
        int id = 0;
        for (String name : LiveOrder.scans(plan)) {
            Segment segment = kept.segment(id++);
            long firstRow = firstRows.getOrDefault(name, 0L);
            if (segment.meta(FIRST_ROW) != firstRow) {
                segment.setMeta(FIRST_ROW, firstRow);
            }
        }
        return List.of(kept);
    }

    /** The name of a node of the live table's plan. */
    NodeName name(Plan plan) {
        return new NodeName(PlanHash.of(plan), suffix(plan));
    }

    /** Each table's name goes with its length, so that no two origins have one text. */
    private String suffix(Plan plan) {
        if (firstRows.isEmpty()) {
            return "";
        }
        List<String> known = new ArrayList<>(LiveOrder.scans(plan));
        StringBuilder suffix = new StringBuilder();
        for (Map.Entry<String, Long> entry : firstRows.entrySet()) {
            String table = entry.getKey();
            if (known.contains(table)) {
                suffix.append('@').append(entry.getValue());
                suffix.append(':').append(table.length()).append(':').append(table);
            }
        }
        return suffix.toString();
    }
}
