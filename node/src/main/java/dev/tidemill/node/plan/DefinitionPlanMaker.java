package dev.tidemill.node.plan;

import static java.util.Objects.requireNonNull;

import dev.tidemill.catalog.lineage.LineageGraph;
import dev.tidemill.definitions.Project;
import dev.tidemill.definitions.action.ActionDefinition;
import dev.tidemill.definitions.action.Webhook;
import dev.tidemill.definitions.problem.Problem;
import dev.tidemill.definitions.release.DefinitionFiles;
import dev.tidemill.node.catalog.MillCatalog;
import dev.tidemill.node.definition.CandidateDefinitions;
import dev.tidemill.node.definition.DefinitionsInForce;
import dev.tidemill.node.function.FunctionStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Compares definitions with what runs. Nothing is changed, and nothing waits for a tick; what a
 * plan says of rows is as of the moment it is made. Safe for all threads.
 */
public final class DefinitionPlanMaker {
    /** Inside the staged folder, where no definition is looked for. */
    private static final String TRIAL_JARS = ".jars";

    private final PlanCheck applicable;
    private final PlanCheck urls;
    private final TestsCheck tests;
    private final FunctionStore functions;
    private final SentVariables variables;
    private final Path temporary;

    /**
     * @param functions keeps the jars of definitions
     * @param variables what {@code ${env:NAME}} may stand for
     * @param allowedUrls where actions may send to
     * @param temporary where files are put while they are looked at
     */
    public DefinitionPlanMaker(
            DefinitionsInForce definitions,
            FunctionStore functions,
            SentVariables variables,
            AllowedUrls allowedUrls,
            Path temporary) {
        this.applicable = new ApplicableCheck(definitions);
        this.urls = new UrlCheck(allowedUrls);
        this.functions = requireNonNull(functions, "functions");
        this.tests = new TestsCheck(functions);
        this.variables = requireNonNull(variables, "variables");
        this.temporary = requireNonNull(temporary, "temporary");
    }

    /** What taking definitions over would do. */
    public DefinitionPlan plan(RunningDefinitions running, DefinitionFiles next, PlanTerms terms) {
        try (StagedDefinitions staged = StagedDefinitions.write(next, temporary)) {
            return new Planning(running, next, staged.folder(), terms).plan();
        }
    }

    /** Why the project's tests refuse definitions; nothing when these have other problems. */
    List<PlanRefusal> testRefusals(RunningDefinitions running, DefinitionFiles next) {
        if (next.tests().isEmpty()) {
            return List.of();
        }
        try (StagedDefinitions staged = StagedDefinitions.write(next, temporary)) {
            CandidateDefinitions candidate = candidate(running, staged.folder());
            List<Problem> ofTests =
                    candidate.problems().stream().filter(DefinitionPlanMaker::isOfATest).toList();
            if (candidate.project() == null || !ofTests.equals(candidate.problems())) {
                return List.of();
            }
            return ofTests.isEmpty()
                    ? tested(running, candidate.project(), staged.folder(), next).refusals()
                    : ofTests.stream().map(PlanRefusal::of).toList();
        }
    }

    /** Reads, checks and plans the definitions in a folder. */
    CandidateDefinitions candidate(RunningDefinitions running, Path folder) {
        return CandidateDefinitions.of(
                new CandidateDefinitions.Place(folder, running.project().directory()),
                variables.loader(running.project().directory()),
                functions.trial(folder.resolve(TRIAL_JARS)),
                running.view(),
                running.localUrl());
    }

    private TestsCheck.Tested tested(
            RunningDefinitions running, Project project, Path folder, DefinitionFiles next) {
        return next.tests().isEmpty()
                ? new TestsCheck.Tested(new PlanTests(0, 0, 0), List.of())
                : tests.run(project, folder, next.hash(), running.project().limits().trials());
    }

    private static boolean isOfATest(Problem problem) {
        return DefinitionFiles.isTest(problem.file());
    }

    /** One plan. */
    private final class Planning {
        private final RunningDefinitions running;
        private final DefinitionFiles files;
        private final Path folder;
        private final PlanTerms terms;
        private final long startedNanos = System.nanoTime();

        Planning(RunningDefinitions running, DefinitionFiles files, Path folder, PlanTerms terms) {
            this.running = running;
            this.files = files;
            this.folder = folder;
            this.terms = terms;
        }

        DefinitionPlan plan() {
            CandidateDefinitions next = candidate(running, folder);
            List<Problem> problems =
                    next.problems().stream()
                            .filter(problem -> terms.tests() || !isOfATest(problem))
                            .toList();
            List<PlanRefusal> refusals =
                    new ArrayList<>(problems.stream().map(PlanRefusal::of).toList());
            Project project = next.project();
            if (project == null) {
                return made(List.of(), refusals, List.of(), null);
            }
            LineageGraph lineage =
                    new LineageGraph(MillCatalog.of(running.project(), running.view()));
            ContractChanges contracts = new ContractChanges(running.project(), project, lineage);
            List<PlannedChange> changes = new ArrayList<>(contracts.changes());
            changes.addAll(new LiveTableChanges(running, next, lineage).changes());
            changes.addAll(OtherChanges.of(running, next, project));
            changes.addAll(OtherChanges.tests(running.tests(), files.tests()));
            if (!terms.allowBreaking()) {
                refusals.addAll(new BreakingCheck(contracts).refusals());
            }
            if (problems.isEmpty()) {
                checks().forEach(check -> refusals.addAll(check.refusals(running, next)));
            }
            TestsCheck.Tested tested =
                    terms.tests() && problems.isEmpty()
                            ? tested(running, project, folder, files)
                            : TestsCheck.Tested.NOTHING;
            refusals.addAll(tested.refusals());
            List<String> warnings = new ArrayList<>(warnings(running, project));
            warnings.addAll(lost(running, changes));
            return made(changes, refusals, warnings, tested.tests());
        }

        /** Whether going back can be is seen when it is done: only then is known what stays. */
        private List<PlanCheck> checks() {
            return terms.back() ? List.of(urls) : List.of(applicable, urls);
        }

        private DefinitionPlan made(
                List<PlannedChange> changes,
                List<PlanRefusal> refusals,
                List<String> warnings,
                @Nullable PlanTests tests) {
            List<PlannedChange> sorted = new ArrayList<>(changes);
            sorted.sort(
                    Comparator.comparing(PlannedChange::kind).thenComparing(PlannedChange::name));
            return new DefinitionPlan(
                    running.fingerprint(),
                    files.hash(),
                    sorted,
                    refusals,
                    warnings,
                    tests,
                    (System.nanoTime() - startedNanos) / 1e6);
        }
    }

    /**
     * What was computed from rows that are gone cannot be computed again, and does not come back.
     */
    private static List<String> lost(RunningDefinitions running, List<PlannedChange> changes) {
        List<String> lost = new ArrayList<>();
        for (PlannedChange change : changes) {
            boolean goes =
                    change.kind() == DefinitionKind.LIVE_TABLE
                            && (change.action() == PlanAction.REPLACE
                                    || change.action() == PlanAction.DELETE);
            if (!goes) {
                continue;
            }
            Set<String> cut = new TreeSet<>(running.view().readBy(change.name()));
            cut.retainAll(running.cut());
            if (!cut.isEmpty()) {
                lost.add(
                        ("what %s has of rows that %s does not keep any more is lost for good:"
                                        + " going back builds it from those that are there")
                                .formatted(change.name(), String.join(", ", cut)));
            }
        }
        return lost;
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
