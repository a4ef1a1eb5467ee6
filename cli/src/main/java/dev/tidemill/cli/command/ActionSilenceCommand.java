package dev.tidemill.cli.command;

import static dev.tidemill.cli.client.ServerClient.encoded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.cli.show.Terminal;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Keeps an action quiet for a time. */
@Command(
        name = "silence",
        description = "Tell nobody of what fires, for a time; it is counted and never told.",
        footer = {
            "  tidemill action silence late-airports --for 1h",
            "  tidemill action silence late-airports --for 1h --key ATL --reason \"snow\"",
            "  tidemill action silence late-airports --key ATL --end"
        })
final class ActionSilenceCommand extends ClientCommand {
    @Parameters(index = "0", paramLabel = "ACTION", description = "The action.")
    private String action = "";

    @Option(
            names = "--for",
            paramLabel = "SPAN",
            description = "How long, by the ticks' time: 30 min, 1h, 2 days.")
    private @Nullable String span;

    @Option(
            names = "--key",
            paramLabel = "VALUE",
            description = "Only this row; once for each column of the action's key.")
    private List<String> key = List.of();

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for others to read.")
    private @Nullable String reason;

    @Option(names = "--end", description = "End the silence instead.")
    private boolean end;

    @Option(names = "--json", description = "Print the server's answer as JSON.")
    private boolean json;

    @Override
    int execute(ServerClient client, Terminal terminal) {
        if (end == (span != null)) {
            throw new TidemillException(
                    ErrorCode.INVALID_ARGUMENT, "say either for how long, or --end");
        }
        String path = "/v1/actions/" + encoded(action) + "/silence";
        JsonNode answer =
                end
                        ? client.delete(path + query())
                        : client.post(path, request(String.valueOf(span)));
        if (json) {
            JsonOutput.print(terminal, answer);
        } else {
            String rows = key.isEmpty() ? action : action + " of " + String.join("/", key);
            terminal.out()
                    .println(
                            "%s is %s from tick %s on"
                                    .formatted(
                                            rows,
                                            end ? "told again" : "silenced for " + span,
                                            answer.path("tick").asText()));
        }
        return ExitCode.OK;
    }

    private String query() {
        return key.stream()
                .map(part -> "key=" + encoded(part))
                .collect(Collectors.joining("&", key.isEmpty() ? "" : "?", ""));
    }

    private ObjectNode request(String spanText) {
        ObjectNode request = JsonOutput.object().put("for", spanText);
        ArrayNode parts = request.putArray("key");
        key.forEach(parts::add);
        if (reason != null) {
            request.put("reason", reason);
        }
        return request;
    }
}
