package dev.tidemill.node.definition;

import dev.tidemill.actions.Deliverer;
import dev.tidemill.actions.Pace;
import dev.tidemill.actions.RetrySchedule;
import dev.tidemill.actions.Transition;
import dev.tidemill.actions.Webhook;
import dev.tidemill.definitions.LiveTableDefinition;
import dev.tidemill.definitions.Project;
import dev.tidemill.definitions.ProjectReading;
import dev.tidemill.definitions.action.ActionDefinition;
import dev.tidemill.definitions.action.BodyTemplate;
import dev.tidemill.definitions.action.Grouping;
import dev.tidemill.definitions.action.Limit;
import dev.tidemill.definitions.action.Limits;
import dev.tidemill.definitions.action.WriteBack;
import dev.tidemill.definitions.contract.CheckResult;
import dev.tidemill.definitions.contract.ContractChecker;
import dev.tidemill.definitions.contract.TableContract;
import dev.tidemill.definitions.contract.TableRetention;
import dev.tidemill.definitions.quality.CheckTables;
import dev.tidemill.definitions.quality.ServiceLevel;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.engine.circuit.Lateness;
import dev.tidemill.engine.circuit.TableIndex;
import dev.tidemill.node.feature.FeatureRecordings;
import dev.tidemill.node.feature.FeatureRules;
import dev.tidemill.node.function.FunctionStore;
import dev.tidemill.node.history.Retention;
import dev.tidemill.node.ingest.RowCheck;
import dev.tidemill.node.ingest.SystemTables;
import dev.tidemill.node.predict.PredictorRules;
import dev.tidemill.node.record.ActionRule;
import dev.tidemill.node.record.ActionTerms;
import dev.tidemill.node.record.DefinitionEntry;
import dev.tidemill.node.record.PredictorRule;
import dev.tidemill.node.record.Recording;
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
        DefinitionEntry files =
                withKept(definedInFiles(project, localUrl).withFunctions(functions), former);
        DefinitionEntry whole = created.joined(files).planned(former);
        if (!project.features().isEmpty()) {
            FeatureRules.check(
                    project.features(),
                    whole,
                    DefinitionPlanner.planWhatCanBe(
                                    whole, former.failed(), former.functions(), former.plans())
                            .tables());
        }
        return whole;
    }

    /** What compares served features is written at any time, so its tables stay. */
    private static DefinitionEntry withKept(DefinitionEntry files, DefinitionsInForce.View former) {
        List<InputTable> inputs = new ArrayList<>(files.inputs());
        for (InputTable kept : SystemTables.ofFeatures()) {
            if (former.inputs().containsKey(kept.name()) && !inputs.contains(kept)) {
                inputs.add(kept);
            }
        }
        return files.withInputs(inputs);
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
        List<InputTable> inputs = inputs(reading.contracts());
        if (reading.project() != null) {
            inputs.addAll(PredictorRules.tables(PredictorRules.of(reading.project())));
        }
        return new DefinitionEntry(inputs, unplanned, Set.of(), List.of(), functions);
    }

    private static DefinitionEntry definedInFiles(Project project, @Nullable String localUrl) {
        List<InputTable> inputs = inputs(project.contracts());
        List<Recording> recordings = FeatureRecordings.of(project.features());
        if (!project.features().isEmpty()) {
            inputs.addAll(SystemTables.ofFeatures());
        }
        recordings.forEach(recording -> inputs.add(recording.inputTable()));
        List<PredictorRule> predictors = PredictorRules.of(project);
        inputs.addAll(PredictorRules.tables(predictors));
        List<DefinitionEntry.LiveSql> unplanned =
                project.liveTables().stream()
                        .map(table -> new DefinitionEntry.LiveSql(table.name(), table.sql(), ""))
                        .toList();
        List<ActionRule> actions =
                running(project, localUrl).map(ProjectDefinitions::rule).toList();
        return withIndexes(new DefinitionEntry(inputs, unplanned, Set.of(), actions), project)
                .withAtOnceRows(project.limits().builds().atOnceRows())
                .withRecordings(recordings)
                .withPredictors(predictors);
    }

    /** The definitions with the indexes of the project's files, in the place of others. */
    static DefinitionEntry withIndexes(DefinitionEntry entry, Project project) {
        return entry.withIndexes(
                project.indexes().stream()
                        .map(
                                index ->
                                        new DefinitionEntry.DefinedIndex(
                                                new TableIndex(
                                                        index.name(),
                                                        index.table(),
                                                        index.columns()),
                                                false))
                        .toList());
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
        Map<String, Deliverer.Route> routes = new HashMap<>();
        running(project, localUrl)
                .forEach(
                        action -> {
                            add(routes, action, null, action.webhook(), localUrl);
                            action.steps()
                                    .forEach(
                                            step ->
                                                    add(
                                                            routes,
                                                            action,
                                                            step.name(),
                                                            step.webhook(),
                                                            localUrl));
                        });
        return Map.copyOf(routes);
    }

    private static Stream<ActionDefinition> running(Project project, @Nullable String localUrl) {
        return project.actions().stream()
                .filter(
                        action ->
                                localUrl != null
                                        || action.webhooks().stream()
                                                .noneMatch(webhook -> webhook.isLocal()));
    }

    private static void add(
            Map<String, Deliverer.Route> routes,
            ActionDefinition action,
            @Nullable String step,
            dev.tidemill.definitions.action.Webhook webhook,
            @Nullable String localUrl) {
        if (!webhook.isNone()) {
            routes.put(Deliverer.routeName(action.name(), step), route(action, webhook, localUrl));
        }
    }

    private static Deliverer.Route route(
            ActionDefinition action,
            dev.tidemill.definitions.action.Webhook told,
            @Nullable String localUrl) {
        String url = told.isLocal() ? localUrl + told.url() : told.url();
        Webhook webhook =
                new Webhook(URI.create(url), told.timeout(), told.headers(), told.signingKey());
        RetrySchedule schedule =
                new RetrySchedule(
                        action.retry().initial(),
                        action.retry().factor(),
                        action.retry().max(),
                        action.retry().attempts(),
                        action.retry().jitter());
        return new Deliverer.Route(
                webhook, schedule, new Pace(action.rate().perSecond(), action.rate().inFlight()));
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
                latch,
                terms(action));
    }

    private static ActionTerms terms(ActionDefinition action) {
        Grouping grouping = action.grouping();
        WriteBack write = action.write();
        return new ActionTerms(
                action.changed(),
                micros(action.stays()),
                micros(action.repeat()),
                body(action.webhook()),
                grouping == null
                        ? null
                        : new ActionTerms.Grouping(grouping.by(), micros(grouping.waiting())),
                limit(action.limits().perAction()),
                limit(action.limits().perKey()),
                action.limits().excess() == Limits.Excess.DELAY,
                action.shadow(),
                write == null
                        ? null
                        : new ActionTerms.Write(
                                write.table(),
                                write.row().json(),
                                write.deletes(),
                                write.allowsCycle(),
                                write.depthMax()),
                action.steps().stream()
                        .map(
                                step ->
                                        new ActionTerms.Step(
                                                step.name(),
                                                micros(step.after()),
                                                step.condition().word(),
                                                !step.webhook().isNone(),
                                                body(step.webhook())))
                        .toList(),
                micros(action.timeout()));
    }

    private static String body(dev.tidemill.definitions.action.Webhook webhook) {
        BodyTemplate body = webhook.body();
        return body == null ? "" : body.json();
    }

    private static ActionTerms.@Nullable Limit limit(@Nullable Limit limit) {
        return limit == null ? null : new ActionTerms.Limit(limit.count(), micros(limit.every()));
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
            case STAYED -> Transition.Kind.STAYED;
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
