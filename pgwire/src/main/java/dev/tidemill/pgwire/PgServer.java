package dev.tidemill.pgwire;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.Tidemill;
import dev.tidemill.pgwire.login.Doorkeeper;
import dev.tidemill.pgwire.session.CallerLines;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for PostgreSQL's clients. Each connection has a virtual thread; one more thread closes
 * those that are over their times. Safe for all threads.
 */
public final class PgServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PgServer.class);
    private static final int BACKLOG = 1_024;
    private static final long WATCH_MILLIS = 500;

    private final PgOptions options;
    private final Supplier<@Nullable Tidemill> mill;
    private final Doorkeeper doorkeeper;
    private final CallerLines lines = new CallerLines();
    private final Refusals refusals = new Refusals();
    private final ServerSocket listener;
    private final SecureRandom random = new SecureRandom();
    private final Map<Integer, PgConnection> open = new ConcurrentHashMap<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private final AtomicInteger places = new AtomicInteger();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final ScheduledExecutorService watch;
    private final OffsetDateTime started = OffsetDateTime.now(ZoneOffset.UTC);
    private volatile boolean closed;

    private PgServer(PgOptions options, Supplier<@Nullable Tidemill> mill) throws IOException {
        this.options = options;
        this.mill = mill;
        this.doorkeeper = new Doorkeeper(options.token(), options.asksAlways());
        this.listener = new ServerSocket();
        listener.setReuseAddress(true);
        listener.bind(new InetSocketAddress(options.address(), options.port()), BACKLOG);
        this.watch =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("pgwire-watch").factory());
    }

    /**
     * Begins to listen.
     *
     * @param mill null while it is not open: clients are told so
     * @throws TidemillException IO_FAILED when the port cannot be had
     */
    public static PgServer start(PgOptions options, Supplier<@Nullable Tidemill> mill) {
        requireNonNull(options, "options");
        requireNonNull(mill, "mill");
        try {
            PgServer server = new PgServer(options, mill);
            Thread _ = Thread.ofPlatform().daemon().name("pgwire-accept").start(server::accept);
            var _ =
                    server.watch.scheduleWithFixedDelay(
                            server::look, WATCH_MILLIS, WATCH_MILLIS, TimeUnit.MILLISECONDS);
            return server;
        } catch (IOException e) {
            throw new TidemillException(
                            ErrorCode.IO_FAILED,
                            "the port %d for PostgreSQL clients cannot be had: %s"
                                    .formatted(options.port(), e.getMessage()),
                            e)
                    .withHint("--pg-port takes another one, or off");
        }
    }

    /** Where it listens. */
    public int port() {
        return listener.getLocalPort();
    }

    /** Connections that are open now, those that are not let in yet among them. */
    public int connections() {
        return places.get();
    }

    /** Connections that came. */
    public long accepted() {
        return accepted.get();
    }

    /** Connections that found no place. */
    public long refused() {
        return refused.get();
    }

    private void accept() {
        while (!closed) {
            try {
                Socket socket = listener.accept();
                accepted.incrementAndGet();
                begin(socket);
            } catch (IOException e) {
                if (!closed) {
                    LOG.warn("a connection could not be taken: {}", e.toString());
                    pause();
                }
            }
        }
    }

    /** Without file descriptors, trying again at once would take a processor. */
    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void begin(Socket socket) {
        // Beyond the bound there is room for some that are told so, or want to cancel.
        int place = places.incrementAndGet();
        if (place > 2L * options.bounds().connections() + 64) {
            places.decrementAndGet();
            refused.incrementAndGet();
            PgConnection.drop(socket);
            return;
        }
        int number = numbers.incrementAndGet() & Integer.MAX_VALUE;
        PgConnection connection =
                new PgConnection(
                        new PgConnection.Home(
                                options,
                                mill,
                                doorkeeper,
                                lines,
                                refusals,
                                this::isFull,
                                this::cancel,
                                started),
                        socket,
                        number,
                        random.nextInt());
        open.put(number, connection);
        Thread _ =
                Thread.ofVirtual()
                        .name("pgwire-" + number)
                        .start(
                                () -> {
                                    try {
                                        connection.run();
                                    } finally {
                                        open.remove(number);
                                        places.decrementAndGet();
                                    }
                                });
    }

    /** Whether one connection too many is let in. */
    private boolean isFull() {
        long inside = open.values().stream().filter(PgConnection::isInside).count();
        boolean full = inside > options.bounds().connections();
        if (full) {
            refused.incrementAndGet();
        }
        return full;
    }

    private void cancel(int number, byte[] secret) {
        PgConnection connection = open.get(number);
        if (connection != null && MessageDigest.isEqual(connection.secret(), secret)) {
            connection.cancel();
        }
    }

    private void look() {
        try {
            open.values().forEach(PgConnection::look);
        } catch (RuntimeException e) {
            LOG.error("connections could not be looked at", e);
        }
    }

    /** Stops to listen, and closes all connections. */
    @Override
    public void close() {
        closed = true;
        watch.shutdownNow();
        try {
            listener.close();
        } catch (IOException e) {
            LOG.debug("the listener could not be closed", e);
        }
        open.values().forEach(PgConnection::stop);
    }
}
