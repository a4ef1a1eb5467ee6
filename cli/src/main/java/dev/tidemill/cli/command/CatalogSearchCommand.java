package dev.tidemill.cli.command;

import dev.tidemill.catalog.CatalogDocument;
import dev.tidemill.catalog.ProjectCatalog;
import dev.tidemill.catalog.search.Field;
import dev.tidemill.catalog.search.Hit;
import dev.tidemill.catalog.search.SearchIndex;
import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.Logs;
import dev.tidemill.cli.show.AlignedTable;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.cli.show.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Entries of the catalog that have some words. */
@Command(
        name = "search",
        description = {
            "Find what has all of some words, or words that begin with them, in its name, columns,",
            "description, owners or tags. The best come first. No server is needed."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExample:%n",
        footer = {
            "  tidemill catalog search delay --project examples/flights",
            "  tidemill catalog search airport late --json"
        })
final class CatalogSearchCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "WORDS", description = "What to look for.")
    private List<String> words = List.of();

    @Option(
            names = "--project",
            paramLabel = "FOLDER",
            defaultValue = ".",
            description = "The project's folder. Default: the current one.")
    private Path folder = Path.of(".");

    @Option(names = "--json", description = "Print the hits as one line of JSON.")
    private boolean json;

    @SuppressWarnings("NullAway.Init") // picocli sets the spec before it runs a command.
    CatalogSearchCommand() {}

    @Override
    public Integer call() throws IOException {
        Terminal terminal = TidemillCommand.terminalOf(spec);
        Logs.warningsToTerminal(terminal);
        ProjectCatalog catalog = ProjectFolder.catalog(folder);
        List<Hit> hits = new SearchIndex(catalog).search(String.join(" ", words));
        if (json) {
            String document = CatalogDocument.hits(catalog, hits, Map.of()).text();
            JsonOutput.print(terminal, JsonOutput.parse(document));
        } else if (hits.isEmpty()) {
            terminal.out().println("nothing has all of: " + String.join(" ", words));
        } else {
            table(hits).print(terminal);
        }
        return ExitCode.OK;
    }

    private static AlignedTable table(List<Hit> hits) {
        AlignedTable table =
                new AlignedTable()
                        .left("NAME")
                        .left("KIND")
                        .left("FOUND IN")
                        .left("COLUMNS")
                        .left("DESCRIPTION");
        for (Hit hit : hits) {
            table.row(
                    hit.entry().id(),
                    hit.entry().kind().words(),
                    hit.fields().stream().map(Field::words).collect(Collectors.joining(", ")),
                    String.join(", ", hit.columns()),
                    hit.entry().description());
        }
        return table;
    }
}
