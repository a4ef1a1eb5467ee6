package dev.tidemill.node.definition;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.Place;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.definitions.IndexDefinition;
import dev.tidemill.definitions.LiveTableDefinition;
import dev.tidemill.definitions.Project;
import dev.tidemill.definitions.ProjectReading;
import dev.tidemill.definitions.ProjectTestLoader;
import dev.tidemill.definitions.ProjectTestReading;
import dev.tidemill.definitions.action.ActionDefinition;
import dev.tidemill.definitions.contract.ColumnContract;
import dev.tidemill.definitions.contract.TableContract;
import dev.tidemill.definitions.predictor.PredictorDefinition;
import dev.tidemill.definitions.problem.Problem;
import dev.tidemill.definitions.problem.Problems;
import dev.tidemill.definitions.projecttest.ProjectTest;
import dev.tidemill.definitions.quality.CheckTables;
import dev.tidemill.definitions.text.ClosestWord;
import dev.tidemill.engine.circuit.TableIndex;
import dev.tidemill.node.access.PolicyCheck;
import dev.tidemill.node.feature.FeatureRules;
import dev.tidemill.node.function.FunctionStore;
import dev.tidemill.node.predict.PredictorRules;
import dev.tidemill.node.projecttest.TestCheck;
import dev.tidemill.node.projecttest.TestTables;
import dev.tidemill.node.record.DefinitionEntry;
import dev.tidemill.node.record.PredictorRule;
import dev.tidemill.sql.Planner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Says everything that stands against a project folder, what only planning can tell included,
 * without starting a mill or touching its data. A table with a problem of its own is not told of
 * again by what reads it. Owned by one call.
 */
public final class ProjectCheck {
    private final ProjectReading reading;
    private final Path definitions;
    private final FunctionStore functions;
    private final PlanCache plans;
    private final CreatedTables created;
    private final Problems problems = new Problems();

    private ProjectCheck(
            ProjectReading reading,
            Path definitions,
            FunctionStore functions,
            PlanCache plans,
            CreatedTables created) {
        this.reading = requireNonNull(reading, "reading");
        this.definitions = requireNonNull(definitions, "definitions");
        this.functions = requireNonNull(functions, "functions");
        this.plans = requireNonNull(plans, "plans");
        this.created = requireNonNull(created, "created");
    }

    /**
     * All problems, by file and line; none when the project can be served.
     *
     * @param jarCopies a folder for copies of the jars in {@code functions}, the caller's to delete
     */
    public static List<Problem> problems(ProjectReading reading, Path jarCopies) {
        return new ProjectCheck(
                        reading,
                        reading.directory(),
                        new FunctionStore(jarCopies),
                        new PlanCache(),
                        CreatedTables.of(DefinitionEntry.none()))
                .run();
    }

    /**
     * The same of definitions that a mill may take.
     *
     * @param definitions the folder with the jars
     * @param functions keeps them
     * @param former the definitions in force, whose statements' tables may be read
     */
    static List<Problem> problems(
            ProjectReading reading,
            Path definitions,
            FunctionStore functions,
            DefinitionsInForce.View former) {
        return new ProjectCheck(
                        reading,
                        definitions,
                        functions,
                        former.plans(),
                        CreatedTables.of(former.definitions()).withoutPreviews())
                .run();
    }

    private List<Problem> run() {
        reading.problems().forEach(this::tell);
        DefinitionEntry entry =
                created.joined(ProjectDefinitions.readable(reading, jars())).entry();
        DefinitionPlanner.Planned planned = plan(entry);
        tellRefused(planned);
        checkQualityQueries(entry);
        checkLiveContracts(planned);
        Project project = reading.project();
        if (project != null) {
            checkIndexes(project, entry, planned);
            checkActions(project, entry, planned);
            FeatureRules.problems(
                            project.features(),
                            ProjectDefinitions.withIndexes(entry, project),
                            planned.tables())
                    .forEach(this::tell);
            checkPredictors(project, entry, planned);
            checkPolicies(project, planned);
            checkCycles(project, entry);
        }
        checkTests(entry, planned);
        return problems.sorted();
    }

