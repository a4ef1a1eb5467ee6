package dev.tidemill.server.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.common.task.InterruptableTask;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.Router;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.function.BooleanSupplier;

/**
 * The open connections, so that a handler that works for long can learn that its client has gone. A
 * client that ends its side of the connection counts as gone. Safe for all threads.
 */
public final class Connections implements ServerConnectionSelector, AutoCloseable {
    private final ServerConnectionSelector http1 =
            Http1ConnectionSelector.builder().config(Http1Config.create()).build();
    private final Map<String, ReadAhead> open = new ConcurrentHashMap<>();
    private final WriteWatch writes;

    /** Answers are waited for as long as is usual. */
    public Connections() {
        this(WriteWatch.WAIT_MAX_DEFAULT);
    }

    /**
     * @param writeMax how long the other end may take nothing of an answer
     */
    public Connections(Duration writeMax) {
        this.writes = new WriteWatch(writeMax);
    }

    /**
     * Whether the client of this request has gone. To be asked by the request's own thread, after
     * the body is read; the first question begins to look and is answered with no.
     */
    BooleanSupplier gone(ServerRequest request) {
        ReadAhead reads = open.get(name(request.serverSocketId(), request.socketId()));
        return reads == null ? () -> false : reads::isEnded;
    }

    /**
     * Has the connection end behind a request that wants it, with {@code Connection: close}: the
     * web server says so in its answer, and would go on and wait for another request. To be told by
     * the request's own thread, when it is done with it.
     */
    void answered(ServerRequest request) {
        if (request.headers().containsToken(HeaderValues.CONNECTION_CLOSE)) {
            ReadAhead reads = open.get(name(request.serverSocketId(), request.socketId()));
            if (reads != null) {
                reads.end();
            }
        }
    }

    private static String name(String server, String connection) {
        return server + ' ' + connection;
    }

    @Override
    public void close() {
        writes.close();
    }

    @Override
    public int bytesToIdentifyConnection() {
        return http1.bytesToIdentifyConnection();
    }

    @Override
    public Support supports(BufferData data) {
        return http1.supports(data);
    }

    @Override
    public Set<String> supportedApplicationProtocols() {
        return http1.supportedApplicationProtocols();
    }

    @Override
    public ServerConnection connection(ConnectionContext context) {
        ReadAhead reads = new ReadAhead(context.dataReader(), context.serverSocket());
        String name = name(context.socketId(), context.childSocketId());
        open.put(name, reads);
        WriteWatch.Watched writer = writes.watch(context.dataWriter(), context.serverSocket());
        Context watched = new Context(context, DataReader.create(reads), writer);
        return new Listed(name, http1.connection(watched), writer);
    }

    /** A connection that leaves the list when it ends. */
    private final class Listed implements ServerConnection, InterruptableTask<Void> {
        private final String name;
        private final ServerConnection connection;
        private final WriteWatch.Watched writer;

        Listed(String name, ServerConnection connection, WriteWatch.Watched writer) {
            this.name = name;
            this.connection = connection;
            this.writer = writer;
        }

        @Override
        public void handle(Limit limit) throws InterruptedException {
            try {
                connection.handle(limit);
            } finally {
                open.remove(name);
                writer.end();
            }
        }

        @Override
        public boolean canInterrupt() {
            return connection instanceof InterruptableTask<?> task && task.canInterrupt();
        }

        @Override
        public Duration idleTime() {
            return connection.idleTime();
        }

        @Override
        public void close(boolean interrupt) {
            connection.close(interrupt);
        }
    }

    /** A connection's context with a reader and a writer of our own. */
    private record Context(ConnectionContext inner, DataReader dataReader, DataWriter dataWriter)
            implements ConnectionContext {
        @Override
        public ListenerContext listenerContext() {
            return inner.listenerContext();
        }

        @Override
        public ExecutorService executor() {
            return inner.executor();
        }

        @Override
        public Router router() {
            return inner.router();
        }

        @Override
        public Optional<ProxyProtocolData> proxyProtocolData() {
            return inner.proxyProtocolData();
        }

        @Override
        public HelidonSocket serverSocket() {
            return inner.serverSocket();
        }

        @Override
        public PeerInfo remotePeer() {
            return inner.remotePeer();
        }

        @Override
        public PeerInfo localPeer() {
            return inner.localPeer();
        }

        @Override
        public boolean isSecure() {
            return inner.isSecure();
        }

        @Override
        public String socketId() {
            return inner.socketId();
        }

        @Override
        public String childSocketId() {
            return inner.childSocketId();
        }
    }
}
