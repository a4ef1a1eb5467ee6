package dev.tidemill.node.plan;

import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.catalog.lineage.LineageGraph;
import dev.tidemill.node.definition.CandidateDefinitions;
import dev.tidemill.node.definition.DefinitionsInForce;
import dev.tidemill.node.definition.PlannedTable;
import dev.tidemill.node.definition.TableBuild;
import dev.tidemill.node.record.DefinitionEntry.LiveSql;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What becomes of live tables: told by their plans' hashes, not by their texts. */
final class LiveTableChanges {
    private final RunningDefinitions running;
    private final DefinitionsInForce.View view;
    private final CandidateDefinitions next;
    private final LineageGraph lineage;
    private final Map<String, PlannedTable> former = new HashMap<>();
    private final Map<String, PlannedTable> newer = new LinkedHashMap<>();
    private final LiveTableReasons reasons;
    private final BuildGroups groups;

    LiveTableChanges(RunningDefinitions running, CandidateDefinitions next, LineageGraph lineage) {
        this.running = running;
        this.view = running.view();
        this.next = next;
        this.lineage = lineage;
        former.putAll(view.liveTables());
        for (TableBuild build : view.building().values()) {
            former.put(build.table().name(), build.table());
        }
        next.liveTables().forEach(table -> newer.put(table.name(), table));
        reasons = new LiveTableReasons(view, next);
        groups =
                new BuildGroups(
                        newer.values().stream().filter(table -> !stays(table)).toList(), view);
    }

    private boolean stays(PlannedTable table) {
        PlannedTable old = former.get(table.name());
        return old != null && old.hash().equals(table.hash());
    }

    /** By name, without the tables that statements made. */
    List<PlannedChange> changes() {
        Map<String, PlannedChange> changes = new TreeMap<>();
        Set<String> created = next.entry().created();
        for (LiveSql table : next.entry().liveTables()) {
            if (!created.contains(table.name())) {
                PlannedTable planned = newer.get(table.name());
                changes.put(table.name(), planned == null ? refused(table) : change(planned));
            }
        }
        for (LiveSql table : view.definitions().withoutPreviews().liveTables()) {
            boolean ofStatement = view.definitions().created().contains(table.name());
            if (!ofStatement && !changes.containsKey(table.name())) {
                changes.put(table.name(), gone(table));
            }
        }
        return List.copyOf(changes.values());
    }

    /** A table that cannot be planned: what is wrong with it is among the plan's refusals. */
    private PlannedChange refused(LiveSql table) {
        boolean suspended =
                view.suspended().containsKey(table.name())
                        && view.suspended().get(table.name()).sql().equals(table.sql());
        TidemillException why = next.refused().get(table.name());
        String text = why == null ? "it is not planned" : why.message();
        PlanReason reason = new PlanReason(suspended ? "suspended" : "refused", text);
        PlannedTable old = former.get(table.name());
        PlanAction action =
                suspended
                        ? PlanAction.NOTHING
                        : old == null ? PlanAction.CREATE : PlanAction.REPLACE;
        return new PlannedChange(
                DefinitionKind.LIVE_TABLE,
                table.name(),
                action,
                old == null ? (suspended ? text(table) : null) : text(old),
                text(table),
                List.of(),
                List.of(reason),
                affected(table.name()),
                null);
    }

    private PlannedChange gone(LiveSql table) {
        PlannedTable old = former.get(table.name());
        return new PlannedChange(
                DefinitionKind.LIVE_TABLE,
                table.name(),
                PlanAction.DELETE,
                old == null ? text(table) : text(old),
                null,
                List.of(),
                List.of(new PlanReason("gone", "no file defines it any more")),
                affected(table.name()),
                null);
    }

    private PlannedChange change(PlannedTable table) {
        PlannedTable old = former.get(table.name());
        PlanAction action;
        List<PlanReason> why;
        if (old == null) {
            action = PlanAction.CREATE;
            why =
                    List.of(
                            view.suspended().containsKey(table.name())
                                    ? new PlanReason(
                                            "not_running", "it is suspended, and built anew")
                                    : new PlanReason("new", "it is not there yet"));
        } else if (stays(table)) {
            boolean renamed = !old.schema().names().equals(table.schema().names());
            action = renamed ? PlanAction.UPDATE : PlanAction.NOTHING;
            why =
                    renamed
                            ? List.of(
                                    new PlanReason(
                                            "columns_renamed", "columns are called otherwise"))
                            : List.of();
        } else {
            action = PlanAction.REPLACE;
            why = reasons.between(old, table);
        }
        boolean built = action == PlanAction.CREATE || action == PlanAction.REPLACE;
        return new PlannedChange(
                DefinitionKind.LIVE_TABLE,
                table.name(),
                action,
                old == null ? null : text(old),
                text(table),
                List.of(),
                why,
                action == PlanAction.NOTHING ? List.of() : affected(table.name()),
                built ? estimate(table, old) : null);
    }

    private List<Affected> affected(String name) {
        return lineage.catalog().byId().containsKey(name)
                ? Affected.by(lineage, lineage.nodes(name))
                : List.of();
    }

    private BuildEstimate estimate(PlannedTable table, @Nullable PlannedTable old) {
        long read = groups.rowsToRead(table.name(), name -> running.rows().getOrDefault(name, 0L));
        Long bytes = old == null ? null : running.stateBytes().get(table.name());
        return new BuildEstimate(
                isAtOnce(table.name(), read) ? BuildEstimate.AT_ONCE : BuildEstimate.BESIDE_TICKS,
                read,
                bytes == null ? estimatedBytes(table) : bytes,
                bytes == null ? BuildEstimate.ROWS_AND_WIDTH : BuildEstimate.RUNNING_TABLE);
    }

    /** As if no row were filtered or grouped away: more than it will be for most tables. */
    private long estimatedBytes(PlannedTable table) {
        long rows =
                table.inputs().stream()
                        .mapToLong(name -> running.rows().getOrDefault(name, 0L))
                        .max()
                        .orElse(0);
        return rows * TableText.rowBytes(table.schema());
    }

    private boolean isAtOnce(String table, long rowsToRead) {
        Set<String> wanted = new HashSet<>(newer.keySet());
        next.entry().inputs().forEach(input -> wanted.add(input.name()));
        Set<String> withActions = new HashSet<>();
        next.entry().actions().forEach(action -> withActions.add(action.table()));
        return rowsToRead <= next.entry().atOnceRows()
                || !next.entry().functions().equals(view.definitions().functions())
                || groups.of(table).stream().anyMatch(each -> withActions.contains(each.name()))
                || groups.readsWhatGoes(table, wanted);
    }

    private static Map<String, Object> text(PlannedTable table) {
        Map<String, Object> text = new LinkedHashMap<>();
        text.put("sql", table.sql());
        text.put("plan_hash", table.hash().hex());
        text.put("columns", TableText.columns(table.schema()));
        return text;
    }

    private static Map<String, Object> text(LiveSql table) {
        Map<String, Object> text = new LinkedHashMap<>();
        text.put("sql", table.sql());
        return text;
    }
}
