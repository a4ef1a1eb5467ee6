package dev.tidemill.cli.command;

import dev.tidemill.cli.client.ServerAddress;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which server a command speaks to. */
final class ServerChoice {
    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "${env:TIDEMILL_URL:-http://127.0.0.1:7171}",
            description = "The server; TIDEMILL_URL says it too. Default: ${DEFAULT-VALUE}.")
    private String url = "";

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            defaultValue = "${env:TIDEMILL_TOKEN}",
            showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER,
            description =
                    "The token of a server that is not on loopback; better in TIDEMILL_TOKEN.")
    private @Nullable String token;

    ServerAddress address() {
        return ServerAddress.parse(url, token);
    }
}
