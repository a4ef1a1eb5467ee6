package dev.tidemill.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.catalog.lineage.Direction;
import dev.tidemill.catalog.lineage.Impact;
import dev.tidemill.catalog.lineage.LineageDocument;
import dev.tidemill.catalog.lineage.LineageGraph;
import dev.tidemill.catalog.lineage.LineageText;
import dev.tidemill.catalog.lineage.LineageTree;
import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.Logs;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.cli.show.AlignedTable;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.cli.show.Terminal;
import dev.tidemill.sql.lineage.Origin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a table or a column depends on, and what depends on it. */
@Command(
        name = "lineage",
        description = {
            "Follow a column, or a table's rows and columns, up to the sources or down to the last",
            "readers. Reads a project's folder; no server is needed. With --running it asks one.",
            "TABLE.* in the answer stands for which rows a table has."
        },
        footer = {
            "  tidemill lineage airport_hours.flights --up examples/flights",
            "  tidemill lineage arrivals.delay --down examples/flights",
            "  tidemill lineage arrivals.delay --down --running --json"
        })
final class LineageCommand extends ClientCommand {
    @Parameters(
            index = "0",
            paramLabel = "TABLE[.COLUMN]",
            description = "Where to begin; an action is action/NAME, a source source/NAME.")
    private String name = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "PROJECT",
            defaultValue = ".",
            description = "The project's folder. Default: the current one.")
    private Path folder = Path.of(".");

    @ArgGroup private Way way = new Way();

    /** Which way to go. */
    private static final class Way {
        @Option(names = "--up", description = "What it depends on. The default.")
        private boolean up;

        @Option(names = "--down", description = "What depends on it, and what a change breaks.")
        private boolean down;

        Direction direction() {
            return down && !up ? Direction.DOWN : Direction.UP;
        }
    }

    @Option(names = "--running", description = "Ask the server that runs, and read no folder.")
    private boolean running;

    @Option(names = "--json", description = "Print nodes and edges as one line of JSON.")
    private boolean json;

    @Override
    int execute(ServerClient client, Terminal terminal) throws IOException {
        Direction direction = way.direction();
        if (running) {
            requireJson();
            JsonOutput.print(terminal, asked(client, direction));
            return ExitCode.OK;
        }
        Logs.warningsToTerminal(terminal);
        LineageGraph graph = new LineageGraph(ProjectFolder.catalog(folder));
        if (json) {
            String document = LineageDocument.from(graph, name, direction).text();
            JsonOutput.print(terminal, JsonOutput.parse(document));
        } else {
            print(graph, direction, terminal);
        }
        return ExitCode.OK;
    }

    /** A tree is made of a folder's graph; what a server knows more is for machines. */
    private void requireJson() {
        if (!json) {
            throw new TidemillException(
                            ErrorCode.INVALID_ARGUMENT, "--running answers as JSON only")
                    .withHint("add --json, or leave --running out and name the project's folder");
        }
    }

    private JsonNode asked(ServerClient client, Direction direction) {
        return client.get(
                "/v1/lineage?of="
                        + ServerClient.encoded(name)
                        + "&direction="
                        + (direction == Direction.UP ? "up" : "down"));
    }

    private void print(LineageGraph graph, Direction direction, Terminal terminal) {
        List<Origin> start = graph.nodes(name);
        for (Origin node : start) {
            if (start.size() == 1 || !graph.edges(node, direction).isEmpty()) {
                LineageText.lines(LineageTree.of(graph, node, direction))
                        .forEach(terminal.out()::println);
            }
        }
        if (direction == Direction.DOWN) {
            terminal.out().println();
            impact(Impact.of(graph, start), terminal);
        }
    }

    private static void impact(Impact impact, Terminal terminal) {
        if (impact.entries().isEmpty()) {
            terminal.out().println("nothing depends on it");
            return;
        }
        AlignedTable table =
                new AlignedTable()
                        .left("A CHANGE REACHES")
                        .left("KIND")
                        .left("READS IT")
                        .left("ROWS")
                        .left("COLUMNS");
        for (Impact.Reached reached : impact.entries()) {
            table.row(
                    reached.id(),
                    reached.kind().words(),
                    reached.reads() ? "yes" : "through others",
                    reached.anyRow() ? "come and go" : "stay",
                    String.join(", ", reached.columns()));
        }
        table.print(terminal);
    }
}
