package dev.tidemill.node.definition;

import dev.tidemill.actions.Deliverer;
import dev.tidemill.actions.RetrySchedule;
import dev.tidemill.actions.Transition;
import dev.tidemill.actions.Webhook;
import dev.tidemill.definitions.LiveTableDefinition;
import dev.tidemill.definitions.Project;
import dev.tidemill.definitions.ProjectReading;
import dev.tidemill.definitions.action.ActionDefinition;
import dev.tidemill.definitions.contract.CheckResult;
import dev.tidemill.definitions.contract.ContractChecker;
import dev.tidemill.definitions.contract.TableContract;
import dev.tidemill.definitions.contract.TableRetention;
import dev.tidemill.definitions.quality.CheckTables;
import dev.tidemill.definitions.quality.ServiceLevel;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.engine.circuit.Lateness;
import dev.tidemill.engine.circuit.TableIndex;
import dev.tidemill.node.function.FunctionStore;
import dev.tidemill.node.history.Retention;
import dev.tidemill.node.ingest.RowCheck;
import dev.tidemill.node.ingest.SystemTables;
import dev.tidemill.node.record.ActionRule;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A project's definitions in the forms that the running parts take. */
public final class ProjectDefinitions {
    private ProjectDefinitions() {}

    /**
     * All tables, system tables and those that statements made included, with the hashes of the
     * plans they have now.
     *
     * @param created the tables that statements made; a file of the same name goes before them
     * @param functions the jars that the folder has now
     * @param former the definitions in force
     * @param localUrl what stands before a url that is only a path; such actions are left out when
     *     there is no server
     */
    public static DefinitionEntry entry(
            Project project,
            CreatedTables created,
            List<DefinitionEntry.FunctionJar> functions,
            DefinitionsInForce.View former,
            @Nullable String localUrl) {
        return created.joined(definedInFiles(project, localUrl).withFunctions(functions))
                .planned(former);
    }

    /** As {@link #entry}, before the live tables are planned: without their hashes. */
    static DefinitionEntry unplanned(
            Project project,
            CreatedTables created,
            List<DefinitionEntry.FunctionJar> functions,
            @Nullable String localUrl) {
        return created.joined(definedInFiles(project, localUrl).withFunctions(functions)).entry();
    }

    /**
     * The live tables of a folder that no mill runs, with their plans, in dependency order; throws
     * when one does not plan.
     *
     * @param functions where copies of the folder's jars are kept meanwhile
     */
    public static List<PlannedTable> planned(Project project, FunctionStore functions) {
        return DefinitionPlanner.plan(
                unplanned(project, functions.keep(project.directory())), functions);
    }

    /** The definitions of a folder that no mill runs; their live tables are not planned. */
    public static DefinitionEntry unplanned(
            Project project, List<DefinitionEntry.FunctionJar> functions) {
        return definedInFiles(project, null).withFunctions(functions);
    }

    /** What reading a folder gave, as far as it can be planned: without actions and indexes. */
    static DefinitionEntry readable(
            ProjectReading reading, List<DefinitionEntry.FunctionJar> functions) {
        List<DefinitionEntry.LiveSql> unplanned = new ArrayList<>();
        reading.liveTables()
                .forEach(
                        table ->
                                unplanned.add(
                                        new DefinitionEntry.LiveSql(
                                                table.name(), table.sql(), "")));
        new CheckTables(reading.checks(), reading.levels())
                .sqls()
                .forEach((name, sql) -> unplanned.add(new DefinitionEntry.LiveSql(name, sql, "")));
        return new DefinitionEntry(
                inputs(reading.contracts()), unplanned, Set.of(), List.of(), functions);
    }

    private static DefinitionEntry definedInFiles(Project project, @Nullable String localUrl) {
        List<InputTable> inputs = inputs(project.contracts());
        List<DefinitionEntry.LiveSql> unplanned =
                project.liveTables().stream()
                        .map(table -> new DefinitionEntry.LiveSql(table.name(), table.sql(), ""))
                        .toList();
        List<ActionRule> actions =
                running(project, localUrl).map(ProjectDefinitions::rule).toList();
        List<DefinitionEntry.DefinedIndex> indexes =
                project.indexes().stream()
                        .map(
                                index ->
                                        new DefinitionEntry.DefinedIndex(
                                                new TableIndex(
                                                        index.name(),
                                                        index.table(),
                                                        index.columns()),
                                                false))
                        .toList();
        return new DefinitionEntry(inputs, unplanned, Set.of(), actions)
                .withIndexes(indexes)
                .withAtOnceRows(project.limits().builds().atOnceRows());
    }

    /** The tables that rows come into: the system's and the contracts'. */
    static List<InputTable> inputs(List<TableContract> contracts) {
        List<InputTable> inputs = new ArrayList<>(SystemTables.all());
        for (TableContract contract : contracts) {
            inputs.add(
                    new InputTable(
                            contract.name(),
                            contract.schema(),
                            contract.keyPositions(),
                            contract.eventTimePosition(),
                            lateness(contract)));
        }
        return inputs;
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

    /** How long rows are kept, for the tables that do not keep them for ever. */
    public static Map<String, Retention> retentions(Project project) {
        Map<String, Retention> retentions = new HashMap<>();
        for (TableContract contract : project.contracts()) {
            TableRetention kept = contract.retention();
            if (!kept.equals(TableRetention.FOREVER)) {
                retentions.put(contract.name(), new Retention(kept.age(), kept.rows()));
            }
        }
        return retentions;
    }

    /** The tables whose rows are promised to be readable soon. */
    public static Set<String> promisedLatencies(Project project) {
        return project.levels().stream()
                .filter(ServiceLevel.Latency.class::isInstance)
                .map(ServiceLevel::table)
                .collect(Collectors.toUnmodifiableSet());
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
        created.constraints()
                .forEach(
                        each ->
                                created.input(each.table())
                                        .ifPresent(
                                                table ->
                                                        checks.put(
                                                                each.table(),
                                                                ConstraintCheck.of(
                                                                        table,
                                                                        each,
                                                                        checks.get(
                                                                                each.table())))));
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
     * Where the notices of the project's actions go, by the action's name.
     *
     * @param localUrl as for {@link #entry}
     */
    public static Map<String, Deliverer.Route> routes(Project project, @Nullable String localUrl) {
        return running(project, localUrl)
                .collect(
                        Collectors.toUnmodifiableMap(
                                ActionDefinition::name, action -> route(action, localUrl)));
    }

    private static Stream<ActionDefinition> running(Project project, @Nullable String localUrl) {
        return project.actions().stream()
                .filter(action -> localUrl != null || !action.webhook().isLocal());
    }

    private static Deliverer.Route route(ActionDefinition action, @Nullable String localUrl) {
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
        return new Deliverer.Route(webhook, schedule);
    }

    static ActionRule rule(ActionDefinition action) {
        ActionRule.Latch latch =
                action.latch() == null
                        ? null
                        : new ActionRule.Latch(
                                action.latch().table(),
                                List.of(action.latch().key()),
                                action.latch().time());
        return new ActionRule(
                action.name(),
                version(action),
                action.on(),
                action.key(),
                action.when().stream()
                        .map(ProjectDefinitions::kind)
                        .collect(Collectors.toUnmodifiableSet()),
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
