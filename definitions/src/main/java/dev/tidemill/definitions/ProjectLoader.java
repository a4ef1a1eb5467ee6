package dev.tidemill.definitions;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.Place;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.definitions.action.ActionDefinition;
import dev.tidemill.definitions.action.ActionReader;
import dev.tidemill.definitions.contract.ContractReader;
import dev.tidemill.definitions.contract.TableContract;
import dev.tidemill.definitions.problem.Problem;
import dev.tidemill.definitions.problem.Problems;
import dev.tidemill.definitions.yaml.YamlFile;
import dev.tidemill.definitions.yaml.YamlReader;
import dev.tidemill.definitions.yaml.YamlSchema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Reads a project folder: {@code tidemill.yaml}, {@code contracts/*.yaml}, {@code tables/*.sql},
 * {@code indexes/*.sql} and {@code actions/*.yaml}. One reading finds every problem it can.
 */
public final class ProjectLoader {
    public static final String PROJECT_FILE = "tidemill.yaml";

    private final Map<String, String> environment;

    /**
     * @param environment what {@code ${NAME}} in an action's headers stands for
     */
    public ProjectLoader(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /**
     * The project of a folder.
     *
     * @throws TidemillException INVALID_PROJECT with the first problem and its place; the detail
     *     lists all
     */
    public static Project load(Path directory) {
        ProjectReading reading = new ProjectLoader(System.getenv()).read(directory);
        if (reading.project() == null) {
            throw refusal(reading.problems());
        }
        return reading.project();
    }

    private static TidemillException refusal(List<Problem> problems) {
        Problem first = problems.getFirst();
        String all = problems.stream().map(Problem::toString).collect(Collectors.joining("\n"));
        TidemillException refusal =
                new TidemillException(
                                ErrorCode.INVALID_PROJECT, first.place() + ": " + first.message())
                        .withDetail(all)
                        .at(first.place());
        return first.hint() == null ? refusal : refusal.withHint(first.hint());
    }

    public ProjectReading read(Path directory) {
        return new Reading(directory.toAbsolutePath().normalize(), environment).run();
    }

    /** One pass over one folder. */
    private static final class Reading {
        private final Path directory;
        private final Map<String, String> environment;
        private final Problems problems = new Problems();
        private final ProjectFiles files;

        Reading(Path directory, Map<String, String> environment) {
            this.directory = requireNonNull(directory, "directory");
            this.environment = environment;
            this.files = new ProjectFiles(directory, problems);
        }

        ProjectReading run() {
            List<LiveTableDefinition> liveTables = liveTables();
            Map<String, TableContract> contracts = contracts(liveTables);
            List<IndexDefinition> indexes = indexes(contracts, liveTables);
            List<ActionDefinition> actions = actions(contracts, liveTables);
            Optional<Project> project =
                    yaml(PROJECT_FILE, YamlSchema.PROJECT)
                            .map(
                                    file ->
                                            new SettingsReader(directory, contracts, problems)
                                                    .read(
                                                            file.top(),
                                                            liveTables,
                                                            indexes,
                                                            actions));
            return problems.count() == 0
                    ? new ProjectReading(project.orElseThrow(), List.of())
                    : new ProjectReading(null, problems.sorted());
        }

        private Optional<YamlFile> yaml(String name, YamlSchema schema) {
            return files.read(name)
                    .flatMap(text -> YamlReader.read(name, text, problems))
                    .filter(file -> schema.accepts(file, problems));
        }

        private List<LiveTableDefinition> liveTables() {
            List<LiveTableDefinition> tables = new ArrayList<>();
            for (String name : files.in("tables", LiveTableReader.SUFFIX)) {
                files.read(name)
                        .flatMap(text -> LiveTableReader.read(name, text, problems))
                        .ifPresent(tables::add);
            }
            return tables;
        }

        private Map<String, TableContract> contracts(List<LiveTableDefinition> liveTables) {
            Map<String, String> owners = new HashMap<>();
            liveTables.forEach(table -> owners.put(table.name(), table.file()));
            Map<String, TableContract> contracts = new LinkedHashMap<>();
            for (String name : files.in("contracts", ".yaml", ".yml")) {
                for (TableContract contract :
                        yaml(name, YamlSchema.CONTRACT)
                                .map(file -> ContractReader.read(file, problems))
                                .orElse(List.of())) {
                    refuseSecond(contract.name(), name, owners);
                    contracts.put(contract.name(), contract);
                }
            }
            return contracts;
        }

        private List<IndexDefinition> indexes(
                Map<String, TableContract> contracts, List<LiveTableDefinition> liveTables) {
            IndexReader reader =
                    new IndexReader(
                            contracts,
                            liveTables.stream()
                                    .map(LiveTableDefinition::name)
                                    .collect(Collectors.toSet()),
                            problems);
            List<IndexDefinition> indexes = new ArrayList<>();
            for (String name : files.in("indexes", IndexReader.SUFFIX)) {
                files.read(name).ifPresent(text -> indexes.addAll(reader.read(name, text)));
            }
            return indexes;
        }

        private List<ActionDefinition> actions(
                Map<String, TableContract> contracts, List<LiveTableDefinition> liveTables) {
            var reader =
                    new ActionReader(
                            contracts,
                            liveTables.stream()
                                    .map(LiveTableDefinition::name)
                                    .collect(Collectors.toSet()),
                            environment,
                            problems);
            Map<String, String> owners = new HashMap<>();
            List<ActionDefinition> actions = new ArrayList<>();
            for (String name : files.in("actions", ".yaml", ".yml")) {
                yaml(name, YamlSchema.ACTION)
                        .flatMap(reader::read)
                        .ifPresent(
                                action -> {
                                    refuseSecond(action.name(), name, owners);
                                    actions.add(action);
                                });
            }
            return actions;
        }

        private void refuseSecond(String name, String file, Map<String, String> owners) {
            String owner = owners.putIfAbsent(name, file);
            if (owner != null) {
                problems.add(new Place(file, 0, 0), "the name " + name + " is taken by " + owner);
            }
        }
    }
}
