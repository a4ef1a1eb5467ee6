package dev.tidemill.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.cli.show.ProblemText;
import dev.tidemill.definitions.Project;
import dev.tidemill.node.projecttest.Finding;
import dev.tidemill.node.projecttest.RowDifference;
import dev.tidemill.node.projecttest.TestOutcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Outcomes of tests for scripts. Values are texts, as in CSV; NULL is null. */
final class TestDocument {
    private TestDocument() {}

    static ObjectNode of(Project project, List<TestOutcome> outcomes, double millis) {
        long passed = outcomes.stream().filter(TestOutcome.Passed.class::isInstance).count();
        ObjectNode document =
                JsonOutput.object()
                        .put("project", project.directory().toString())
                        .put("passed", passed)
                        .put("not_passed", outcomes.size() - passed)
                        .put("elapsed_ms", rounded(millis));
        ArrayNode tests = document.putArray("tests");
        outcomes.forEach(outcome -> tests.add(test(outcome)));
        return document;
    }

    private static double rounded(double millis) {
        return Math.round(millis * 1000) / 1000.0;
    }

    private static ObjectNode test(TestOutcome outcome) {
        ObjectNode test =
                JsonOutput.object()
                        .put("name", outcome.name())
                        .put("file", outcome.file())
                        .put("outcome", word(outcome))
                        .put("elapsed_ms", rounded(outcome.millis()));
        switch (outcome) {
            case TestOutcome.Passed passed -> test.put("steps", passed.steps());
            case TestOutcome.Failed failed -> {
                test.put("step", failed.step()).put("step_name", failed.title());
                ArrayNode findings = test.putArray("findings");
                failed.findings().forEach(finding -> findings.add(finding(finding)));
            }
            case TestOutcome.Broken broken -> {
                ArrayNode problems = test.putArray("problems");
                broken.problems()
                        .forEach(problem -> problems.add(new ProblemText(problem, null).json()));
            }
        }
        return test;
    }

    private static String word(TestOutcome outcome) {
        return switch (outcome) {
            case TestOutcome.Passed _ -> "passed";
            case TestOutcome.Failed _ -> "failed";
            case TestOutcome.Broken _ -> "broken";
        };
    }

    private static ObjectNode finding(Finding finding) {
        ObjectNode json =
                JsonOutput.object()
                        .put("table", finding.table())
                        .put("line", finding.place().line())
                        .put("column", finding.place().column());
        switch (finding) {
            case Finding.TableDiffers differs -> differs(differs, json);
            case Finding.RowsPutAside aside -> {
                json.put("kind", "quarantine").put("count", aside.count());
                ArrayNode rows = json.putArray("rows");
                for (Finding.PutAside row : aside.rows()) {
                    rows.addObject()
                            .put("rule", row.rule())
                            .put("column", row.column())
                            .put("reason", row.reason())
                            .put("raw", row.raw());
                }
            }
            case Finding.RowsFailed failed -> {
                json.put("kind", "errors").put("count", failed.count());
                ArrayNode rows = json.putArray("rows");
                for (Finding.FailedRow row : failed.rows()) {
                    rows.addObject()
                            .put("code", row.code())
                            .put("message", row.message())
                            .put("expression", row.expression())
                            .put("row", row.row());
                }
            }
        }
        return json;
    }

    private static void differs(Finding.TableDiffers differs, ObjectNode json) {
        json.put("kind", "rows")
                .put("missing", differs.missing())
                .put("unexpected", differs.unexpected())
                .put("changed", differs.changed());
        ArrayNode columns = json.putArray("columns");
        differs.columns()
                .forEach(
                        column ->
                                columns.addObject()
                                        .put("name", column.name())
                                        .put("type", column.type())
                                        .put("key", column.isKey()));
        ArrayNode rows = json.putArray("rows");
        for (RowDifference difference : differs.rows()) {
            ObjectNode row = rows.addObject();
            switch (difference) {
                case RowDifference.Missing missing -> put(row, "expected", missing.expected());
                case RowDifference.Unexpected unexpected -> put(row, "found", unexpected.found());
                case RowDifference.Changed changed -> {
                    put(row, "expected", changed.expected());
                    put(row, "found", changed.found());
                    ArrayNode differing = row.putArray("differ");
                    changed.columns().forEach(i -> differing.add(differs.columns().get(i).name()));
                }
            }
        }
    }

    private static void put(ObjectNode row, String name, List<@Nullable String> values) {
        ArrayNode array = row.putArray(name);
        values.forEach(array::add);
    }
}
