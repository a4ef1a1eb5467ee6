package dev.tidemill.cli.command;

import static dev.tidemill.cli.client.ServerClient.encoded;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.cli.show.AlignedTable;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.cli.show.Terminal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The feature views, or the features of one key. */
@Command(
        name = "features",
        description = {
            "Print the features of a key, all as of one tick; without a view, which views there are.",
            "A feature whose source has no row for the key has its default."
        },
        footer = {
            "  tidemill features",
            "  tidemill features departure BOS JFK --with distance=187"
        })
final class FeaturesCommand extends ClientCommand {
    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "VIEW",
            description = "A view, which is its newest version, or view@version.")
    private @Nullable String view;

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "KEY",
            description = "The values of the view's key, in its order.")
    private List<String> key = List.of();

    @Option(
            names = "--with",
            paramLabel = "NAME=VALUE",
            description = "A value of the request, for features on demand.")
    private final Map<String, String> values = new LinkedHashMap<>();

    @Option(names = "--json", description = "Print the server's answer as JSON.")
    private boolean json;

    @Override
    int execute(ServerClient client, Terminal terminal) {
        String name = view;
        if (name == null) {
            return list(client, terminal);
        }
        StringBuilder query = new StringBuilder();
        key.forEach(part -> query.append("&key=").append(encoded(part)));
        values.forEach(
                (of, value) ->
                        query.append('&').append(encoded(of)).append('=').append(encoded(value)));
        JsonNode answer = client.get("/v1/features/" + encoded(name) + "?" + query);
        if (json) {
            JsonOutput.print(terminal, answer);
            return ExitCode.OK;
        }
        JsonNode row = answer.path("rows").path(0);
        AlignedTable columns = new AlignedTable().left("FEATURE").left("VALUE");
        row.path("features")
                .properties()
                .forEach(entry -> columns.row(entry.getKey(), CellText.of(entry.getValue())));
        columns.print(terminal);
        row.path("absent")
                .properties()
                .forEach(
                        entry ->
                                terminal.out()
                                        .println(
                                                entry.getKey() + ": " + entry.getValue().asText()));
        row.path("failed")
                .properties()
                .forEach(
                        entry ->
                                terminal.out()
                                        .println(
                                                entry.getKey() + ": " + entry.getValue().asText()));
        terminal.out().println(terminal.paint().dim("tick " + answer.path("tick").asText()));
        return ExitCode.OK;
    }

    private int list(ServerClient client, Terminal terminal) {
        JsonNode answer = client.get("/v1/features");
        if (json) {
            JsonOutput.print(terminal, answer);
            return ExitCode.OK;
        }
        AlignedTable table = new AlignedTable().left("VIEW").left("KEY").left("FEATURES");
        for (JsonNode each : answer.path("views")) {
            table.row(
                    each.path("id").asText(),
                    names(each.path("key")),
                    names(each.path("features")));
        }
        table.print(terminal);
        return ExitCode.OK;
    }

    private static String names(JsonNode columns) {
        return String.join(
                ", ", columns.valueStream().map(each -> each.path("name").asText()).toList());
    }
}
