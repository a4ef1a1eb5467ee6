package dev.tidemill.pgwire;

import static java.util.Objects.requireNonNull;

import dev.tidemill.pgwire.session.SessionBounds;
import java.net.InetAddress;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Where PostgreSQL's clients come in, and the bounds of what they may have.
 *
 * @param port 0 picks a free one
 * @param token the server's own, of administrators; null for none
 * @param asksAlways whether nobody is let in unasked
 * @param tls null when there is no TLS
 * @param bounds of all connections
 * @param session bounds of each
 */
public record PgOptions(
        InetAddress address,
        int port,
        @Nullable String token,
        boolean asksAlways,
        @Nullable SSLContext tls,
        Bounds bounds,
        SessionBounds session) {
    public static final int PORT_DEFAULT = 5433;

    // Spelled out, since a compact constructor's parameters lose their annotations in class files.
    public PgOptions(
            InetAddress address,
            int port,
            @Nullable String token,
            boolean asksAlways,
            @Nullable SSLContext tls,
            Bounds bounds,
            SessionBounds session) {
        this.address = requireNonNull(address, "address");
        this.port = port;
        this.token = token;
        this.asksAlways = asksAlways;
        this.tls = tls;
        this.bounds = requireNonNull(bounds, "bounds");
        this.session = requireNonNull(session, "session");
    }

    /**
     * Bounds of connections.
     *
     * @param connections that are open at once; a further one is refused
     * @param messageBytes of one message; a longer one ends its connection
     * @param login how long somebody may take to come in
     * @param idle how long nothing may come from a client; zero for no bound
     * @param write how long a client may take nothing of what it is sent
     */
    public record Bounds(
            int connections, int messageBytes, Duration login, Duration idle, Duration write) {
        public static final Bounds DEFAULT =
                new Bounds(
                        1_000,
                        16 << 20,
                        Duration.ofSeconds(30),
                        Duration.ofHours(24),
                        Duration.ofMinutes(2));

        public Bounds {
            requireNonNull(login, "login");
            requireNonNull(idle, "idle");
            requireNonNull(write, "write");
            if (connections < 1 || messageBytes < 1024 || idle.isNegative()) {
                throw new IllegalArgumentException("a bound of connections is too low");
            }
        }

        public Bounds withConnections(int most) {
            return new Bounds(most, messageBytes, login, idle, write);
        }

        public Bounds withTimes(Duration newLogin, Duration newIdle, Duration newWrite) {
            return new Bounds(connections, messageBytes, newLogin, newIdle, newWrite);
        }
    }

    /** On this machine alone, without a token and TLS. */
    public static PgOptions loopback(int port) {
        return new PgOptions(
                InetAddress.getLoopbackAddress(),
                port,
                null,
                false,
                null,
                Bounds.DEFAULT,
                SessionBounds.DEFAULT);
    }

    public PgOptions withTls(@Nullable SSLContext context) {
        return new PgOptions(address, port, token, asksAlways, context, bounds, session);
    }

    public PgOptions withToken(@Nullable String newToken) {
        return new PgOptions(
                address, port, newToken, asksAlways || newToken != null, tls, bounds, session);
    }

    public PgOptions withBounds(Bounds newBounds) {
        return new PgOptions(address, port, token, asksAlways, tls, newBounds, session);
    }
}
