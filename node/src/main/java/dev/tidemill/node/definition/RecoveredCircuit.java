package dev.tidemill.node.definition;

import dev.tidemill.engine.circuit.BuildLimits;
import dev.tidemill.engine.circuit.Circuit;
import dev.tidemill.engine.circuit.LiveTable;
import dev.tidemill.engine.history.History;
import dev.tidemill.engine.state.StateSpace;
import dev.tidemill.node.function.FunctionSource;
import dev.tidemill.node.record.DefinitionEntry;
import dev.tidemill.node.record.NodeState;
import dev.tidemill.node.record.Standing;
import dev.tidemill.node.record.Suspension;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the circuit over a recovered state. */
public final class RecoveredCircuit {
    private static final Logger LOG = LoggerFactory.getLogger(RecoveredCircuit.class);

    private RecoveredCircuit() {}

    /**
     * The circuit over the recovered state. A table that this release plans otherwise than the one
     * that wrote the state cannot use it: it is left out here, with the tables that read it, and
     * built anew when the definitions are brought up to date.
     *
     * @param definitions adopts what runs
     * @param limits of what is built again beside the ticks
     */
    public static Circuit create(
            StateSpace space,
            NodeState recovered,
            DefinitionsInForce definitions,
            FunctionSource functions,
            History history,
            BuildLimits limits) {
        DefinitionEntry recorded = recovered.definitions();
        DefinitionEntry ran = Standing.over(recorded, recovered.standing());
        Map<String, String> hashes = new HashMap<>();
        ran.liveTables().forEach(table -> hashes.put(table.name(), table.planHash()));
        Map<String, Suspension> failed = new HashMap<>();
        recovered.suspensions().forEach(failure -> failed.put(failure.table(), failure));
        DefinitionPlanner.Planned planned =
                DefinitionPlanner.planWhatCanBe(ran, failed, functions, new PlanCache());
        planned.suspended().forEach((name, why) -> LOG.warn("{}", why.asException().message()));
        Set<String> changed = new HashSet<>();
        List<PlannedTable> usable = new ArrayList<>();
        for (PlannedTable table : planned.tables()) {
            boolean same = table.hash().hex().equals(hashes.get(table.name()));
            if (same && Collections.disjoint(table.inputs(), changed)) {
                usable.add(table);
            } else {
                changed.add(table.name());
            }
        }
        DefinitionEntry used =
                recorded.withLiveTables(
                        recorded.liveTables().stream()
                                .filter(table -> !changed.contains(table.name()))
                                .toList());
        definitions.adopt(used, usable, planned.suspended(), recovered.suspensions());
        Circuit circuit =
                Circuit.create(
                        space,
                        used.inputs(),
                        usable.stream()
                                .map(table -> new LiveTable(table.name(), table.plan()))
                                .toList(),
                        used.tableIndexes(),
                        Runtime.getRuntime().availableProcessors(),
                        history);
        circuit.limitBuilds(limits);
        DefinitionsInForce.SealedAt at =
                new DefinitionsInForce.SealedAt(
                        Math.max(1, recovered.tick()), recovered.nowMicros());
        definitions.suspendRecovered(circuit.takeFailures(), circuit, at);
        definitions.resume(recovered.standing(), circuit, at);
        return circuit;
    }
}
