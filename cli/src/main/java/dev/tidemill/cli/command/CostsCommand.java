package dev.tidemill.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.cli.show.AlignedTable;
import dev.tidemill.cli.show.Amount;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.cli.show.Terminal;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What live tables and users cost. */
@Command(
        name = "costs",
        description = "Show what each live table and each user has cost since the server started.",
        footer = {"  tidemill costs", "  tidemill costs --json"})
final class CostsCommand extends ClientCommand {
    @Option(names = "--json", description = "Print the server's answer as JSON.")
    private boolean json;

    @Override
    int execute(ServerClient client, Terminal terminal) {
        JsonNode costs = client.get("/v1/costs");
        if (json) {
            JsonOutput.print(terminal, costs);
            return ExitCode.OK;
        }
        print(terminal, tables(costs.path("tables")), "no live table has cost anything");
        terminal.out().println();
        print(terminal, users(costs.path("users")), "nobody has done anything");
        terminal.out().println();
        terminal.out()
                .println(terminal.paint().dim("counted since " + costs.path("since").asText()));
        return ExitCode.OK;
    }

    private static void print(Terminal terminal, AlignedTable table, String otherwise) {
        if (table.rowCount() == 0) {
            terminal.out().println(otherwise);
        } else {
            table.print(terminal);
        }
    }

    private static AlignedTable tables(JsonNode tables) {
        AlignedTable table =
                new AlignedTable()
                        .left("LIVE TABLE")
                        .right("CPU")
                        .right("SHARE")
                        .right("BUILDING")
                        .right("ROWS IN")
                        .right("ROWS OUT")
                        .right("STATE");
        tables.forEach(
                each ->
                        table.row(
                                each.path("table").asText(),
                                Amount.millis(each.path("cpu_ms").asDouble()),
                                String.format(
                                        Locale.ROOT,
                                        "%.1f %%",
                                        100 * each.path("cpu_share").asDouble()),
                                Amount.millis(each.path("build_ms").asDouble()),
                                Amount.count(each.path("rows_in").asLong()),
                                Amount.count(each.path("rows_out").asLong()),
                                Amount.bytes(each.path("state_bytes").asLong())));
        return table;
    }

    private static AlignedTable users(JsonNode users) {
        AlignedTable table =
                new AlignedTable()
                        .left("USER")
                        .right("QUERIES")
                        .right("FAILED")
                        .right("RAN")
                        .right("WAITED")
                        .right("ROWS REACHED")
                        .right("ROWS ANSWERED")
                        .right("BYTES")
                        .right("WRITTEN")
                        .right("LOOKUPS")
                        .right("FOLLOWED")
                        .right("TABLES")
                        .right("STATE");
        users.forEach(
                each ->
                        table.row(
                                each.path("user").asText(),
                                Amount.count(each.path("queries").asLong()),
                                Amount.count(each.path("failed").asLong()),
                                Amount.millis(each.path("run_ms").asDouble()),
                                Amount.millis(each.path("wait_ms").asDouble()),
                                Amount.count(each.path("rows_reached").asLong()),
                                Amount.count(each.path("rows_answered").asLong()),
                                Amount.bytes(each.path("bytes_answered").asLong()),
                                Amount.count(each.path("rows_written").asLong()),
                                Amount.count(each.path("lookups").asLong()),
                                Amount.count(each.path("rows_followed").asLong()),
                                Amount.millis(each.path("tables_ms").asDouble()),
                                Amount.bytes(each.path("tables_bytes").asLong())));
        return table;
    }
}
