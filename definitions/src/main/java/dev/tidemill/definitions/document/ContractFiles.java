package dev.tidemill.definitions.document;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.Place;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.definitions.contract.ContractReader;
import dev.tidemill.definitions.contract.TableContract;
import dev.tidemill.definitions.problem.Problem;
import dev.tidemill.definitions.problem.Problems;
import dev.tidemill.definitions.quality.QualityCheck;
import dev.tidemill.definitions.quality.QualityReader;
import dev.tidemill.definitions.quality.ServiceLevel;
import dev.tidemill.definitions.quality.ServiceLevelReader;
import dev.tidemill.definitions.secret.References;
import dev.tidemill.definitions.secret.Secrets;
import dev.tidemill.definitions.secret.Variables;
import dev.tidemill.definitions.yaml.YamlFile;
import dev.tidemill.definitions.yaml.YamlReader;
import dev.tidemill.definitions.yaml.YamlSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads contract documents from outside of a project as well as those inside of one. */
public final class ContractFiles {
    /** The most bytes of a contract. */
    static final long BYTES_MAX = 1 << 20;

    private static final String FOLDER = "contracts";

    private final Map<String, String> environment;
    private final Problems problems = new Problems();

    private ContractFiles(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /**
     * The contract of a file, or all of a folder: a project's, or one that holds the files itself.
     *
     * @throws TidemillException INVALID_PROJECT with the first problem and its place, and all in
     *     the detail; INVALID_FILE when there is nothing to read
     */
    public static List<Contract> read(Path path, Map<String, String> environment) {
        ContractFiles files = new ContractFiles(environment);
        List<Contract> contracts = new ArrayList<>();
        for (Path file : files(path)) {
            files.contract(file).ifPresent(contracts::add);
        }
        files.refuseProblems();
        return contracts;
    }

    /** The contract in a text. */
    public static Contract parse(String name, String text, Map<String, String> environment) {
        ContractFiles files = new ContractFiles(environment);
        Optional<Contract> contract = files.contract(name, text);
        files.refuseProblems();
        return contract.orElseThrow();
    }

    private static List<Path> files(Path path) {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        Path folder = path.resolve(FOLDER);
        try (Stream<Path> found = Files.list(Files.isDirectory(folder) ? folder : path)) {
            return found.filter(Files::isRegularFile)
                    .filter(file -> file.toString().matches(".*\\.ya?ml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw unreadable(path, e.toString());
        }
    }

    private Optional<Contract> contract(Path file) {
        try {
            if (!Files.isRegularFile(file)) {
                throw unreadable(file, "there is no such file");
            }
            if (Files.size(file) > BYTES_MAX) {
                throw unreadable(file, "it is larger than " + BYTES_MAX + " bytes");
            }
            return contract(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw unreadable(file, e.toString());
        }
    }

    private static TidemillException unreadable(Path file, String why) {
        return new TidemillException(
                        ErrorCode.INVALID_FILE, "the contract %s is not read".formatted(file))
                .withDetail(why);
    }

    private Optional<Contract> contract(String name, String text) {
        int before = problems.count();
        References references =
                new References(
                        Variables.all(environment), Secrets.of(Path.of(""), environment), problems);
        return YamlReader.read(name, text, problems)
                .map(file -> references.filledIn(file, References.NO_SECRETS))
                .filter(file -> YamlSchema.CONTRACT.accepts(file, problems))
                .map(this::document)
                .filter(_ -> problems.count() == before);
    }

    private Contract document(YamlFile file) {
        List<TableContract> tables = ContractReader.read(file, problems);
        List<QualityCheck> checks = QualityReader.read(file, tables, problems);
        List<ServiceLevel> levels = ServiceLevelReader.read(file, tables, problems);
        return new Contract(
                file.top().at("id").text(),
                file.top().at("version").text(),
                tables.stream().map(table -> table(table, checks, levels)).toList());
    }

    private static Contract.Table table(
            TableContract table, List<QualityCheck> checks, List<ServiceLevel> levels) {
        return new Contract.Table(
                table,
                checks.stream().filter(check -> check.table().equals(table.name())).toList(),
                levels.stream().filter(level -> level.table().equals(table.name())).toList());
    }

    private void refuseProblems() {
        if (problems.count() == 0) {
            return;
        }
        Problem first = problems.sorted().getFirst();
        Place place = requireNonNull(first.place());
        TidemillException refusal =
                new TidemillException(ErrorCode.INVALID_PROJECT, place + ": " + first.message())
                        .withDetail(
                                problems.sorted().stream()
                                        .map(Problem::toString)
                                        .collect(Collectors.joining("\n")))
                        .at(place);
        throw first.hint() == null ? refusal : refusal.withHint(first.hint());
    }
}
