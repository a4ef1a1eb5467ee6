package dev.tidemill.server;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where the server listens and its bounds.
 *
 * @param port 0 picks a free one
 * @param token an administrator's, which clients may send as a bearer token; never blank, and of
 *     {@link #TOKEN_CHARS_MIN} characters at least where others can reach the server; null for none
 * @param accounts whether users come in by the accounts of the data folder, so that nobody is let
 *     in unasked even when there is no account any more
 * @param tls null for HTTP without TLS, and for PostgreSQL's protocol without it
 * @param postgres null when PostgreSQL's clients are not listened for
 * @param origins whose pages may use the server from a browser, each as a browser writes it: {@code
 *     https://app.example}; at most {@link #ORIGINS_MAX}
 */
public record ServerOptions(
        String bind,
        int port,
        @Nullable String token,
        boolean accounts,
        @Nullable TlsFiles tls,
        @Nullable PostgresPort postgres,
        Set<String> origins) {
    public static final int PORT_DEFAULT = 7171;

    /** Characters of a token at least, when the server listens on another address than loopback. */
    public static final int TOKEN_CHARS_MIN = 16;

    /** Origins whose pages may use the server. */
    public static final int ORIGINS_MAX = 100;

    private static final Pattern ORIGIN =
            Pattern.compile("https?://([a-z0-9_.-]+|\\[[0-9a-f:.]+])(:[0-9]{1,5})?");

    public ServerOptions {
        origins = Set.copyOf(origins);
        if (origins.size() > ORIGINS_MAX) {
            throw new TidemillException(
                    ErrorCode.INVALID_ARGUMENT,
                    "%d origins, and at most %d may be named"
                            .formatted(origins.size(), ORIGINS_MAX));
        }
        origins.forEach(ServerOptions::requireOrigin);
        requireNonNull(bind, "bind");
        if (token != null) {
            requireUsable(token, bind);
        }
        if (token == null && !accounts && !isLoopback(bind)) {
            throw new TidemillException(
                            ErrorCode.UNAUTHORISED,
                            "listening on "
                                    + bind
                                    + " needs a token or users, since others can reach it")
                    .withHint(
                            "give --token or TIDEMILL_TOKEN, add a user with tidemill user add, or"
                                    + " bind to 127.0.0.1");
        }
    }

    private static void requireOrigin(String origin) {
        boolean withoutPort = origin.matches("(http://.*:80|https://.*:443)");
        if (withoutPort || !ORIGIN.matcher(origin).matches()) {
            throw new TidemillException(
                            ErrorCode.INVALID_ARGUMENT, "\"%s\" is no origin".formatted(origin))
                    .withHint(
                            "as browsers write it, in small letters and without a usual port or a"
                                    + " path: https://app.example, http://localhost:5173; there is"
                                    + " no word for all");
        }
    }

    private static void requireUsable(String token, String bind) {
        if (token.isBlank()) {
            throw new TidemillException(ErrorCode.INVALID_ARGUMENT, "the server's token is empty")
                    .withHint("give --token or TIDEMILL_TOKEN a secret, or none of them");
        }
        if (token.length() < TOKEN_CHARS_MIN && !isLoopback(bind)) {
            throw new TidemillException(
                            ErrorCode.INVALID_ARGUMENT,
                            "the server's token has fewer than %d characters, and others can reach %s"
                                    .formatted(TOKEN_CHARS_MIN, bind))
                    .withHint("a token of an account is long: tidemill token create");
        }
    }

    /** Without accounts and TLS. */
    public ServerOptions(String bind, int port, @Nullable String token) {
        this(bind, port, token, false, null, null, Set.of());
    }

    public static ServerOptions loopback(int port) {
        return new ServerOptions("127.0.0.1", port, null);
    }

    /** The same at another address, for those who show the token, or have an account. */
    public ServerOptions withAddress(String newBind, @Nullable String newToken, boolean users) {
        return new ServerOptions(newBind, port, newToken, users, tls, postgres, origins);
    }

    /** The same with TLS. */
    public ServerOptions withTls(@Nullable TlsFiles files) {
        return new ServerOptions(bind, port, token, accounts, files, postgres, origins);
    }

    /** The same, with a port for PostgreSQL's clients. */
    public ServerOptions withPostgres(@Nullable PostgresPort other) {
        return new ServerOptions(bind, port, token, accounts, tls, other, origins);
    }

    /** The same, for pages of these origins, too. */
    public ServerOptions withOrigins(Set<String> named) {
        return new ServerOptions(bind, port, token, accounts, tls, postgres, named);
    }

    /** Whether nobody is let in unasked, whatever accounts and policies there are. */
    public boolean asksAlways() {
        return token != null || accounts;
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
