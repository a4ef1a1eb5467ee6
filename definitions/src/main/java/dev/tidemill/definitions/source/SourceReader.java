package dev.tidemill.definitions.source;

import static java.util.Objects.requireNonNull;

import dev.tidemill.definitions.contract.ColumnContract;
import dev.tidemill.definitions.contract.TableContract;
import dev.tidemill.definitions.problem.Problems;
import dev.tidemill.definitions.text.ClosestWord;
import dev.tidemill.definitions.yaml.YamlValue;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the sources of {@code tidemill.yaml} against the contracts. Owned by one call. */
public final class SourceReader {
    private final Path project;
    private final Map<String, TableContract> contracts;
    private final Set<String> unread;
    private final Problems problems;

    /**
     * A reader of one project's sources.
     *
     * @param unread declared tables that have problems of their own: nothing more is said of them
     */
    public SourceReader(
            Path project,
            Map<String, TableContract> contracts,
            Set<String> unread,
            Problems problems) {
        this.unread = Set.copyOf(unread);
        this.project = requireNonNull(project, "project");
        this.contracts = Map.copyOf(contracts);
        this.problems = requireNonNull(problems, "problems");
    }

    /** The sources without problems. */
    public List<SourceDefinition> read(YamlValue sources) {
        List<SourceDefinition> read = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (YamlValue source : sources.items()) {
            String name = source.at("name").text();
            if (!names.add(name)) {
                problems.add(source.at("name").place(), "a second source named " + name);
            }
            source(source).ifPresent(read::add);
        }
        return read;
    }

    private Optional<SourceDefinition> source(YamlValue source) {
        return switch (source.at("kind").text()) {
            case "csv" -> csv(source);
            case "replay" -> replay(source);
            default -> Optional.empty();
        };
    }

    private Optional<SourceDefinition> csv(YamlValue source) {
        Path file = file(source.at("file"));
        TableContract table = table(source.at("table"));
        return file == null || table == null
                ? Optional.empty()
                : Optional.of(
                        new SourceDefinition.Csv(source.at("name").text(), file, table.name()));
    }

    private Optional<SourceDefinition> replay(YamlValue source) {
        int before = problems.count();
        Path file = file(source.at("file"));
        Duration preload = source.at("preload").durationOr(Duration.ZERO, problems);
        List<SourceDefinition.Stream> streams = new ArrayList<>();
        for (YamlValue stream : source.at("streams").items()) {
            stream(stream).ifPresent(streams::add);
        }
        if (file == null || problems.count() > before) {
            return Optional.empty();
        }
        String format = source.at("format").textOr("parquet").toUpperCase(Locale.ROOT);
        return Optional.of(
                new SourceDefinition.Replay(
                        source.at("name").text(),
                        file,
                        SourceDefinition.FileFormat.valueOf(format),
                        preload,
                        source.at("repeat").booleanOr(false),
                        streams));
    }

    private Optional<SourceDefinition.Stream> stream(YamlValue stream) {
        TableContract table = table(stream.at("table"));
        if (table == null) {
            return Optional.empty();
        }
        Map<String, YamlValue> given = stream.at("columns").entries();
        refuseUnknown(given, table);
        Map<String, String> columns = new LinkedHashMap<>();
        for (ColumnContract column : table.columns()) {
            YamlValue expression = given.get(column.name());
            if (expression != null) {
                columns.put(column.name(), expression.text());
            } else if (column.required()) {
                problems.add(
                        stream.at("columns").placeOfKey(),
                        "the required column "
                                + column.name()
                                + " of "
                                + table.name()
                                + " is not given");
            }
        }
        return Optional.of(
                new SourceDefinition.Stream(table.name(), stream.at("time").text(), columns));
    }

    private void refuseUnknown(Map<String, YamlValue> given, TableContract table) {
        given.forEach(
                (name, expression) -> {
                    if (table.columnOrNull(name) == null) {
                        problems.add(
                                expression.placeOfKey(),
                                table.name() + " has no column " + name,
                                ClosestWord.hint(name, table.columnNames()));
                    }
                });
    }

    private @Nullable TableContract table(YamlValue name) {
        TableContract table = contracts.get(name.text());
        if (table == null && !unread.contains(name.text())) {
            problems.add(
                    name.place(),
                    "no contract declares the table " + name.text(),
                    ClosestWord.hint(name.text(), contracts.keySet()));
        }
        return table;
    }

    private @Nullable Path file(YamlValue value) {
        // Whatever a definition names lies in its project, so that a project can be moved whole.
        Path file;
        try {
            file = project.resolve(value.text()).normalize();
        } catch (InvalidPathException e) {
            problems.add(value.place(), "not a path: " + value.text());
            return null;
        }
        if (!file.startsWith(project.normalize())) {
            problems.add(value.place(), "the file is outside the project: " + value.text());
            return null;
        }
        if (!Files.isRegularFile(file)) {
            problems.addMissing(value.place(), "there is no file " + value.text(), null);
            return null;
        }
        return file;
    }
}
