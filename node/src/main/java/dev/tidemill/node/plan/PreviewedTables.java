package dev.tidemill.node.plan;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.definitions.LiveTableDefinition;
import dev.tidemill.definitions.Project;
import dev.tidemill.definitions.problem.Problem;
import dev.tidemill.definitions.release.DefinitionFiles;
import dev.tidemill.node.definition.CandidateDefinitions;
import dev.tidemill.node.definition.CreatedTables.PreviewSql;
import dev.tidemill.node.definition.DefinitionsInForce;
import dev.tidemill.node.definition.PlannedTable;
import dev.tidemill.node.definition.TableBuild;
import dev.tidemill.node.record.DefinitionEntry.Preview;
import dev.tidemill.sql.Planner;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The live tables of a folder that other definitions change, as they are tried out: those that read
 * each other read each other's previews, and all else is what runs.
 */
record PreviewedTables(List<PreviewSql> tables, List<String> notes) {
    private static final String FOLDER = "tables/";

    PreviewedTables {
        tables = List.copyOf(tables);
        notes = List.copyOf(notes);
    }

    /** What the previews are called by, and what they are of. */
    record Made(String prefix, String files) {
        Made {
            requireNonNull(prefix, "prefix");
            requireNonNull(files, "files");
        }
    }

    /**
     * Chooses and writes them.
     *
     * @throws TidemillException the first of the definitions' problems; DUPLICATE_TABLE when
     *     another table has a preview's name
     */
    static PreviewedTables of(RunningDefinitions running, CandidateDefinitions next, Made made) {
        requireSound(next);
        Map<String, PlannedTable> changed = changed(running.view(), next);
        Map<String, String> names = new LinkedHashMap<>();
        changed.keySet().forEach(name -> names.put(name, made.prefix() + name));
        List<PreviewSql> tables = new ArrayList<>();
        for (PlannedTable table : changed.values()) {
            String name = made.prefix() + table.name();
            requireFree(running.view(), name, made.prefix());
            tables.add(
                    new PreviewSql(
                            new Preview(name, table.name(), made.prefix(), made.files()),
                            Planner.renamed(table.sql(), names)));
        }
        return new PreviewedTables(tables, notes(running, next));
    }

    private static void requireSound(CandidateDefinitions next) {
        for (Problem problem : next.problems()) {
            if (!DefinitionFiles.isTest(problem.file()) && !problem.missing()) {
                throw PlanRefusal.of(problem).asException();
            }
        }
        if (next.project() == null) {
            throw new TidemillException(ErrorCode.INVALID_PROJECT, "the definitions cannot be read")
                    .withHint("tidemill plan says why");
        }
    }

    private static Map<String, PlannedTable> changed(
            DefinitionsInForce.View view, CandidateDefinitions next) {
        Project project = requireNonNull(next.project());
        List<String> defined =
                project.liveTables().stream()
                        .filter(table -> table.file().startsWith(FOLDER))
                        .map(LiveTableDefinition::name)
                        .toList();
        Map<String, PlannedTable> changed = new LinkedHashMap<>();
        for (PlannedTable table : next.liveTables()) {
            TableBuild build = view.building().get(table.name());
            PlannedTable now = build == null ? view.liveTables().get(table.name()) : build.table();
            boolean same = now != null && now.hash().equals(table.hash());
            if (!same && defined.contains(table.name())) {
                changed.put(table.name(), table);
            }
        }
        return changed;
    }

    private static void requireFree(DefinitionsInForce.View view, String name, String prefix) {
        boolean ours =
                view.definitions().previews().stream()
                        .anyMatch(p -> p.name().equals(name) && p.prefix().equals(prefix));
        if (!ours && (view.inputs().containsKey(name) || view.isLive(name))) {
            throw new TidemillException(
                            ErrorCode.DUPLICATE_TABLE, "there is a table " + name + " already")
                    .withHint("give the previews another --prefix");
        }
    }

    private static List<String> notes(RunningDefinitions running, CandidateDefinitions next) {
        List<String> notes = new ArrayList<>();
        if (!next.entry().functions().equals(running.view().definitions().functions())) {
            notes.add("the jars of functions are others: previews call those that the mill has");
        }
        if (!next.entry()
                .inputs()
                .equals(running.view().definitions().withoutPreviews().inputs())) {
            notes.add("contracts are others: previews read the tables that the mill has");
        }
        return notes;
    }
}
