package dev.tidemill.cli.command;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.server.ServerOptions;
import dev.tidemill.server.TidemillServer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a command serves a project. */
final class HostOptions {
    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "7171",
            description = "Where to listen; 0 picks a free port. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "The address to listen on; another than loopback needs a token.")
    private String bind = "";

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            defaultValue = "${env:TIDEMILL_TOKEN}",
            showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER,
            description = "What clients must send; better in TIDEMILL_TOKEN.")
    private @Nullable String token;

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            description = "The data folder. Default: .tidemill/data inside the project.")
    private @Nullable Path data;

    @Option(
            names = "--speed",
            paramLabel = "FACTOR",
            description = "Seconds of replayed time to a second, or max.")
    private @Nullable String speed;

    /** Read by the launcher, which sets the JVM's heap by it; here for the help. */
    @SuppressWarnings("UnusedVariable")
    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            description = "The heap's largest size, as 4g. Default: a quarter of the machine's.")
    private @Nullable String memory;

    /** Starts serving; returns when the mill has recovered. */
    TidemillServer serve(Path project) {
        ServerOptions listening = ServerOptions.loopback(port);
        if (token != null || !bind.equals("127.0.0.1")) {
            listening = listening.withAddress(bind, token);
        }
        TidemillOptions options = TidemillOptions.defaults();
        if (data != null) {
            options = options.withData(data);
        }
        if (speed != null) {
            options = options.withReplay(factor(speed), true, null);
        }
        TidemillOptions opening = options;
        return TidemillServer.start(
                listening, url -> Tidemill.open(project, opening.withLocalUrl(url)));
    }

    private static double factor(String text) {
        if (text.equals("max")) {
            return Double.POSITIVE_INFINITY;
        }
        try {
            double factor = Double.parseDouble(text);
            if (factor > 0) {
                return factor;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new TidemillException(
                        ErrorCode.INVALID_REQUEST, "--speed " + text + " is not a positive number")
                .withHint("give a number such as 3600, or max");
    }
}
