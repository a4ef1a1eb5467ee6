package dev.tidemill.actions;

import dev.tidemill.algebra.column.Batch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads transitions from one tick's consolidated changes: a key with only a new row entered, with
 * only an old one left, with both changed. Stateless and deterministic, so that replaying the tick
 * finds the same ones.
 */
public final class TransitionDetector {
    private final int[] keyColumns;

    /**
     * @param keyColumns the columns that identify a row of the live table
     */
    public TransitionDetector(int... keyColumns) {
        if (keyColumns.length == 0) {
            throw new IllegalArgumentException("an action needs key columns");
        }
        this.keyColumns = keyColumns.clone();
    }

    /** The transitions in the order in which their keys first stand in the changes. */
    public List<Transition> detect(long tick, Batch changes) {
        Map<String, int[]> rows = new LinkedHashMap<>();
        for (int row = 0; row < changes.size(); row++) {
            int[] pair = rows.computeIfAbsent(rowKey(changes, row), k -> new int[] {-1, -1});
            pair[changes.weight(row) < 0 ? 0 : 1] = row;
        }
        List<Transition> transitions = new ArrayList<>();
        rows.forEach(
                (key, pair) -> {
                    boolean had = pair[0] >= 0;
                    boolean has = pair[1] >= 0;
                    Transition.Kind kind =
                            had && has
                                    ? Transition.Kind.CHANGED
                                    : has ? Transition.Kind.ENTERED : Transition.Kind.LEFT;
                    Batch row = row(changes, has ? pair[1] : pair[0]);
                    Batch old = had && has ? row(changes, pair[0]) : null;
                    transitions.add(new Transition(kind, key, row, old, tick));
                });
        return transitions;
    }

    private static Batch row(Batch changes, int row) {
        return changes.gather(new int[] {row}, 1).withWeights(null);
    }

    /** The key of a row as text; parts are joined by a unit separator. */
    public String rowKey(Batch batch, int row) {
        StringBuilder key = new StringBuilder();
        for (int column : keyColumns) {
            if (!key.isEmpty()) {
                key.append('\u001f');
            }
            key.append(batch.column(column).value(row));
        }
        return key.toString();
    }
}
