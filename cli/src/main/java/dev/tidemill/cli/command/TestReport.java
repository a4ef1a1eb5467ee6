package dev.tidemill.cli.command;

import static java.util.Objects.requireNonNull;

import dev.tidemill.cli.show.Amount;
import dev.tidemill.cli.show.Paint;
import dev.tidemill.cli.show.ProblemText;
import dev.tidemill.definitions.problem.Problem;
import dev.tidemill.node.projecttest.Finding;
import dev.tidemill.node.projecttest.FindingText;
import dev.tidemill.node.projecttest.TestOutcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
            FindingText text = FindingText.of(finding);
            lines.add(INDENT + paint.bad(finding.place().toString()) + ": " + text.headline());
            boolean isHeading = true;
            for (String line : text.table()) {
                lines.add(INDENT + INDENT + (isHeading ? paint.bold(line) : line));
                isHeading = false;
            }
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
}
