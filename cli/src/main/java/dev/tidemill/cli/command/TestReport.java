package dev.tidemill.cli.command;

import static java.util.Objects.requireNonNull;

import dev.tidemill.cli.show.AlignedTable;
import dev.tidemill.cli.show.Amount;
import dev.tidemill.cli.show.Paint;
import dev.tidemill.cli.show.ProblemText;
import dev.tidemill.definitions.problem.Problem;
import dev.tidemill.node.projecttest.Finding;
import dev.tidemill.node.projecttest.RowDifference;
import dev.tidemill.node.projecttest.TestOutcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Outcomes of tests for a person: a line for each, and below one that did not pass what was found.
 *
 * <pre>
 * FAIL  sales  step 2, a cup is sold too
 *   tests/sales.yaml:20:7: sales_by_product is not as expected: 1 missing, 1 changed
 *               product  pieces
 *     missing   cups          4
 *     expected  tea         [2]
 *     found     tea         [3]
 * </pre>
 *
 * @param directory the project's folder
 */
record TestReport(Path directory, Paint paint) {
    private static final String INDENT = "  ";
    private static final String NULL = "NULL";

    TestReport {
        requireNonNull(directory, "directory");
        requireNonNull(paint, "paint");
    }

    List<String> lines(TestOutcome outcome) {
        return switch (outcome) {
            case TestOutcome.Passed passed ->
                    List.of(
                            "%s    %s  %s, %s"
                                    .formatted(
                                            paint.good("ok"),
                                            passed.name(),
                                            StatusReport.plural(passed.steps(), "step"),
                                            Amount.millis(passed.millis())));
            case TestOutcome.Failed failed -> failed(failed);
            case TestOutcome.Broken broken -> broken(broken);
        };
    }

    String summary(String project, List<TestOutcome> outcomes, double millis) {
        if (outcomes.isEmpty()) {
            return project + " has no tests: a test is a file in its folder tests";
        }
        long passed = outcomes.stream().filter(TestOutcome.Passed.class::isInstance).count();
        String time = ", in " + Amount.millis(millis);
        return passed == outcomes.size()
                ? paint.good(StatusReport.plural(passed, "test") + " passed") + time
                : paint.bad(
                                (outcomes.size() - passed)
                                        + " of "
                                        + StatusReport.plural(outcomes.size(), "test")
                                        + " did not pass")
                        + time;
    }

    private List<String> failed(TestOutcome.Failed failed) {
        List<String> lines = new ArrayList<>();
        String title = failed.title() == null ? "" : ", " + failed.title();
        lines.add("%s  %s  step %d%s".formatted(fail(), failed.name(), failed.step(), title));
        for (Finding finding : failed.findings()) {
            lines.add(INDENT + paint.bad(finding.place().toString()) + ": " + headline(finding));
            table(finding).forEach(line -> lines.add(INDENT + INDENT + line));
        }
        return lines;
    }

    private String fail() {
        return paint.bad("FAIL");
    }

    private List<String> broken(TestOutcome.Broken broken) {
        List<String> lines = new ArrayList<>();
        lines.add("%s  %s  cannot be run".formatted(fail(), broken.name()));
        String text = ProblemText.textOf(directory.resolve(broken.file()));
        for (Problem problem : broken.problems()) {
            new ProblemText(problem, text).lines(paint).forEach(line -> lines.add(INDENT + line));
        }
        return lines;
    }

    private static String headline(Finding finding) {
        return switch (finding) {
            case Finding.TableDiffers differs ->
                    differs.table() + " is not as expected: " + counts(differs);
            case Finding.RowsPutAside aside ->
                    "%s of %s went to the quarantine, which the step does not expect"
                            .formatted(StatusReport.plural(aside.count(), "row"), aside.table());
            case Finding.RowsFailed failed ->
                    "%s has %s, which the step does not expect"
                            .formatted(
                                    failed.table(),
                                    StatusReport.plural(failed.count(), "error row"));
        };
    }

    private static String counts(Finding.TableDiffers differs) {
        List<String> counts = new ArrayList<>();
        add(counts, differs.missing(), "missing");
        add(counts, differs.unexpected(), "unexpected");
        add(counts, differs.changed(), "changed");
        return String.join(", ", counts);
    }

    private static void add(List<String> counts, long count, String what) {
        if (count > 0) {
            counts.add(Amount.count(count) + " " + what);
        }
    }

    private List<String> table(Finding finding) {
        return switch (finding) {
            case Finding.TableDiffers differs -> differences(differs);
            case Finding.RowsPutAside aside -> {
                AlignedTable shown =
                        new AlignedTable().left("rule").left("column").left("reason").left("row");
                aside.rows()
                        .forEach(
                                row ->
                                        shown.row(
                                                row.rule(),
                                                Objects.requireNonNullElse(row.column(), ""),
                                                row.reason(),
                                                row.raw()));
                yield shown.lines(paint);
            }
            case Finding.RowsFailed failed -> {
                AlignedTable shown = new AlignedTable().left("code").left("message").left("row");
                failed.rows()
                        .forEach(
                                row ->
                                        shown.row(
                                                row.code(),
                                                row.message(),
                                                Objects.requireNonNullElse(row.row(), "")));
                yield shown.lines(paint);
            }
        };
    }

    private List<String> differences(Finding.TableDiffers differs) {
        AlignedTable shown = new AlignedTable().left("");
        differs.columns()
                .forEach(column -> shown.column(column.name(), CellText.alignment(column.type())));
        for (RowDifference row : differs.rows()) {
            switch (row) {
                case RowDifference.Missing missing ->
                        shown.row(cells("missing", missing.expected(), Set.of()));
                case RowDifference.Unexpected unexpected ->
                        shown.row(cells("unexpected", unexpected.found(), Set.of()));
                case RowDifference.Changed changed -> {
                    shown.row(cells("expected", changed.expected(), changed.columns()));
                    shown.row(cells("found", changed.found(), changed.columns()));
                }
            }
        }
        List<String> lines = new ArrayList<>(shown.lines(paint));
        long all = differs.missing() + differs.unexpected() + differs.changed();
        if (all > differs.rows().size()) {
            lines.add("… and " + Amount.count(all - differs.rows().size()) + " more");
        }
        return lines;
    }

    /** Values that differ are in brackets. */
    private static List<String> cells(
            String word, List<@Nullable String> values, Set<Integer> marked) {
        List<String> cells = new ArrayList<>();
        cells.add(word);
        for (int i = 0; i < values.size(); i++) {
            String text = Objects.requireNonNullElse(values.get(i), NULL);
            cells.add(marked.contains(i) ? "[" + text + "]" : text);
        }
        return cells;
    }
}
