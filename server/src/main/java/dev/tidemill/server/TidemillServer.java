package dev.tidemill.server;

import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.Tidemill;
import dev.tidemill.pgwire.PgOptions;
import dev.tidemill.pgwire.PgServer;
import dev.tidemill.pgwire.session.SessionBounds;
import dev.tidemill.server.http.Connections;
import dev.tidemill.server.http.RawBodies;
import dev.tidemill.server.http.Route;
import dev.tidemill.server.http.Routes;
import dev.tidemill.server.http.TransportErrors;
import io.helidon.common.tls.Tls;
import io.helidon.webserver.WebServer;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A mill with its HTTP doors, and the one for PostgreSQL's clients. The ports open at once; until
 * the mill has recovered, everything but health answers that it is not ready.
 */
public final class TidemillServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TidemillServer.class);

    private final AtomicReference<@Nullable Tidemill> mill = new AtomicReference<>();
    private final Routes routes;
    private final Connections connections = new Connections();
    private final WebServer web;
    private final String host;
    private final String scheme;
    private final @Nullable PgServer postgres;

    private TidemillServer(ServerOptions options) {
        host = options.bind();
        routes = new Routes(mill::get, options, connections);
        TlsFiles tls = options.tls();
        scheme = tls == null ? "http://" : "https://";
        var builder = WebServer.builder();
        SSLContext context = tls == null ? null : new ReloadingIdentity(tls).context();
        if (context != null) {
            builder.tls(Tls.builder().sslContext(context).build());
        }
        web =
                builder.address(address(options.bind()))
                        .port(options.port())
                        .shutdownGracePeriod(Duration.ofMillis(500))
                        .backlog(1024)
                        .protocolsDiscoverServices(false)
                        .addConnectionSelector(connections)
                        .contentEncoding(new RawBodies())
                        .directHandlers(TransportErrors.handlers())
                        .routing(routes::register)
                        .build();
        postgres = postgres(options, context);
    }

    private @Nullable PgServer postgres(ServerOptions options, @Nullable SSLContext context) {
        PostgresPort port = options.postgres();
        if (port == null) {
            return null;
        }
        PgOptions listening =
                new PgOptions(
                        address(options.bind()),
                        port.port(),
                        options.token(),
                        options.asksAlways(),
                        context,
                        PgOptions.Bounds.DEFAULT,
                        SessionBounds.DEFAULT);
        try {
            return PgServer.start(listening, mill::get);
        } catch (TidemillException e) {
            if (port.required()) {
                throw e;
            }
            LOG.warn("{}: PostgreSQL clients cannot connect", e.message());
            return null;
        }
    }

    /**
     * Starts listening, then opens the mill.
     *
     * @param opening opens the mill, given the server's own URL for actions with local addresses
     */
    public static TidemillServer start(ServerOptions options, Function<String, Tidemill> opening) {
        TidemillServer server = new TidemillServer(options);
        try {
            server.web.start();
            Tidemill opened = opening.apply(server.url());
            server.routes.open(opened);
            server.mill.set(opened);
            return server;
        } catch (RuntimeException | Error e) {
            server.closePostgres();
            server.web.stop();
            server.connections.close();
            throw e;
        }
    }

    private static InetAddress address(String bind) {
        try {
            return InetAddress.getByName(bind);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("no such address: " + bind, e);
        }
    }

    public int port() {
        return web.port();
    }

    /** Where PostgreSQL's clients connect; empty when they cannot. */
    public OptionalInt postgresPort() {
        return postgres == null ? OptionalInt.empty() : OptionalInt.of(postgres.port());
    }

    private void closePostgres() {
        if (postgres != null) {
            postgres.close();
        }
    }

    /** Every way in. */
    public List<Route> routes() {
        return routes.all();
    }

    /** What clients on this machine use. */
    public String url() {
        String shown = host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
        return scheme + (shown.contains(":") ? "[" + shown + "]" : shown) + ":" + web.port();
    }

    public Tidemill mill() {
        return java.util.Objects.requireNonNull(mill.get());
    }

    /** Stops the doors, then the mill. */
    @Override
    public void close() {
        closePostgres();
        Tidemill open = mill.getAndSet(null);
        if (open != null) {
            open.close();
        }
        web.stop();
        connections.close();
        routes.close();
    }
}
