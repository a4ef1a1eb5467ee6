package dev.tidemill.cli.command;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.cli.client.ServerAddress;
import java.nio.file.Path;
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
            description = "The token of a server that asks for one; better in TIDEMILL_TOKEN.")
    private @Nullable String token;

    @Option(
            names = "--user",
            paramLabel = "NAME",
            defaultValue = "${env:TIDEMILL_USER}",
            showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER,
            description =
                    "Come in by a name, and the password in TIDEMILL_PASSWORD, instead of a token.")
    private @Nullable String user;

    @Option(
            names = "--tls-ca",
            paramLabel = "FILE",
            defaultValue = "${env:TIDEMILL_TLS_CA}",
            showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER,
            description =
                    "Certificates in PEM that are trusted in the place of the platform's;"
                            + " TIDEMILL_TLS_CA says it too.")
    private @Nullable Path authority;

    ServerAddress address() {
        ServerAddress address = ServerAddress.parse(url, token).withAuthority(authority);
        return user == null ? address : address.withPassword(user, password());
    }

    private static String password() {
        String password = System.getenv("TIDEMILL_PASSWORD");
        if (password == null || password.isEmpty()) {
            throw new TidemillException(
                            ErrorCode.INVALID_ARGUMENT, "a name is given, and no password")
                    .withHint("put it into the environment: TIDEMILL_PASSWORD");
        }
        return password;
    }
}
