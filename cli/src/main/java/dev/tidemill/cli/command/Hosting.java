package dev.tidemill.cli.command;

import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.client.ServerAddress;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.cli.show.Terminal;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.server.ServerOptions;
import dev.tidemill.server.TidemillServer;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A mill that this process serves, until it is told to stop.
 *
 * <p>Started and watched by the command's thread. A signal to the process closes it from the
 * virtual machine's own thread; closing twice does nothing.
 */
final class Hosting implements AutoCloseable {
    private static final Duration LOOK_PAUSE = Duration.ofMillis(500);

    private final TidemillServer server;
    private final @Nullable String token;
    private final @Nullable Path certificate;
    private final Thread stopper;
    private boolean closed;

    private Hosting(TidemillServer server, ServerOptions options) {
        this.server = server;
        this.token = options.token();
        this.certificate = options.tls() == null ? null : options.tls().certificate();
        this.stopper = new Thread(this::close, "stop");
        Runtime.getRuntime().addShutdownHook(stopper);
    }

    static Hosting start(Path project, ServerOptions server, TidemillOptions mill) {
        return new Hosting(
                TidemillServer.start(server, url -> Tidemill.open(project, mill.withLocalUrl(url))),
                server);
    }

    Tidemill mill() {
        return server.mill();
    }

    String url() {
        return server.url();
    }

    /** Where PostgreSQL's clients connect; empty when they cannot. */
    OptionalInt postgresPort() {
        return server.postgresPort();
    }

    /** A client of this very server. */
    ServerClient client() {
        String shown = token == null ? mill().authenticator().ownToken() : token;
        return new ServerClient(
                ServerAddress.parse(server.url(), shown).withAuthority(certificate));
    }

    /**
     * Never returns: a signal ends the process, or else the mill's failure does. What is on disk is
     * certain then and what is in memory is not, so nothing more is written; the next start
     * recovers.
     *
     * @param look called twice a second while the mill runs
     */
    void watch(Terminal terminal, Runnable look) throws InterruptedException {
        Tidemill mill = server.mill();
        while (mill.failure().isEmpty()) {
            look.run();
            Thread.sleep(LOOK_PAUSE);
        }
        terminal.err().println();
        TidemillException failure = mill.failure().get();
        terminal.err().println();
        terminal.err()
                .println("error %s: %s".formatted(failure.errorCode().code(), failure.message()));
        terminal.flush();
        Runtime.getRuntime().halt(ExitCode.of(failure));
    }

    /** Time since the virtual machine began; the launcher may have built for a while before. */
    static Duration sinceStart() {
        long startedMillis = ManagementFactory.getRuntimeMXBean().getStartTime();
        return Duration.between(Instant.ofEpochMilli(startedMillis), Instant.now());
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            server.close();
        }
    }
}
