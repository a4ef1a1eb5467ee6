package dev.tidemill.cli.command;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.node.account.AccountFile;
import dev.tidemill.node.data.DataDirectory;
import dev.tidemill.node.plan.AllowedUrls;
import dev.tidemill.pgwire.PgOptions;
import dev.tidemill.server.PostgresPort;
import dev.tidemill.server.ServerOptions;
import dev.tidemill.server.TlsFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** Where a mill that is started listens, where it keeps its data and how fast it replays. */
final class HostOptions {
    private static final String AS_FAST_AS_IT_GOES = "max";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "" + ServerOptions.PORT_DEFAULT,
            description = "The port to listen on, 0 for any free one. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(
            names = "--pg-port",
            paramLabel = "PORT",
            description =
                    "The port for PostgreSQL clients such as psql, 0 for any free one, or off."
                            + " Default: "
                            + PgOptions.PORT_DEFAULT
                            + ", if that is free.")
    private @Nullable String postgresPort;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description =
                    "The address to listen on; any but loopback needs a token or users."
                            + " Default: ${DEFAULT-VALUE}.")
    private String bind = "";

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            defaultValue = "${env:TIDEMILL_TOKEN}",
            showDefaultValue = Visibility.NEVER,
            description =
                    "A token of administrators, beside those of users; better in TIDEMILL_TOKEN.")
    private @Nullable String token;

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description = "The server's certificate and those behind it, in PEM. Needs --tls-key.")
    private @Nullable Path certificate;

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            description = "The certificate's private key, PKCS #8 in PEM without a password.")
    private @Nullable Path key;

    @Option(
            names = "--allow-origin",
            paramLabel = "ORIGIN",
            split = ",",
            description =
                    "An origin whose pages may use the server from a browser, such as"
                            + " https://app.example. May be repeated. Default: none.")
    private List<String> origins = new ArrayList<>();

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            description = "Where the journal and the checkpoints are kept.")
    private @Nullable Path data;

    @Option(
            names = "--speed",
            paramLabel = "FACTOR",
            description = "How much faster than the clock replays run, or max.")
    private @Nullable String speed;

    @Option(
            names = "--watch",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            showDefaultValue = Visibility.NEVER,
            description =
                    "Take over what is saved in the project's folder. With --no-watch definitions"
                            + " change by tidemill apply only, and go on so after a restart.")
    private boolean watch = true;

    @Option(
            names = "--allow-url",
            paramLabel = "HOST",
            split = ",",
            description =
                    "Where actions of applied definitions may send to beside public addresses:"
                            + " HOST, HOST:PORT, a network such as 10.1.0.0/16, or * for all. May be"
                            + " repeated.")
    private List<String> allowedUrls = new ArrayList<>();

    @Option(
            names = "--allow-env",
            paramLabel = "NAME",
            split = ",",
            description =
                    "An environment variable that applied definitions may read beside those that"
                            + " the project's folder names. May be repeated. Default: none.")
    private List<String> allowedVariables = new ArrayList<>();

    @SuppressWarnings(
            "UnusedVariable") // The launcher reads it, as the heap is set before Java runs.
    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            description =
                    "About how much memory the process takes, for example 4g: heap, queries and"
                            + " all else. docs/memory.md says how it is split.")
    private @Nullable String memory;

    /**
     * Where the server listens.
     *
     * @param defaultData where the mill's data are unless another folder was named
     */
    ServerOptions server(Path defaultData) {
        Path folder = DataDirectory.accessIn(data == null ? defaultData : data);
        boolean users = !new AccountFile(folder).accounts().isEmpty();
        return ServerOptions.loopback(port)
                .withAddress(bind, token, users)
                .withTls(tls())
                .withPostgres(postgres())
                .withOrigins(Set.copyOf(origins));
    }

    private @Nullable PostgresPort postgres() {
        if (postgresPort == null) {
            return new PostgresPort(PgOptions.PORT_DEFAULT, false);
        }
        if (postgresPort.equals("off")) {
            return null;
        }
        try {
            int number = Integer.parseInt(postgresPort);
            if (number >= 0 && number <= 65_535) {
                return new PostgresPort(number, true);
            }
        } catch (NumberFormatException e) {
            // Told below, like every other wrong port.
        }
        throw new TidemillException(
                        ErrorCode.INVALID_ARGUMENT, "\"%s\" is not a port".formatted(postgresPort))
                .withHint("a port is a number up to 65535, or off");
    }

    private @Nullable TlsFiles tls() {
        if (certificate == null && key == null) {
            return null;
        }
        if (certificate == null || key == null) {
            throw new TidemillException(
                            ErrorCode.INVALID_ARGUMENT, "a certificate and its key go together")
                    .withHint("give --tls-cert and --tls-key");
        }
        return new TlsFiles(certificate, key);
    }

    /** The mill's own options; its data are in this folder unless another was named. */
    TidemillOptions mill(Path defaultData) {
        return TidemillOptions.defaults()
                .withData(data == null ? defaultData : data)
                .withReplay(speedFactor(), true, null)
                .withWatching(watch)
                .withAllowedUrls(new AllowedUrls(allowedUrls))
                .withEnvironment(System.getenv(), Set.copyOf(allowedVariables));
    }

    /** Makes the mill go on with what it runs now, when nobody watches its folder. */
    void adopt(Tidemill mill) {
        if (!watch) {
            mill.definitionDesk().adopt();
        }
    }

    @Nullable Path data() {
        return data;
    }

    @Nullable String token() {
        return token;
    }

    private @Nullable Double speedFactor() {
        if (speed == null) {
            return null;
        }
        if (speed.equals(AS_FAST_AS_IT_GOES)) {
            return Double.POSITIVE_INFINITY;
        }
        try {
            double factor = Double.parseDouble(speed);
            if (factor > 0) {
                return factor;
            }
        } catch (NumberFormatException e) {
            // Told below, like every other wrong factor.
        }
        throw new TidemillException(
                        ErrorCode.INVALID_ARGUMENT, "\"%s\" is not a speed".formatted(speed))
                .withHint("a speed is a factor above 0, such as 3600, or max");
    }
}