    /** Nothing is said of what tests expect of a table that does not plan. */
    private void checkTests(DefinitionEntry entry, DefinitionPlanner.Planned planned) {
        Set<String> unread = new HashSet<>(reading.unread());
        unread.addAll(planned.refused().keySet());
        TestTables tables = TestTables.of(entry.inputs(), planned.tables(), unread);
        ProjectTestReading tests = ProjectTestLoader.read(definitions);
        tests.problems().forEach(this::tell);
        for (ProjectTest test : tests.tests()) {
            TestCheck.problems(test, tables).forEach(this::tell);
        }
    }

    private void tell(Problem problem) {
        if (problem.missing()) {
            problems.addMissing(problem.place(), problem.message(), problem.hint());
        } else {
            problems.add(problem.place(), problem.message(), problem.hint());
        }
    }

    private DefinitionPlanner.Planned plan(DefinitionEntry entry) {
        return DefinitionPlanner.planWhatCanBe(entry, Map.of(), functions, plans);
    }

    private List<DefinitionEntry.FunctionJar> jars() {
        try {
            return functions.keep(definitions);
        } catch (TidemillException e) {
            tell("functions", e);
            return List.of();
        }
    }

    private void tellRefused(DefinitionPlanner.Planned planned) {
        Map<String, LiveTableDefinition> files = new HashMap<>();
        reading.liveTables().forEach(table -> files.put(table.name(), table));
        planned.refused()
                .forEach(
                        (name, reason) -> {
                            LiveTableDefinition table = files.get(name);
                            if (table != null && !isToldElsewhere(table.sql(), reason)) {
                                tell(table, reason);
                            }
                        });
    }

    private boolean isToldElsewhere(String sql, TidemillException reason) {
        if (reason.errorCode() == ErrorCode.TABLE_SUSPENDED) {
            return true;
        }
        return reason.errorCode() == ErrorCode.UNKNOWN_TABLE
                && tablesOf(sql).stream().anyMatch(reading.unread()::contains);
    }

    private static Set<String> tablesOf(String sql) {
        try {
            return Planner.tablesOf(sql);
        } catch (TidemillException e) {
            return Set.of();
        }
    }

    /** A place in a query is one in its file, which begins with the table's description. */
    private void tell(LiveTableDefinition table, TidemillException reason) {
        Place place = reason.place();
        int line = place == null ? 0 : place.line();
        problems.add(
                line < 1
                        ? new Place(table.file(), 0, 0)
                        : new Place(
                                table.file(),
                                line + table.firstLine() - 1,
                                requireNonNull(place).column()),
                message(reason),
                reason.hint());
    }

    private void tell(String file, TidemillException reason) {
        Place place = reason.place();
        problems.add(
                place != null && place.source() != null ? place : new Place(file, 0, 0),
                message(reason),
                reason.hint());
    }

    private static String message(TidemillException reason) {
        return reason.message() + " [" + reason.errorCode().code() + "]";
    }

    /** One by one, since the table of all checks would tell of the first alone. */
    private void checkQualityQueries(DefinitionEntry entry) {
        Map<String, CheckTables.CheckQuery> queries = new HashMap<>();
        List<DefinitionEntry.LiveSql> alone = new ArrayList<>(entry.liveTables());
        for (CheckTables.CheckQuery query :
                new CheckTables(reading.checks(), reading.levels()).queries()) {
            String name = "check " + query.name();
            queries.put(name, query);
            alone.add(new DefinitionEntry.LiveSql(name, query.sql(), ""));
        }
        plan(entry.withLiveTables(alone))
                .refused()
                .forEach(
                        (name, reason) -> {
                            CheckTables.CheckQuery query = queries.get(name);
                            if (query != null && !isToldElsewhere(query.sql(), reason)) {
                                problems.add(query.place(), message(reason), reason.hint());
                            }
                        });
    }

