package dev.tidemill.server;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * Where the server listens and its bounds.
 *
 * @param port 0 picks a free one
 * @param token what clients must send as a bearer token; null for none, on loopback only
 */
public record ServerOptions(String bind, int port, @Nullable String token) {
    public static final int PORT_DEFAULT = 7171;

    public ServerOptions {
        requireNonNull(bind, "bind");
        if (token == null && !isLoopback(bind)) {
            throw new TidemillException(
                            ErrorCode.UNAUTHORISED,
                            "listening on " + bind + " needs a token, since others can reach it")
                    .withHint("give --token or TIDEMILL_TOKEN, or bind to 127.0.0.1");
        }
    }

    public static ServerOptions loopback(int port) {
        return new ServerOptions("127.0.0.1", port, null);
    }

    public ServerOptions withAddress(String newBind, @Nullable String newToken) {
        return new ServerOptions(newBind, port, newToken);
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
