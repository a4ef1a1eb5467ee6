package dev.tidemill.definitions;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.Place;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.definitions.action.ActionDefinition;
import dev.tidemill.definitions.action.ActionReader;
import dev.tidemill.definitions.contract.TableContract;
import dev.tidemill.definitions.contract.TableKind;
import dev.tidemill.definitions.feature.FeatureReader;
import dev.tidemill.definitions.feature.FeatureViewDefinition;
import dev.tidemill.definitions.policy.Policies;
import dev.tidemill.definitions.policy.PolicyReader;
import dev.tidemill.definitions.predictor.PredictorDefinition;
import dev.tidemill.definitions.predictor.PredictorReader;
import dev.tidemill.definitions.predictor.ViewFeatureReader;
import dev.tidemill.definitions.problem.Problem;
import dev.tidemill.definitions.problem.Problems;
import dev.tidemill.definitions.secret.References;
import dev.tidemill.definitions.secret.Secrets;
import dev.tidemill.definitions.secret.Variables;
import dev.tidemill.definitions.text.ClosestWord;
import dev.tidemill.definitions.yaml.YamlFile;
import dev.tidemill.definitions.yaml.YamlReader;
import dev.tidemill.definitions.yaml.YamlSchema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Reads a project folder: {@code tidemill.yaml}, {@code contracts/*.yaml}, {@code tables/*.sql},
 * {@code indexes/*.sql}, {@code actions/*.yaml}, {@code features/*.yaml}, {@code predictors/*.yaml}
 * and {@code policies/*.yaml}. One reading finds every problem it can.
 */
public final class ProjectLoader {
    public static final String PROJECT_FILE = "tidemill.yaml";

    private final Map<String, String> environment;
    private final Variables variables;

    /**
     * @param environment what {@code ${env:NAME}} stands for
     */
    public ProjectLoader(Map<String, String> environment) {
        this(environment, Variables.all(environment));
    }

    /**
     * @param environment says where the secrets are
     * @param variables what {@code ${env:NAME}} stands for
     */
    public ProjectLoader(Map<String, String> environment, Variables variables) {
        this.environment = Map.copyOf(environment);
        this.variables = requireNonNull(variables, "variables");
    }

    /**
     * The project of a folder.
     *
     * @throws TidemillException INVALID_PROJECT with the first problem and its place; the detail
     *     lists all
     */
    public static Project load(Path directory) {
        return load(directory, directory);
    }

    /**
     * The project whose definitions are in one folder, as if they were in another.
     *
     * @param home where its secrets and its sources' files are
     * @throws TidemillException as {@link #load(Path)} does
     */
    public static Project load(Path definitions, Path home) {
        ProjectReading reading = new ProjectLoader(System.getenv()).read(definitions, home);
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

    /** Everything that can be said of a folder in one reading. */
    public ProjectReading read(Path directory) {
        return read(directory, directory);
    }

    /**
     * Everything that can be said of definitions in one folder, as if they were in another.
     *
     * @param home where the project's secrets and its sources' files are
     */
    public ProjectReading read(Path definitions, Path home) {
        return new Reading(
                        definitions.toAbsolutePath().normalize(),
                        home.toAbsolutePath().normalize(),
                        Secrets.of(home.toAbsolutePath().normalize(), environment),
                        variables)
                .run();
    }

    /** One pass over one folder. */
    private static final class Reading {
        private final Path directory;
        private final Problems problems = new Problems();
        private final ProjectFiles files;
        private final References references;
        private final Set<String> unread = new HashSet<>();
        private final Set<String> liveNames = new HashSet<>();

        Reading(Path definitions, Path directory, Secrets secrets, Variables variables) {
            this.directory = requireNonNull(directory, "directory");
            this.files = new ProjectFiles(definitions, problems);
            this.references = new References(variables, secrets, problems);
        }

        ProjectReading run() {
            List<LiveTableDefinition> liveTables = liveTables();
            liveTables.forEach(table -> liveNames.add(table.name()));
            ContractSet contracts = contracts(liveTables);
            List<LiveTableDefinition> allLive = new ArrayList<>(liveTables);
            allLive.addAll(contracts.checkTables());
            allLive.forEach(table -> liveNames.add(table.name()));
            List<IndexDefinition> indexes = indexes(contracts.tables());
            List<FeatureViewDefinition> features = features(contracts.tables());
            List<PredictorDefinition> predictors = predictors(contracts.tables(), features);
            List<ActionDefinition> actions = actions(contracts.tables(), predictors);
            Policies policies = policies(contracts);
            Optional<Project> project =
                    yaml(PROJECT_FILE, YamlSchema.PROJECT, References.NO_SECRETS)
                            .map(
                                    file ->
                                            new SettingsReader(
                                                            directory, contracts, unread, problems)
                                                    .read(
                                                            file.top(),
                                                            allLive,
                                                            indexes,
                                                            actions,
                                                            features,
                                                            predictors,
                                                            policies));
            return new ProjectReading(
                    directory,
                    problems.count() == 0 ? project.orElseThrow() : null,
                    problems.sorted(),
                    List.copyOf(contracts.tables().values()),
                    contracts.live(),
                    contracts.checks(),
                    contracts.levels(),
                    liveTables,
                    unread);
        }

        private Optional<YamlFile> yaml(
                String name, YamlSchema schema, Predicate<String> mayBeSecret) {
            int before = problems.count();
            return files.read(name)
                    .flatMap(text -> YamlReader.read(name, text, problems))
                    .map(file -> references.filledIn(file, mayBeSecret))
                    .filter(file -> schema.accepts(file, problems) && problems.count() == before);
        }

        private List<LiveTableDefinition> liveTables() {
            List<LiveTableDefinition> tables = new ArrayList<>();
            for (String name : files.in("tables", LiveTableReader.SUFFIX)) {
                files.read(name)
                        .flatMap(text -> LiveTableReader.read(name, text, problems))
                        .ifPresentOrElse(tables::add, () -> unread.add(baseName(name)));
            }
            return tables;
        }

        private ContractSet contracts(List<LiveTableDefinition> liveTables) {
            Map<String, String> owners = new HashMap<>();
            liveTables.forEach(table -> owners.put(table.name(), table.file()));
            ContractSet contracts = new ContractSet();
            Map<String, String> liveOwners = new HashMap<>();
            for (String name : files.in("contracts", ".yaml", ".yml")) {
                Optional<YamlFile> file = yaml(name, YamlSchema.CONTRACT, References.NO_SECRETS);
                file.ifPresentOrElse(
                        read -> unread.addAll(declared(read)), () -> unread.add(baseName(name)));
                for (TableContract contract :
                        file.map(read -> contracts.add(read, problems)).orElse(List.of())) {
                    boolean live = contract.kind() == TableKind.LIVE;
                    refuseSecond(contract.name(), name, live ? liveOwners : owners);
                }
            }
            refuseUnknown(contracts.live());
            contracts.checkTables().forEach(made -> refuseSecond(made.name(), made.file(), owners));
            unread.removeAll(contracts.tables().keySet());
            unread.removeAll(owners.keySet());
            return contracts;
        }

        private void refuseUnknown(List<TableContract> liveContracts) {
            for (TableContract contract : liveContracts) {
                String name = contract.name();
                if (!liveNames.contains(name) && !unread.contains(name)) {
                    problems.add(
                            new Place(contract.file(), 0, 0),
                            "there is no live table " + name,
                            ClosestWord.hint(name, liveNames));
                }
            }
        }

        /** The names of the tables of a contract, whether they are valid or not. */
        private static List<String> declared(YamlFile contract) {
            return contract.top().at("schema").items().stream()
                    .map(table -> table.at("name").text())
                    .toList();
        }

        private static String baseName(String file) {
            String name = file.substring(file.lastIndexOf('/') + 1);
            return name.substring(0, name.lastIndexOf('.'));
        }

        private Set<String> withUnread(Set<String> names) {
            Set<String> all = new HashSet<>(names);
            all.addAll(unread);
            return all;
        }

        private List<IndexDefinition> indexes(Map<String, TableContract> contracts) {
            IndexReader reader = new IndexReader(contracts, withUnread(liveNames), problems);
            List<IndexDefinition> indexes = new ArrayList<>();
            for (String name : files.in("indexes", IndexReader.SUFFIX)) {
                files.read(name).ifPresent(text -> indexes.addAll(reader.read(name, text)));
            }
            return indexes;
        }

        private List<ActionDefinition> actions(
                Map<String, TableContract> contracts, List<PredictorDefinition> predictors) {
            Set<String> watched = new HashSet<>(liveNames);
            predictors.forEach(each -> watched.add(each.predictionsTable()));
            var reader = new ActionReader(contracts, watched, unread, references, problems);
            Map<String, String> owners = new HashMap<>();
            List<ActionDefinition> actions = new ArrayList<>();
            for (String name : files.in("actions", ".yaml", ".yml")) {
                yaml(name, YamlSchema.ACTION, ActionReader::mayBeSecret)
                        .flatMap(reader::read)
                        .ifPresent(
                                action -> {
                                    refuseSecond(action.name(), name, owners);
                                    actions.add(action);
                                });
            }
            return actions;
        }

        private List<FeatureViewDefinition> features(Map<String, TableContract> contracts) {
            Set<String> tables = new HashSet<>(liveNames);
            for (TableContract contract : contracts.values()) {
                if (contract.kind() == TableKind.KEYED) {
                    tables.add(contract.name());
                }
            }
            FeatureReader reader = new FeatureReader(tables, unread, problems);
            Map<String, String> owners = new HashMap<>();
            List<FeatureViewDefinition> features = new ArrayList<>();
            for (String name : files.in("features", ".yaml", ".yml")) {
                yaml(name, YamlSchema.FEATURE, References.NO_SECRETS)
                        .flatMap(reader::read)
                        .ifPresent(
                                view -> {
                                    refuseSecond(view.id(), name, owners);
                                    features.add(view);
                                });
            }
            return features;
        }

        private List<PredictorDefinition> predictors(
                Map<String, TableContract> contracts, List<FeatureViewDefinition> views) {
            Set<String> tables = new HashSet<>(liveNames);
            tables.addAll(contracts.keySet());
            boolean areAll = views.size() == files.in("features", ".yaml", ".yml").size();
            PredictorReader reader =
                    new PredictorReader(
                            tables,
                            unread,
                            new ViewFeatureReader(views, areAll, problems),
                            problems);
            Map<String, String> owners = new HashMap<>();
            List<PredictorDefinition> predictors = new ArrayList<>();
            for (String name : files.in("predictors", ".yaml", ".yml")) {
                yaml(name, YamlSchema.PREDICTOR, References.NO_SECRETS)
                        .flatMap(reader::read)
                        .ifPresent(
                                predictor -> {
                                    refuseSecond(predictor.name(), name, owners);
                                    predictors.add(predictor);
                                });
            }
            return predictors;
        }

        /** Any file of the folder puts policies in force, one with problems too. */
        private Policies policies(ContractSet contracts) {
            List<String> names = files.in("policies", ".yaml", ".yml");
            var reader =
                    new PolicyReader(
                            contracts.tables(), liveNames, contracts.live(), unread, problems);
            for (String name : names) {
                yaml(name, YamlSchema.POLICY, References.NO_SECRETS).ifPresent(reader::read);
            }
            return reader.policies(!names.isEmpty());
        }

        private void refuseSecond(String name, String file, Map<String, String> owners) {
            String owner = owners.putIfAbsent(name, file);
            if (owner != null) {
                problems.add(new Place(file, 0, 0), "the name " + name + " is taken by " + owner);
            }
        }
    }
}
