package dev.tidemill.definitions.projecttest;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.Place;
import dev.tidemill.definitions.problem.Problems;
import dev.tidemill.definitions.yaml.YamlFile;
import dev.tidemill.definitions.yaml.YamlValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads one test file whose schema was checked. Owned by one call. */
public final class TestReader {
    private final Problems problems;

    public TestReader(Problems problems) {
        this.problems = requireNonNull(problems, "problems");
    }

    /** Empty when there are problems. */
    public Optional<ProjectTest> read(YamlFile file) {
        int before = problems.count();
        YamlValue top = file.top();
        List<TestStep> steps = new ArrayList<>();
        for (YamlValue step : top.at("steps").items()) {
            steps.add(step(step, steps.size() + 1));
        }
        return problems.count() > before
                ? Optional.empty()
                : Optional.of(
                        new ProjectTest(
                                ProjectTest.nameOf(file.name()),
                                file.name(),
                                top.at("description").textOrNull(),
                                steps));
    }

    private TestStep step(YamlValue step, int number) {
        List<TestChange> changes = new ArrayList<>();
        for (TestChange.Kind kind : TestChange.Kind.values()) {
            step.at(kind.word())
                    .entries()
                    .forEach(
                            (table, rows) ->
                                    changes.add(
                                            new TestChange(
                                                    kind,
                                                    kind == TestChange.Kind.SEND
                                                            ? sent(table, rows)
                                                            : rows(table, rows))));
        }
        List<TestRows> expected = new ArrayList<>();
        step.at("expect").entries().forEach((table, rows) -> expected.add(rows(table, rows)));
        return new TestStep(
                number,
                step.at("name").textOrNull(),
                step.place(),
                time(step.at("at")),
                changes,
                expected);
    }

    private @Nullable TestTime time(YamlValue time) {
        if (!time.exists()) {
            return null;
        }
        Optional<TestTime> read = TestTime.parse(time.text(), time.place());
        if (read.isEmpty()) {
            problems.add(time.place(), "“" + time.written() + "” is not a time", TestTime.HINT);
        }
        return read.orElse(null);
    }

    private static TestRows sent(String table, YamlValue text) {
        return new TestRows.Sent(table, text.placeOfKey(), text.text());
    }

    private static TestRows rows(String table, YamlValue rows) {
        return rows.node().isTextual()
                ? new TestRows.Csv(table, rows.placeOfKey(), rows.text())
                : new TestRows.Listed(
                        table,
                        rows.placeOfKey(),
                        rows.items().stream().map(TestReader::row).toList());
    }

    private static TestRow row(YamlValue row) {
        Map<String, Place> columns = new LinkedHashMap<>();
        Map<String, Place> values = new HashMap<>();
        row.entries()
                .forEach(
                        (column, value) -> {
                            columns.put(column, value.placeOfKey());
                            values.put(column, value.place());
                        });
        return new TestRow(row.place(), columns, values, row.node().toString());
    }
}
