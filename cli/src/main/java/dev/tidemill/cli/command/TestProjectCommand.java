package dev.tidemill.cli.command;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.Logs;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.cli.show.Terminal;
import dev.tidemill.definitions.Project;
import dev.tidemill.definitions.ProjectLoader;
import dev.tidemill.node.projecttest.ProjectTests;
import dev.tidemill.node.projecttest.TestOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Whether live tables are what a project's tests expect. */
@Command(
        name = "test-project",
        description = {
            "Run the tests in a project's folder tests: give rows to its tables, step by step, and",
            "compare its live tables with what the tests expect. No server is needed, and nothing",
            "is written. Exits with 1 when a test does not pass."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExample:%n",
        footer = {
            "  tidemill test-project examples/flights",
            "  tidemill test-project --filter late --json"
        })
final class TestProjectCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(
            paramLabel = "PROJECT",
            arity = "0..1",
            defaultValue = ".",
            description = "The project's folder. Default: where you are.")
    private Path folder = Path.of(".");

    @Option(
            names = "--filter",
            paramLabel = "NAME",
            description = "Run the tests that have this in their name only.")
    private @Nullable String filter;

    @Option(names = "--json", description = "Print the result as one line of JSON.")
    private boolean json;

    @SuppressWarnings("NullAway.Init") // picocli sets the spec before it runs a command.
    TestProjectCommand() {}

    @Override
    public Integer call() throws IOException {
        Terminal terminal = TidemillCommand.terminalOf(spec);
        Logs.warningsToTerminal(terminal);
        long started = System.nanoTime();
        Project project = ProjectLoader.load(folder);
        TestReport report = new TestReport(project.directory(), terminal.paint());
        List<TestOutcome> outcomes =
                run(project, json ? _ -> {} : outcome -> print(report.lines(outcome), terminal));
        if (filter != null && outcomes.isEmpty()) {
            throw new TidemillException(
                            ErrorCode.INVALID_ARGUMENT, "no test has " + filter + " in its name")
                    .withHint("the name of a test is that of its file, without its ending");
        }
        double millis = (System.nanoTime() - started) / 1e6;
        if (json) {
            JsonOutput.print(terminal, TestDocument.of(project, outcomes, millis));
        } else {
            terminal.out().println(report.summary(project.name(), outcomes, millis));
        }
        return outcomes.stream().allMatch(TestOutcome.Passed.class::isInstance)
                ? ExitCode.OK
                : ExitCode.DIFFERENT;
    }

    private List<TestOutcome> run(Project project, Consumer<TestOutcome> told) throws IOException {
        String part = filter;
        try (TemporaryFolder jars =
                new TemporaryFolder(Files.createTempDirectory("tidemill-test-"))) {
            return ProjectTests.run(
                    project, jars.path(), name -> part == null || name.contains(part), told);
        }
    }

    private static void print(List<String> lines, Terminal terminal) {
        lines.forEach(terminal.out()::println);
        terminal.out().flush();
    }
}
