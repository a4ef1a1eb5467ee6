package dev.tidemill.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.cli.show.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A workflow that checks a project's pull requests and applies what is merged. */
@Command(
        name = "ci",
        description = {
            "Print a GitHub Actions workflow that validates, tests and plans the project of a pull",
            "request, and applies it when it is merged. Nothing is written."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExample:%n",
        footer = {"  tidemill ci shop > .github/workflows/tidemill.yml"})
final class CiCommand implements Callable<Integer> {
    private static final String TEMPLATE = "/dev/tidemill/cli/ci/github.yml";
    private static final String FILE = ".github/workflows/tidemill.yml";

    /** What stands in a shell's line and in YAML as it is. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_./-]*|\\.");

    @Spec private CommandSpec spec;

    @Parameters(
            paramLabel = "PROJECT",
            arity = "0..1",
            defaultValue = ".",
            description = "The project's folder, as seen from the repository's. Default: the same.")
    private String project = ".";

    @Option(
            names = "--branch",
            paramLabel = "NAME",
            defaultValue = "main",
            description = "What is merged there is applied. Default: ${DEFAULT-VALUE}.")
    private String branch = "main";

    @Option(names = "--json", description = "Print the file's name and text as one line of JSON.")
    private boolean json;

    @SuppressWarnings("NullAway.Init") // picocli sets the spec before it runs a command.
    CiCommand() {}

    @Override
    public Integer call() throws IOException {
        Terminal terminal = TidemillCommand.terminalOf(spec);
        requirePlain("the project's folder", project);
        requirePlain("the branch", branch);
        String folder =
                project.endsWith("/") ? project.substring(0, project.length() - 1) : project;
        String workflow =
                template()
                        .replace("@PATHS@", folder.equals(".") ? "**" : folder + "/**")
                        .replace("@PROJECT@", folder)
                        .replace("@BRANCH@", branch);
        if (json) {
            JsonOutput.print(
                    terminal, JsonOutput.object().put("file", FILE).put("workflow", workflow));
        } else {
            terminal.out().print(workflow);
        }
        return ExitCode.OK;
    }

    private static void requirePlain(String what, String text) {
        if (!PLAIN.matcher(text).matches() || text.contains("..")) {
            throw new TidemillException(
                            ErrorCode.INVALID_ARGUMENT,
                            what + " \"" + text + "\" cannot stand in a workflow as it is")
                    .withHint("letters, digits, dots, dashes and slashes can, from the inside");
        }
    }

    private static String template() throws IOException {
        try (InputStream in = CiCommand.class.getResourceAsStream(TEMPLATE)) {
            if (in == null) {
                throw new IllegalStateException(TEMPLATE + " is missing");
            }
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
