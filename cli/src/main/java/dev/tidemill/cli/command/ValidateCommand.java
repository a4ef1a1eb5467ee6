package dev.tidemill.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.Logs;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.cli.show.ProblemText;
import dev.tidemill.cli.show.Terminal;
import dev.tidemill.definitions.Project;
import dev.tidemill.definitions.ProjectLoader;
import dev.tidemill.definitions.ProjectReading;
import dev.tidemill.definitions.ProjectTestLoader;
import dev.tidemill.definitions.problem.Problem;
import dev.tidemill.node.definition.ProjectCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Whether a project's definitions can be served, with all that stands against it. */
@Command(
        name = "validate",
        description = {
            "Read a project's definitions and tests, plan its queries, and say everything that is",
            "wrong. Tests are not run, no server is needed, and nothing is written. Exits with 3 when",
            "there are problems."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExample:%n",
        footer = {"  tidemill validate examples/flights", "  tidemill validate --json"})
final class ValidateCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(
            paramLabel = "PROJECT",
            arity = "0..1",
            defaultValue = ".",
            description = "The project's folder. Default: where you are.")
    private Path folder = Path.of(".");

    @Option(names = "--json", description = "Print the result as one line of JSON.")
    private boolean json;

    @SuppressWarnings("NullAway.Init") // picocli sets the spec before it runs a command.
    ValidateCommand() {}

    @Override
    public Integer call() throws IOException {
        Terminal terminal = TidemillCommand.terminalOf(spec);
        Logs.warningsToTerminal(terminal);
        ProjectReading reading = new ProjectLoader(System.getenv()).read(folder);
        List<Problem> problems;
        try (TemporaryFolder jars =
                new TemporaryFolder(Files.createTempDirectory("tidemill-validate-"))) {
            problems = ProjectCheck.problems(reading, jars.path());
        }
        if (json) {
            JsonOutput.print(terminal, described(reading, problems));
        } else {
            print(reading, problems, terminal);
        }
        return problems.isEmpty() ? ExitCode.OK : ExitCode.REFUSED;
    }

    private static ObjectNode described(ProjectReading reading, List<Problem> problems) {
        ObjectNode described =
                JsonOutput.object()
                        .put("project", reading.directory().toString())
                        .put("valid", problems.isEmpty())
                        .put("contracts", reading.contracts().size())
                        .put("live_tables", reading.liveTables().size())
                        .put("tests", tests(reading));
        ArrayNode list = described.putArray("problems");
        problems.forEach(problem -> list.add(new ProblemText(problem, null).json()));
        return described;
    }

    private static void print(ProjectReading reading, List<Problem> problems, Terminal terminal) {
        Map<String, @Nullable String> texts = new HashMap<>();
        for (Problem problem : problems) {
            String text =
                    texts.computeIfAbsent(
                            problem.file(),
                            file -> ProblemText.textOf(reading.directory().resolve(file)));
            new ProblemText(problem, text).lines(terminal.paint()).forEach(terminal.out()::println);
        }
        terminal.out().println(summary(reading, problems));
    }

    private static String summary(ProjectReading reading, List<Problem> problems) {
        Project project = reading.project();
        if (!problems.isEmpty() || project == null) {
            long files = problems.stream().map(Problem::file).distinct().count();
            return "%s in %s"
                    .formatted(counted(problems.size(), "problem"), counted(files, "file"));
        }
        List<String> parts = new ArrayList<>();
        parts.add(counted(project.contracts().size(), "contract table"));
        parts.add(counted(project.liveTables().size(), "live table"));
        parts.add(counted(project.actions().size(), "action"));
        if (!project.predictors().isEmpty()) {
            parts.add(counted(project.predictors().size(), "predictor"));
        }
        parts.add(counted(tests(reading), "test"));
        if (!project.features().isEmpty()) {
            parts.add(counted(project.features().size(), "feature view"));
        }
        return project.name() + " is valid: " + String.join(", ", parts);
    }

    /** Those that can be read. */
    private static int tests(ProjectReading reading) {
        return ProjectTestLoader.read(reading.directory()).tests().size();
    }

    private static String counted(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
