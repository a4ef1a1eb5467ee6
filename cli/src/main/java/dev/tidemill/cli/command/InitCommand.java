package dev.tidemill.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.cli.show.Terminal;
import dev.tidemill.definitions.Starter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes the files of a new project. */
@Command(
        name = "init",
        description = {
            "Write a small working project to begin from: a contract, a live table and its test.",
            "No file that is there already is changed."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExample:%n",
        footer = {"  tidemill init shop", "  tidemill run shop"})
final class InitCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(
            paramLabel = "DIR",
            arity = "0..1",
            defaultValue = ".",
            description = "The new project's folder, made when it is not there. Default: here.")
    private Path folder = Path.of(".");

    @Option(names = "--json", description = "Print what was written as one line of JSON.")
    private boolean json;

    @SuppressWarnings("NullAway.Init") // picocli sets the spec before it runs a command.
    InitCommand() {}

    @Override
    public Integer call() {
        Terminal terminal = TidemillCommand.terminalOf(spec);
        Starter starter = Starter.in(folder);
        List<String> written = starter.write();
        if (json) {
            ObjectNode described =
                    JsonOutput.object()
                            .put("project", starter.folder().toString())
                            .put("name", starter.name());
            ArrayNode files = described.putArray("files");
            written.forEach(files::add);
            JsonOutput.print(terminal, described);
            return ExitCode.OK;
        }
        written.forEach(file -> terminal.out().println("  " + folder.resolve(file)));
        terminal.out().println();
        terminal.out().println("test it:   tidemill test-project " + folder);
        terminal.out().println("start it:  tidemill run " + folder);
        terminal.out()
                .println(
                        "send rows: curl -H 'Content-Type: application/x-ndjson' --data-binary @%s %s"
                                .formatted(
                                        folder.resolve("samples/orders.ndjson"),
                                        "http://127.0.0.1:7171/v1/tables/orders/rows"));
        terminal.out().println("watch:     tidemill watch sales_by_product");
        return ExitCode.OK;
    }
}