    /** A live table's contract names its columns as the query has them; order does not matter. */
    private void checkLiveContracts(DefinitionPlanner.Planned planned) {
        Map<String, PlannedTable> tables = new HashMap<>();
        planned.tables().forEach(table -> tables.put(table.name(), table));
        for (TableContract contract : reading.liveContracts()) {
            PlannedTable table = tables.get(contract.name());
            if (table != null) {
                contract.columns().forEach(column -> checkColumn(contract, column, table));
            }
        }
    }

    private void checkColumn(TableContract contract, ColumnContract column, PlannedTable table) {
        Schema schema = table.schema();
        int position = schema.indexOf(column.name());
        Place place = new Place(contract.file(), 0, 0);
        if (position < 0) {
            problems.add(
                    place,
                    "the live table %s has no column %s".formatted(table.name(), column.name()),
                    ClosestWord.hint(column.name(), schema.names()));
        } else if (!schema.field(position).type().equals(column.type())) {
            problems.add(
                    place,
                    "the column %s of %s is %s, and not %s"
                            .formatted(
                                    column.name(),
                                    table.name(),
                                    schema.field(position).type().sqlName(),
                                    column.type().sqlName()),
                    "change the contract, or cast in the query");
        }
    }

    private void checkIndexes(
            Project project, DefinitionEntry entry, DefinitionPlanner.Planned planned) {
        for (IndexDefinition index : project.indexes()) {
            var alone =
                    new DefinitionEntry.DefinedIndex(
                            new TableIndex(index.name(), index.table(), index.columns()), false);
            try {
                IndexRules.check(entry.withIndexes(List.of(alone)), planned.tables());
            } catch (TidemillException e) {
                tell(index.file(), e);
            }
        }
    }

    private void checkPolicies(Project project, DefinitionPlanner.Planned planned) {
        Map<String, Schema> tables = new TreeMap<>();
        planned.tables().forEach(table -> tables.put(table.name(), table.schema()));
        PolicyCheck.check(project.policies(), tables, problems);
    }

    private void checkCycles(Project project, DefinitionEntry entry) {
        Map<String, ActionDefinition> writing = new HashMap<>();
        project.actions().stream()
                .filter(action -> action.write() != null)
                .forEach(action -> writing.put(action.name(), action));
        TableReach reach =
                TableReach.of(
                        entry.withActions(
                                writing.values().stream().map(ProjectDefinitions::rule).toList()));
        for (ActionDefinition action : writing.values()) {
            try {
                reach.requireNoCycle(ProjectDefinitions.rule(action));
            } catch (TidemillException e) {
                tell(action.file(), e);
            }
        }
    }

    private void checkPredictors(
            Project project, DefinitionEntry entry, DefinitionPlanner.Planned planned) {
        Map<String, Schema> tables = new HashMap<>();
        entry.inputs().forEach(table -> tables.put(table.name(), table.schema()));
        planned.tables().forEach(table -> tables.put(table.name(), table.schema()));
        for (PredictorDefinition predictor : project.predictors()) {
            try {
                PredictorRules.check(PredictorRule.of(predictor), tables);
            } catch (TidemillException e) {
                tell(predictor.file(), e);
            }
        }
    }

    private void checkActions(
            Project project, DefinitionEntry entry, DefinitionPlanner.Planned planned) {
        Map<String, PlannedTable> tables = new HashMap<>();
        planned.tables().forEach(table -> tables.put(table.name(), table));
        Set<String> checked = new HashSet<>();
        for (ActionDefinition action : project.actions()) {
            try {
                if (checked.add(action.name())) {
                    DefinitionsInForce.requireFits(
                            ProjectDefinitions.rule(action), tables, entry.inputs());
                }
            } catch (TidemillException e) {
                tell(action.file(), e);
            }
        }
    }
}
