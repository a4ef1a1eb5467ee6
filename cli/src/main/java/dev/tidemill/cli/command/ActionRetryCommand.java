package dev.tidemill.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.cli.show.Amount;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.cli.show.Terminal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Drives deliveries again that were given up. */
@Command(
        name = "retry",
        description = "Send again what was given up, with the keys that it had.",
        footer = {
            "  tidemill action retry 0f3c9c1d5e7a4b6f8091a2b3c4d5e6f7",
            "  tidemill action retry --action late-airports"
        })
final class ActionRetryCommand extends ClientCommand {
    @Parameters(
            arity = "0..*",
            paramLabel = "KEY",
            description = "Deliveries, as “action dead” names them.")
    private List<String> keys = List.of();

    @Option(
            names = "--action",
            paramLabel = "ACTION",
            description = "All of this action that were given up.")
    private @Nullable String action;

    @Option(names = "--json", description = "Print the server's answer as JSON.")
    private boolean json;

    @Override
    int execute(ServerClient client, Terminal terminal) {
        JsonNode answer = client.post("/v1/actions/retry", request());
        if (json) {
            JsonOutput.print(terminal, answer);
        } else {
            terminal.out()
                    .println(
                            "%s sent again from tick %s on"
                                    .formatted(
                                            Amount.count(answer.path("retried").asLong()),
                                            answer.path("tick").asText()));
        }
        return ExitCode.OK;
    }

    private ObjectNode request() {
        if ((action == null) == keys.isEmpty()) {
            throw new TidemillException(
                    ErrorCode.INVALID_ARGUMENT, "name either deliveries or their action");
        }
        ObjectNode request = JsonOutput.object();
        if (action != null) {
            request.put("action", action);
        } else {
            ArrayNode list = request.putArray("keys");
            keys.forEach(list::add);
        }
        return request;
    }
}
