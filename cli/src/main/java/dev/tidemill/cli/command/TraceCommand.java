package dev.tidemill.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.cli.show.AlignedTable;
import dev.tidemill.cli.show.Amount;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.cli.show.Terminal;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The path of one tick's rows, with the time each step took. */
@Command(
        name = "trace",
        description = "Follow one recent tick from its rows to its tables, with milliseconds.",
        footer = {"  tidemill trace 1234"})
final class TraceCommand extends ClientCommand {
    @Parameters(paramLabel = "TICK", description = "The tick that a row was acknowledged in.")
    private long tick;

    @Option(names = "--json", description = "Print the server's answer as JSON.")
    private boolean json;

    @Override
    int execute(ServerClient client, Terminal terminal) {
        JsonNode answer = client.get("/v1/trace/" + tick);
        if (json) {
            JsonOutput.print(terminal, answer);
        } else {
            print(terminal, answer);
        }
        return ExitCode.OK;
    }

    private static void print(Terminal terminal, JsonNode trace) {
        PrintWriter out = terminal.out();
        out.println(
                "%s  sealed %s  now() = %s  %s rows"
                        .formatted(
                                terminal.paint().bold("tick " + trace.path("tick").asText()),
                                trace.path("sealed_at").asText(),
                                trace.path("now").asText(),
                                Amount.count(trace.path("rows").asLong())));
        out.println();
        records(trace.path("records")).print(terminal);
        out.println();
        steps(trace).print(terminal);
        out.println();
        tables(trace.path("tables")).print(terminal);
    }

    private static AlignedTable records(JsonNode records) {
        AlignedTable table =
                new AlignedTable()
                        .left("RECORD FOR")
                        .left("SOURCE")
                        .right("ROWS")
                        .right("QUARANTINED")
                        .right("WAITED")
                        .right("PARSE")
                        .right("CHECK")
                        .right("JOURNAL");
        for (JsonNode record : records) {
            table.row(
                    CellText.of(record.path("table")),
                    CellText.of(record.path("source")),
                    Amount.count(record.path("rows").asLong()),
                    Amount.count(record.path("quarantined").asLong()),
                    millis(record, "received_ms_before_seal"),
                    millis(record, "parse_ms"),
                    millis(record, "check_ms"),
                    millis(record, "journal_ms"));
        }
        return table;
    }

    private static AlignedTable steps(JsonNode trace) {
        return new AlignedTable()
                .left("STEP")
                .right("TOOK")
                .row("on disk", millis(trace, "fsync_ms"))
                .row("computed", millis(trace, "engine_ms"))
                .row("published", millis(trace, "publish_ms"));
    }

    private static AlignedTable tables(JsonNode tables) {
        AlignedTable table = new AlignedTable().left("TABLE").right("CHANGES");
        for (JsonNode entry : tables) {
            table.row(
                    CellText.of(entry.path("table")), Amount.count(entry.path("changes").asLong()));
        }
        return table;
    }

    private static String millis(JsonNode node, String field) {
        return node.hasNonNull(field) ? Amount.millis(node.path(field).asDouble()) : "";
    }
}
