package dev.tidemill.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.cli.show.AlignedTable;
import dev.tidemill.cli.show.Amount;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.cli.show.Terminal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Erases a person, looks for one, or lists the receipts. */
@Command(
        name = "forget",
        description = {
            "Erase a person from all tables, the history and the journal, with a receipt.",
            "Without --subject: list the receipts of those who were."
        },
        footer = {
            "  tidemill forget --subject ada@example.com",
            "  tidemill forget --subject ada@example.com --check",
            "  tidemill forget --json"
        })
final class ForgetCommand extends ClientCommand {
    @Option(
            names = "--subject",
            paramLabel = "VALUE",
            description = "The person, as the columns that identify people have them.")
    private @Nullable String subject;

    @Option(
            names = "--kind",
            paramLabel = "WORD",
            description = "Only people of this kind, as contracts name it; all without it.")
    private @Nullable String kind;

    @Option(
            names = "--check",
            description = "Erase nothing: say where the person is; exit with 1 when somewhere.")
    private boolean check;

    @Option(names = "--json", description = "Print the server's answer as JSON.")
    private boolean json;

    @Override
    int execute(ServerClient client, Terminal terminal) {
        if (subject == null) {
            return receipts(client, terminal);
        }
        ObjectNode body = JsonOutput.object();
        body.put("subject", subject);
        if (kind != null) {
            body.put("kind", kind);
        }
        JsonNode answer = client.post(check ? "/v1/forget/check" : "/v1/forget", body);
        if (json) {
            JsonOutput.print(terminal, answer);
        } else if (check) {
            found(terminal, answer.path("found"));
        } else {
            receipt(terminal, answer);
        }
        return answer.path("found").isEmpty() ? ExitCode.OK : ExitCode.DIFFERENT;
    }

    private int receipts(ServerClient client, Terminal terminal) {
        JsonNode answer = client.get("/v1/forget");
        if (json) {
            JsonOutput.print(terminal, answer);
            return ExitCode.OK;
        }
        AlignedTable table =
                new AlignedTable()
                        .left("TIME")
                        .right("TICK")
                        .left("STATE")
                        .right("ROWS")
                        .left("BY")
                        .left("RECEIPT");
        answer.path("receipts")
                .forEach(
                        each ->
                                table.row(
                                        each.path("time").asText(),
                                        Amount.count(each.path("tick").asLong()),
                                        each.path("state").asText(),
                                        Amount.count(rows(each)),
                                        each.path("by").asText(),
                                        each.path("id").asText()));
        if (table.rowCount() == 0) {
            terminal.out().println("nobody was erased");
        } else {
            table.print(terminal);
        }
        return ExitCode.OK;
    }

    private static long rows(JsonNode receipt) {
        long rows = 0;
        for (JsonNode table : receipt.path("tables")) {
            rows += table.path("rows").asLong();
        }
        return rows;
    }

    private static void receipt(Terminal terminal, JsonNode receipt) {
        terminal.out()
                .printf(
                        "erased in tick %s, receipt %s%n",
                        Amount.count(receipt.path("tick").asLong()), receipt.path("id").asText());
        AlignedTable table = new AlignedTable().left("TABLE").right("ROWS");
        receipt.path("tables")
                .forEach(
                        each ->
                                table.row(
                                        each.path("table").asText(),
                                        Amount.count(each.path("rows").asLong())));
        table.print(terminal);
        line(terminal, "built again: ", names(receipt.path("rebuilt")));
        for (JsonNode reach : receipt.path("lineage")) {
            line(
                    terminal,
                    "made of the values: ",
                    reach.path("table").asText() + "." + names(reach.path("columns")));
        }
        for (JsonNode remains : receipt.path("remains")) {
            String time = remains.path("time").asText("");
            line(
                    terminal,
                    "not reached: ",
                    remains.path("kind").asText()
                            + " "
                            + remains.path("where").asText()
                            + (remains.hasNonNull("time") ? " of " + time : ""));
        }
        found(terminal, receipt.path("found"));
    }

    private static void line(Terminal terminal, String label, String text) {
        if (!text.isEmpty()) {
            terminal.out().println(terminal.paint().dim(label) + text);
        }
    }

    private static String names(JsonNode names) {
        List<String> all = new ArrayList<>();
        names.forEach(name -> all.add(name.asText()));
        return String.join(", ", all);
    }

    private static void found(Terminal terminal, JsonNode found) {
        if (found.isEmpty()) {
            terminal.out().println("found nowhere");
            return;
        }
        AlignedTable table =
                new AlignedTable().left("FOUND IN").left("TABLE").left("COLUMN").right("ROWS");
        found.forEach(
                each ->
                        table.row(
                                each.path("place").asText(),
                                each.path("table").asText(),
                                CellText.of(each.path("column")),
                                Amount.count(each.path("rows").asLong())));
        table.print(terminal);
    }
}
