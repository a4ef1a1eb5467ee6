package dev.tidemill.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.Logs;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.cli.show.Terminal;
import dev.tidemill.definitions.Project;
import dev.tidemill.definitions.ProjectLoader;
import dev.tidemill.node.action.ActionDraft;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Drafts an action for the rows of a query. */
@Command(
        name = "from-query",
        description = {
            "Write the files of a live table with this query and of an action that tells of its",
            "rows. The action only records until “shadow” is taken out. No server is needed."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExample:%n",
        footer = {
            "  tidemill action from-query \"SELECT airport, late FROM airport_last_hour WHERE late >"
                    + " 9\"",
            "  tidemill action from-query \"SELECT …\" --name late_alerts --print"
        })
final class ActionFromQueryCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "QUERY", description = "One SELECT.")
    private String query = "";

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "Of the table and the action. Default: TABLE_alerts.")
    private @Nullable String name;

    @Option(
            names = "--project",
            paramLabel = "FOLDER",
            defaultValue = ".",
            description = "The project's folder. Default: the current one.")
    private Path folder = Path.of(".");

    @Option(names = "--print", description = "Print the files, and write none.")
    private boolean print;

    @Option(names = "--json", description = "Print the files as one line of JSON.")
    private boolean json;

    @SuppressWarnings("NullAway.Init") // picocli sets the spec before it runs a command.
    ActionFromQueryCommand() {}

    @Override
    public Integer call() throws IOException {
        Terminal terminal = TidemillCommand.terminalOf(spec);
        Logs.warningsToTerminal(terminal);
        Project project = ProjectLoader.load(folder);
        ActionDraft draft;
        try (TemporaryFolder scratch =
                new TemporaryFolder(Files.createTempDirectory("tidemill-draft-"))) {
            String wanted = name == null ? ActionDraft.nameFor(query) : name;
            draft = ActionDraft.of(project, scratch.path(), wanted, query);
        }
        if (!print) {
            write(draft.files());
        }
        tell(terminal, draft.files());
        return ExitCode.OK;
    }

    private void write(Map<String, String> files) throws IOException {
        for (String path : files.keySet()) {
            if (Files.exists(folder.resolve(path))) {
                throw new TidemillException(ErrorCode.INVALID_ARGUMENT, path + " is there already")
                        .withHint("--name gives another name");
            }
        }
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.resolveSibling(""));
            Files.writeString(path, file.getValue());
        }
    }

    private void tell(Terminal terminal, Map<String, String> files) {
        if (json) {
            ObjectNode document = JsonOutput.object();
            ObjectNode texts = document.putObject("files");
            files.forEach(texts::put);
            JsonOutput.print(terminal, document);
        } else if (print) {
            files.forEach(
                    (path, text) -> {
                        terminal.out().println("# " + path);
                        terminal.out().println(text);
                    });
        } else {
            files.keySet().forEach(path -> terminal.out().println("wrote " + path));
        }
    }
}
