package dev.tidemill.node.plan;

import static java.util.Objects.requireNonNull;

import dev.tidemill.catalog.lineage.LineageGraph;
import dev.tidemill.definitions.Project;
import dev.tidemill.definitions.action.ActionDefinition;
import dev.tidemill.definitions.action.Webhook;
import dev.tidemill.definitions.release.DefinitionFiles;
import dev.tidemill.node.catalog.MillCatalog;
import dev.tidemill.node.definition.CandidateDefinitions;
import dev.tidemill.node.definition.DefinitionsInForce;
import dev.tidemill.node.function.FunctionStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Compares definitions with what runs. Nothing is changed, and nothing waits for a tick; what a
 * plan says of rows is as of the moment it is made. Safe for all threads.
 */
public final class DefinitionPlanMaker {
    private final List<PlanCheck> checks;
    private final FunctionStore functions;
    private final Map<String, String> environment;
    private final Path temporary;

    /**
     * @param functions keeps the jars of definitions
     * @param environment what {@code ${env:NAME}} stands for
     * @param temporary where files are put while they are looked at
     */
    public DefinitionPlanMaker(
            DefinitionsInForce definitions,
            FunctionStore functions,
            Map<String, String> environment,
            Path temporary) {
        this.checks = List.of(new ApplicableCheck(definitions));
        this.functions = requireNonNull(functions, "functions");
        this.environment = Map.copyOf(environment);
        this.temporary = requireNonNull(temporary, "temporary");
    }

    /**
     * What taking definitions over would do.
     *
     * @param allowBreaking whether contracts may break who sends rows or reads them
     */
    public DefinitionPlan plan(
            RunningDefinitions running, DefinitionFiles next, boolean allowBreaking) {
        long started = System.nanoTime();
        try (StagedDefinitions staged = StagedDefinitions.write(next, temporary)) {
            CandidateDefinitions candidate =
                    CandidateDefinitions.of(
                            new CandidateDefinitions.Place(
                                    staged.folder(), running.project().directory()),
                            environment,
                            functions,
                            running.view(),
                            running.localUrl());
            return plan(running, candidate, next.hash(), allowBreaking, started);
        }
    }

    private DefinitionPlan plan(
            RunningDefinitions running,
            CandidateDefinitions next,
            String target,
            boolean allowBreaking,
            long startedNanos) {
        List<PlannedChange> changes = new ArrayList<>();
        List<PlanRefusal> refusals =
                new ArrayList<>(next.problems().stream().map(PlanRefusal::of).toList());
        List<String> warnings = new ArrayList<>();
        Project project = next.project();
        if (project != null) {
            LineageGraph lineage =
                    new LineageGraph(MillCatalog.of(running.project(), running.view()));
            ContractChanges contracts = new ContractChanges(running.project(), project, lineage);
            changes.addAll(contracts.changes());
            changes.addAll(new LiveTableChanges(running, next, lineage).changes());
            changes.addAll(OtherChanges.of(running, next, project));
            if (!allowBreaking) {
                refusals.addAll(new BreakingCheck(contracts).refusals());
            }
            if (next.problems().isEmpty()) {
                checks.forEach(check -> refusals.addAll(check.refusals(running, next)));
            }
            warnings.addAll(warnings(running, project));
        }
        changes.sort(Comparator.comparing(PlannedChange::kind).thenComparing(PlannedChange::name));
        return new DefinitionPlan(
                running.fingerprint(),
                target,
                changes,
                refusals,
                warnings,
                (System.nanoTime() - startedNanos) / 1e6);
    }

    private static List<String> warnings(RunningDefinitions running, Project next) {
        List<String> warnings = new ArrayList<>();
        for (ActionDefinition action : next.actions()) {
            if (running.localUrl() != null) {
                break;
            }
            action.webhooks().stream()
                    .filter(Webhook::isLocal)
                    .findFirst()
                    .ifPresent(
                            local ->
                                    warnings.add(
                                            "the action %s is left out: its url %s is a path, and the mill has no server"
                                                    .formatted(action.name(), local.url())));
        }
        if (!running.project().limits().equals(next.limits())
                || !running.project().clock().equals(next.clock())) {
            warnings.add("limits and the clock take effect at the mill's next start");
        }
        return warnings;
    }
}
