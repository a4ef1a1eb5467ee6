package dev.tidemill.node.projecttest;

import static java.util.Objects.requireNonNull;

import dev.tidemill.definitions.Project;
import dev.tidemill.definitions.projecttest.ProjectTest;
import dev.tidemill.definitions.projecttest.TestStep;
import dev.tidemill.node.definition.CreatedTables;
import dev.tidemill.node.definition.DefinitionPlanner;
import dev.tidemill.node.definition.PlannedTable;
import dev.tidemill.node.definition.ProjectDefinitions;
import dev.tidemill.node.function.FunctionSource;
import dev.tidemill.node.function.FunctionStore;
import dev.tidemill.node.ingest.EventClock;
import dev.tidemill.node.ingest.RowCheck;
import dev.tidemill.node.read.ErrorsTable;
import dev.tidemill.node.record.DefinitionEntry;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the tests of a project share: its definitions, planned once. Immutable, but for the
 * functions, which keep what they have loaded.
 *
 * @param checks what rows are held to, by table
 * @param clock the tables whose rows move the time
 * @param stateBytes what the state of one test may take
 */
record PlannedProject(
        DefinitionEntry definitions,
        List<PlannedTable> live,
        TestTables tables,
        Map<String, RowCheck> checks,
        EventClock clock,
        FunctionSource functions,
        long stateBytes) {
    PlannedProject {
        requireNonNull(definitions, "definitions");
        live = List.copyOf(live);
        requireNonNull(tables, "tables");
        checks = Map.copyOf(checks);
        requireNonNull(clock, "clock");
        requireNonNull(functions, "functions");
    }

    /** Throws when a live table does not plan. */
    static PlannedProject of(Project project, Path jarCopies) {
        return of(
                project,
                project.directory(),
                new FunctionStore(jarCopies),
                project.limits().stateMemory());
    }

    /**
     * The same of definitions that lie in a folder of their own.
     *
     * @param folder with the jars
     * @param functions keeps them
     */
    static PlannedProject of(
            Project project, Path folder, FunctionStore functions, long stateBytesMax) {
        DefinitionEntry definitions = ProjectDefinitions.unplanned(project, functions.keep(folder));
        List<PlannedTable> live = DefinitionPlanner.plan(definitions, functions);
        return new PlannedProject(
                definitions,
                live,
                TestTables.of(definitions.inputs(), live, Set.of()),
                ProjectDefinitions.checks(project, CreatedTables.of(definitions)),
                EventClock.of(project),
                functions,
                Math.min(project.limits().stateMemory(), stateBytesMax));
    }

    /**
     * The live tables that a test looks at, and those that they read, each after these; all of them
     * when it looks at the errors of all.
     */
    List<PlannedTable> seenBy(ProjectTest test) {
        Set<String> seen = new HashSet<>();
        for (TestStep step : test.steps()) {
            step.expected().forEach(rows -> seen.add(rows.table()));
        }
        if (seen.contains(ErrorsTable.NAME)) {
            return live;
        }
        Deque<PlannedTable> needed = new ArrayDeque<>();
        for (PlannedTable table : live.reversed()) {
            if (seen.contains(table.name())) {
                seen.addAll(table.inputs());
                needed.addFirst(table);
            }
        }
        return List.copyOf(needed);
    }
}
