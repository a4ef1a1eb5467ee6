package dev.tidemill.server;

import dev.tidemill.node.Tidemill;
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
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A mill with its HTTP doors. The port opens at once; until the mill has recovered, everything but
 * health answers that it is not ready.
 */
public final class TidemillServer implements AutoCloseable {
    private final AtomicReference<@Nullable Tidemill> mill = new AtomicReference<>();
    private final Routes routes;
    private final Connections connections = new Connections();
    private final WebServer web;
    private final String host;
    private final String scheme;

    private TidemillServer(ServerOptions options) {
        host = options.bind();
        routes = new Routes(mill::get, options, connections);
        TlsFiles tls = options.tls();
        scheme = tls == null ? "http://" : "https://";
        var builder = WebServer.builder();
        if (tls != null) {
            builder.tls(Tls.builder().sslContext(new ReloadingIdentity(tls).context()).build());
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
    }

    /**
     * Starts listening, then opens the mill.
     *
     * @param opening opens the mill, given the server's own URL for actions with local addresses
     */
    public static TidemillServer start(ServerOptions options, Function<String, Tidemill> opening) {
        TidemillServer server = new TidemillServer(options);
        server.web.start();
        try {
            Tidemill opened = opening.apply(server.url());
            server.routes.open(opened);
            server.mill.set(opened);
            return server;
        } catch (RuntimeException | Error e) {
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
        Tidemill open = mill.getAndSet(null);
        if (open != null) {
            open.close();
        }
        web.stop();
        connections.close();
        routes.close();
    }
}
