package dev.tidemill.sql.translate;

import dev.tidemill.algebra.plan.Over;
import dev.tidemill.algebra.plan.OverCall;
import dev.tidemill.sql.ColumnLineage.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Where the values of functions over windows come from. */
final class OverLineage {
    private OverLineage() {}

    /** The input's origins, then those of each call: its arguments, or the order that it counts. */
    static List<Set<Origin>> of(Over over, List<Set<Origin>> input) {
        List<Set<Origin>> output = new ArrayList<>(input);
        for (OverCall call : over.calls()) {
            Set<Origin> origins = new TreeSet<>();
            for (int column : columns(over, call)) {
                origins.addAll(input.get(column));
            }
            output.add(origins);
        }
        return output;
    }

    private static List<Integer> columns(Over over, OverCall call) {
        return call instanceof OverCall.Ranking || call instanceof OverCall.SessionBound
                ? over.order().stream().map(key -> key.column()).toList()
                : call.columns();
    }
}
