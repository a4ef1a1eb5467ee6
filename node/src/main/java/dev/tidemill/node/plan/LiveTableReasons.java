package dev.tidemill.node.plan;

import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Scan;
import dev.tidemill.node.definition.CandidateDefinitions;
import dev.tidemill.node.definition.DefinitionsInForce;
import dev.tidemill.node.definition.PlannedTable;
import dev.tidemill.node.record.DefinitionEntry.FunctionJar;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Says why a live table's plan is another one. */
final class LiveTableReasons {
    private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final DefinitionsInForce.View running;
    private final CandidateDefinitions next;

    LiveTableReasons(DefinitionsInForce.View running, CandidateDefinitions next) {
        this.running = running;
        this.next = next;
    }

    /** At least one reason. */
    List<PlanReason> between(PlannedTable former, PlannedTable newer) {
        List<PlanReason> reasons = new ArrayList<>();
        if (!former.sql().equals(newer.sql())) {
            reasons.add(new PlanReason("sql_changed", "its own SQL means something else"));
        }
        Map<String, Scan> before = new HashMap<>();
        collect(former.plan(), before);
        Map<String, Scan> after = new HashMap<>();
        collect(newer.plan(), after);
        for (String table : newer.inputs()) {
            Scan was = before.get(table);
            Scan is = after.get(table);
            if (was != null && is != null && !was.identity().equals(is.identity())) {
                reasons.add(ofInput(table));
            }
        }
        for (FunctionJar jar : next.entry().functions()) {
            if (!running.definitions().functions().contains(jar) && calls(newer.sql(), jar)) {
                reasons.add(
                        new PlanReason(
                                "function_changed",
                                "it calls a function of " + jar.file() + ", which changed"));
            }
        }
        if (reasons.isEmpty()) {
            reasons.add(
                    new PlanReason(
                            "planner_changed", "the same SQL is planned otherwise than it was"));
        }
        return reasons;
    }

    private PlanReason ofInput(String table) {
        return running.inputs().containsKey(table)
                ? new PlanReason(
                        "contract_changed",
                        "the contract of " + table + ", which it reads, changed")
                : new PlanReason(
                        "input_changed", "the columns of " + table + ", which it reads, changed");
    }

    private boolean calls(String sql, FunctionJar jar) {
        return WORD.matcher(sql)
                .results()
                .map(word -> word.group().toLowerCase(Locale.ROOT))
                .distinct()
                .anyMatch(word -> next.functions().function(List.of(jar), word).isPresent());
    }

    private static void collect(Plan plan, Map<String, Scan> into) {
        if (plan instanceof Scan scan) {
            into.put(scan.table(), scan);
        }
        plan.inputs().forEach(input -> collect(input, into));
    }
}
