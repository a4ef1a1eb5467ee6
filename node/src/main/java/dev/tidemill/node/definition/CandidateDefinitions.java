package dev.tidemill.node.definition;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.definitions.Project;
import dev.tidemill.definitions.ProjectLoader;
import dev.tidemill.definitions.ProjectReading;
import dev.tidemill.definitions.problem.Problem;
import dev.tidemill.node.function.FunctionSource;
import dev.tidemill.node.function.FunctionStore;
import dev.tidemill.node.record.DefinitionEntry;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Definitions that a mill may take, planned against what it runs; nothing of them is in force.
 *
 * @param project null when the files cannot be read as a project; then nothing is planned
 * @param problems whatever is wrong with them, by file and line
 * @param entry all definitions, those that statements made included, without hashes of plans
 * @param liveTables those that can be planned, each after those that it reads
 * @param refused why the others cannot, by name; what is suspended already is among them
 * @param functions those of the jars of these definitions
 */
public record CandidateDefinitions(
        @Nullable Project project,
        List<Problem> problems,
        DefinitionEntry entry,
        List<PlannedTable> liveTables,
        Map<String, TidemillException> refused,
        FunctionSource functions) {
    // Spelled out, since a compact constructor's parameters lose their annotations.
    public CandidateDefinitions(
            @Nullable Project project,
            List<Problem> problems,
            DefinitionEntry entry,
            List<PlannedTable> liveTables,
            Map<String, TidemillException> refused,
            FunctionSource functions) {
        this.project = project;
        this.problems = List.copyOf(problems);
        this.entry = requireNonNull(entry, "entry");
        this.liveTables = List.copyOf(liveTables);
        this.functions = requireNonNull(functions, "functions");
        this.refused = Collections.unmodifiableMap(new LinkedHashMap<>(refused));
    }

    /** Where definitions are, and where they are at home. */
    public record Place(Path definitions, Path home) {
        public Place {
            requireNonNull(definitions, "definitions");
            requireNonNull(home, "home");
        }
    }

    /**
     * Reads, checks and plans definitions.
     *
     * @param loader reads them
     * @param functions keeps their jars
     * @param former the definitions in force
     * @param localUrl as for {@link ProjectDefinitions#entry}
     */
    public static CandidateDefinitions of(
            Place place,
            ProjectLoader loader,
            FunctionStore functions,
            DefinitionsInForce.View former,
            @Nullable String localUrl) {
        ProjectReading reading = loader.read(place.definitions(), place.home());
        List<Problem> problems =
                ProjectCheck.problems(reading, place.definitions(), functions, former);
        Project project = reading.project();
        if (project == null || problems.stream().anyMatch(CandidateDefinitions::isOfAJar)) {
            return new CandidateDefinitions(
                    null, problems, DefinitionEntry.none(), List.of(), Map.of(), functions);
        }
        CreatedTables created = CreatedTables.of(former.definitions()).withoutPreviews();
        DefinitionEntry entry =
                ProjectDefinitions.unplanned(
                        project, created, functions.keep(place.definitions()), localUrl);
        DefinitionPlanner.Planned planned =
                DefinitionPlanner.planWhatCanBe(entry, former.failed(), functions, former.plans());
        return new CandidateDefinitions(
                project, problems, entry, planned.tables(), planned.refused(), functions);
    }

    private static boolean isOfAJar(Problem problem) {
        return problem.file().startsWith("functions");
    }
}
