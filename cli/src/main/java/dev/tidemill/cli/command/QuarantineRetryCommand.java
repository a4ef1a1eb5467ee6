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

/** Sends quarantined rows through their contract once more. */
@Command(
        name = "retry",
        description = "Check quarantined rows again, after their contract was changed.",
        footer = {
            "  tidemill quarantine retry 17 18",
            "  tidemill quarantine retry --table departures"
        })
final class QuarantineRetryCommand extends ClientCommand {
    @Parameters(
            arity = "0..*",
            paramLabel = "ID",
            description = "The rows, as the list names them.")
    private List<Long> ids = List.of();

    @Option(
            names = "--table",
            paramLabel = "TABLE",
            description = "Every row meant for this table.")
    private @Nullable String table;

    @Option(names = "--json", description = "Print the server's answer as JSON.")
    private boolean json;

    @Override
    int execute(ServerClient client, Terminal terminal) {
        JsonNode answer = client.post("/v1/quarantine/retry", request());
        if (json) {
            JsonOutput.print(terminal, answer);
        } else {
            terminal.out()
                    .println(
                            "%s accepted, %s still in quarantine, in tick %s"
                                    .formatted(
                                            Amount.count(answer.path("accepted").asLong()),
                                            Amount.count(answer.path("quarantined").asLong()),
                                            answer.path("tick").asText()));
        }
        return ExitCode.OK;
    }

    private ObjectNode request() {
        if ((table == null) == ids.isEmpty()) {
            throw new TidemillException(
                    ErrorCode.INVALID_ARGUMENT, "name either the rows to retry or their table");
        }
        ObjectNode request = JsonOutput.object();
        if (table != null) {
            request.put("table", table);
        } else {
            ArrayNode list = request.putArray("ids");
            ids.forEach(list::add);
        }
        return request;
    }
}
