package dev.tidemill.node.memory;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.engine.circuit.LiveTable;
import dev.tidemill.engine.circuit.StateShare;
import dev.tidemill.node.checkpoint.Checkpointer;
import dev.tidemill.node.definition.DefinitionPlanner;
import dev.tidemill.node.definition.PlannedTable;
import dev.tidemill.node.function.FunctionSource;
import dev.tidemill.node.record.DefinitionEntry;
import dev.tidemill.node.record.NodeState;
import dev.tidemill.node.record.Outcome;
import dev.tidemill.node.record.Standing;
import dev.tidemill.node.record.Suspension;
import dev.tidemill.node.record.SuspensionEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes a checkpoint fit into less memory than it was written with: live tables are suspended
 * before their state is read, previews first, of the others the one that owns most, until the rest
 * is within the budget.
 *
 * @param budgetBytes of state
 */
public record FittingState(FunctionSource functions, long budgetBytes)
        implements Checkpointer.Fitting {
    /**
     * Rows of input tables cannot be left out; so much more than the budget still fits: a quarter.
     */
    private static final int PART_ABOVE = 4;

    /**
     * Chooses whom there is room for.
     *
     * @throws TidemillException STATE_OVER_BUDGET when what cannot be left out does not fit
     */
    @Override
    public Checkpointer.Fitted fit(NodeState recovered, Map<String, Long> nodeBytes) {
        long all = sum(nodeBytes);
        if (all <= most()) {
            return new Checkpointer.Fitted(recovered, _ -> true, List.of());
        }
        List<LiveTable> live = new ArrayList<>(running(recovered));
        Map<String, String> ran =
                sqls(Standing.over(recovered.definitions(), recovered.standing()));
        Map<String, String> defined = sqls(recovered.definitions());
        List<Outcome> outcomes = new ArrayList<>();
        Set<String> gone = new HashSet<>();
        Set<String> previews = recovered.definitions().previewNames();
        Map<String, Long> left = wanted(nodeBytes, live);
        List<Suspension> suspended = new ArrayList<>(recovered.suspensions());
        long goal = sum(wanted(nodeBytes, List.of())) <= budgetBytes ? budgetBytes : most();
        while (sum(left) > goal) {
            Optional<StateShare> largest =
                    StateShare.of(left, live).stream()
                            .max(
                                    Comparator.<StateShare, Boolean>comparing(
                                                    s ->
                                                            s.bytes() > 0
                                                                    && previews.contains(s.table()))
                                            .thenComparingLong(StateShare::bytes));
            if (largest.isEmpty() || largest.get().bytes() == 0) {
                break;
            }
            String name = largest.get().table();
            live.removeIf(t -> t.name().equals(name) || largest.get().readers().contains(t.name()));
            left = wanted(nodeBytes, live);
            SuspensionEntry entry =
                    new SuspensionEntry(
                            name,
                            ran.getOrDefault(name, ""),
                            List.copyOf(largest.get().readers()),
                            ErrorCode.STATE_OVER_BUDGET,
                            "state takes %,d bytes, of %,d at most in this start, and %,d for it"
                                    .formatted(all, budgetBytes, largest.get().bytes()));
            long tick = Math.max(1, recovered.tick());
            outcomes.add(new Outcome.Suspended(tick, true, entry));
            gone.add(name);
            // What was to replace it is not tried either, until its SQL is another.
            suspended.removeIf(known -> known.table().equals(name));
            suspended.add(Suspension.of(name, defined.getOrDefault(name, ""), entry.cause(), tick));
        }
        if (sum(left) > most()) {
            throw new TidemillException(
                            ErrorCode.STATE_OVER_BUDGET,
                            "the rows of the input tables take %,d bytes of memory, of %,d at most"
                                    .formatted(sum(left), budgetBytes))
                    .withHint("start with more memory: --memory, or limits.state-memory");
        }
        Set<String> nodes = left.keySet();
        List<Standing> standing =
                recovered.standing().stream().filter(each -> !gone.contains(each.table())).toList();
        return new Checkpointer.Fitted(
                recovered.with(suspended, standing), nodes::contains, outcomes);
    }

    private static Map<String, String> sqls(DefinitionEntry definitions) {
        Map<String, String> sqls = new HashMap<>();
        definitions.liveTables().forEach(table -> sqls.put(table.name(), table.sql()));
        return sqls;
    }

    private long most() {
        return budgetBytes > Long.MAX_VALUE / 2
                ? Long.MAX_VALUE
                : budgetBytes + budgetBytes / PART_ABOVE;
    }

    private List<LiveTable> running(NodeState recovered) {
        DefinitionEntry ran = Standing.over(recovered.definitions(), recovered.standing());
        Map<String, Suspension> failed = new HashMap<>();
        recovered.suspensions().forEach(known -> failed.put(known.table(), known));
        List<LiveTable> running = new ArrayList<>();
        for (PlannedTable table :
                DefinitionPlanner.planWhatCanBe(ran, failed, functions).tables()) {
            running.add(new LiveTable(table.name(), table.plan()));
        }
        return running;
    }

    /** What is no live table's, and what these live tables have. */
    private static Map<String, Long> wanted(Map<String, Long> nodeBytes, List<LiveTable> live) {
        Set<String> nodes = new HashSet<>();
        for (LiveTable table : live) {
            nodes.addAll(StateShare.nodes(nodeBytes.keySet(), table));
        }
        Map<String, Long> wanted = new HashMap<>();
        nodeBytes.forEach(
                (node, bytes) -> {
                    if (!StateShare.isOfLiveTables(node) || nodes.contains(node)) {
                        wanted.put(node, bytes);
                    }
                });
        return wanted;
    }

    private static long sum(Map<String, Long> bytes) {
        return bytes.values().stream().mapToLong(Long::longValue).sum();
    }
}
