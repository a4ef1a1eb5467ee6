package dev.tidemill.node.definition;

import dev.tidemill.actions.Deliverer;
import dev.tidemill.actions.RetrySchedule;
import dev.tidemill.actions.Transition;
import dev.tidemill.actions.Webhook;
import dev.tidemill.definitions.LiveTableDefinition;
import dev.tidemill.definitions.Project;
import dev.tidemill.definitions.action.ActionDefinition;
import dev.tidemill.definitions.contract.CheckResult;
import dev.tidemill.definitions.contract.ContractChecker;
import dev.tidemill.definitions.contract.TableContract;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.engine.circuit.Lateness;
import dev.tidemill.node.action.ActionPlan;
import dev.tidemill.node.ingest.RowCheck;
import dev.tidemill.node.ingest.SystemTables;
import dev.tidemill.node.record.DefinitionEntry;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A project's definitions in the forms that the running parts take. */
public final class ProjectDefinitions {
    private ProjectDefinitions() {}

    /**
     * All tables, system tables and those that statements made included, with the hashes of the
     * plans they have now.
     *
     * @param created the tables that statements made; a file of the same name goes before them
     */
    public static DefinitionEntry entry(Project project, CreatedTables created) {
        return created.joined(definedInFiles(project)).planned();
    }

    private static DefinitionEntry definedInFiles(Project project) {
        List<InputTable> inputs = new ArrayList<>(SystemTables.all());
        for (TableContract contract : project.contracts()) {
            inputs.add(
                    new InputTable(
                            contract.name(),
                            contract.schema(),
                            contract.keyPositions(),
                            contract.eventTimePosition(),
                            lateness(contract)));
        }
        List<DefinitionEntry.LiveSql> unplanned =
                project.liveTables().stream()
                        .map(table -> new DefinitionEntry.LiveSql(table.name(), table.sql(), ""))
                        .toList();
        return new DefinitionEntry(inputs, unplanned, Set.of());
    }

    private static List<Lateness> lateness(TableContract contract) {
        return contract.lateness().columns().entrySet().stream()
                .map(
                        late ->
                                new Lateness(
                                        contract.schema().indexOf(late.getKey()),
                                        micros(late.getValue()),
                                        micros(contract.lateness().idle())))
                .toList();
    }

    private static long micros(Duration duration) {
        return TimeUnit.NANOSECONDS.toMicros(duration.toNanosPart())
                + TimeUnit.SECONDS.toMicros(duration.toSeconds());
    }

    /** What rows are held to, by table. */
    public static Map<String, RowCheck> checks(Project project, CreatedTables created) {
        Map<String, RowCheck> checks = new HashMap<>();
        List<TableContract> contracts = new ArrayList<>(created.contracts());
        contracts.addAll(project.contracts());
        for (TableContract contract : contracts) {
            ContractChecker checker = ContractChecker.of(contract);
            checks.put(contract.name(), rows -> violations(checker.check(rows)));
        }
        return checks;
    }

    private static List<RowCheck.Violation> violations(CheckResult result) {
        return result.allGood()
                ? List.of()
                : result.violations().stream()
                        .map(v -> new RowCheck.Violation(v.row(), v.column(), v.rule(), v.reason()))
                        .toList();
    }

    /**
     * The project's actions, ready to run.
     *
     * @param localUrl what stands before a url that is only a path; such actions are left out when
     *     there is no server
     */
    public static List<ActionPlan> actions(Project project, @Nullable String localUrl) {
        return project.actions().stream()
                .filter(action -> localUrl != null || !action.webhook().isLocal())
                .map(action -> plan(action, localUrl))
                .toList();
    }

    private static ActionPlan plan(ActionDefinition action, @Nullable String localUrl) {
        String url =
                action.webhook().isLocal()
                        ? localUrl + action.webhook().url()
                        : action.webhook().url();
        Webhook webhook =
                new Webhook(
                        URI.create(url), action.webhook().timeout(), action.webhook().headers());
        RetrySchedule schedule =
                new RetrySchedule(
                        action.retry().initial(),
                        action.retry().factor(),
                        action.retry().max(),
                        action.retry().attempts(),
                        action.retry().jitter());
        ActionPlan.Latch latch =
                action.latch() == null
                        ? null
                        : new ActionPlan.Latch(
                                action.latch().table(),
                                List.of(action.latch().key()),
                                action.latch().time());
        return new ActionPlan(
                action.name(),
                version(action),
                action.on(),
                action.key(),
                action.when().stream()
                        .map(ProjectDefinitions::kind)
                        .collect(Collectors.toUnmodifiableSet()),
                new Deliverer.Route(webhook, schedule),
                latch);
    }

    /**
     * What decides which deliveries there are; where they go and how patiently is not part of it.
     */
    private static String version(ActionDefinition action) {
        return action.name() + "|" + action.on() + "|" + action.key();
    }

    private static Transition.Kind kind(dev.tidemill.definitions.action.Transition transition) {
        return switch (transition) {
            case ENTERED -> Transition.Kind.ENTERED;
            case LEFT -> Transition.Kind.LEFT;
            case CHANGED -> Transition.Kind.CHANGED;
        };
    }

    public static Map<String, String> descriptions(Project project) {
        Map<String, String> descriptions = new HashMap<>();
        for (LiveTableDefinition table : project.liveTables()) {
            descriptions.put(table.name(), table.description());
        }
        for (TableContract contract : project.contracts()) {
            if (contract.description() != null) {
                descriptions.put(contract.name(), contract.description());
            }
        }
        return descriptions;
    }

    public static Map<String, String> files(Project project) {
        Map<String, String> files = new HashMap<>();
        project.liveTables().forEach(table -> files.put(table.name(), table.file()));
        project.contracts().forEach(contract -> files.put(contract.name(), contract.file()));
        return files;
    }
}
