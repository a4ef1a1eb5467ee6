package dev.tidemill.testkit.lineage;

import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.sql.lineage.Origin;
import dev.tidemill.sql.lineage.PlanLineage;
import dev.tidemill.testkit.oracle.PlanInterpreter;
import dev.tidemill.testkit.oracle.ZSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Changes the inputs of one plan, one origin at a time, and looks at the columns whose lineage does
 * not name it. Owned by one test.
 */
final class LineageTrial {
    private static final int CHANGES_PER_ORIGIN = 3;

    private final ChangedInputs inputs;
    private final long nowMicros;
    private long absent;
    private long present;
    private long presentAndSeen;

    LineageTrial(ChangedInputs inputs, long nowMicros) {
        this.inputs = inputs;
        this.nowMicros = nowMicros;
    }

    /** What changed though it may not; empty when nothing did. */
    List<String> violations(Plan plan, PlanLineage lineage) {
        List<String> found = new ArrayList<>();
        ZSet before = answer(plan, inputs.contents());
        for (Origin origin : inputs.origins()) {
            List<Integer> without = columns(lineage, origin, false);
            List<Integer> with = columns(lineage, origin, true);
            absent += without.size();
            present += with.size();
            boolean seen = false;
            for (int i = 0; i < CHANGES_PER_ORIGIN; i++) {
                ZSet after = answer(plan, inputs.changed(origin));
                if (!only(before, without).equals(only(after, without))) {
                    found.add(origin + " changes columns " + without);
                }
                seen |= !only(before, with).equals(only(after, with));
            }
            presentAndSeen += seen ? with.size() : 0;
        }
        return found;
    }

    /** Pairs of an origin and a column whose lineage does not name it. */
    long absent() {
        return absent;
    }

    /** Pairs of an origin and a column whose lineage names it. */
    long present() {
        return present;
    }

    /** Those of the pairs with a name where the columns did change. */
    long presentAndSeen() {
        return presentAndSeen;
    }

    private ZSet answer(Plan plan, Map<String, ZSet> contents) {
        return new PlanInterpreter(contents, nowMicros).answer(plan).rows();
    }

    private static List<Integer> columns(PlanLineage lineage, Origin origin, boolean named) {
        List<Integer> columns = new ArrayList<>();
        for (int i = 0; i < lineage.columns().size(); i++) {
            if (lineage.whole(i).origins().contains(origin) == named) {
                columns.add(i);
            }
        }
        return columns;
    }

    /** The rows with some of their columns, each as often as it is there. */
    private static ZSet only(ZSet rows, List<Integer> columns) {
        ZSet narrow = new ZSet();
        if (!columns.isEmpty()) {
            rows.weights()
                    .forEach(
                            (row, weight) -> {
                                List<@Nullable Object> some = new ArrayList<>();
                                columns.forEach(column -> some.add(row.get(column)));
                                narrow.add(some, weight);
                            });
        }
        return narrow;
    }
}
