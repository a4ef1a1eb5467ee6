package dev.tidemill.cli.command;

import dev.tidemill.cli.show.Terminal;
import dev.tidemill.node.status.Status;
import dev.tidemill.server.TidemillServer;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits while a server serves, with a status line on a terminal, and closes it at the end. */
final class Serving {
    private static final long LINE_MILLIS = 500;

    private final TidemillServer server;
    private final Terminal terminal;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);

    Serving(TidemillServer server, Terminal terminal) {
        this.server = server;
        this.terminal = terminal;
    }

    /** True when somebody asked it to stop, false when the mill stopped by itself. */
    boolean untilStopped() throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop"));
        while (!stopping.await(LINE_MILLIS, TimeUnit.MILLISECONDS)) {
            if (server.mill().failure().isPresent()) {
                terminal.err().println("the mill stopped: " + server.mill().failure().get());
                terminal.flush();
                // What is on disk is certain; what is in memory is not. Recovery sorts it out.
                Runtime.getRuntime().halt(dev.tidemill.cli.ExitCode.RESOURCES);
            }
            if (terminal.interactive()) {
                printLine();
            }
        }
        server.close();
        stopped.countDown();
        return true;
    }

    private void stop() {
        stopping.countDown();
        try {
            boolean ignored = stopped.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void printLine() {
        Status status = server.mill().status();
        terminal.out()
                .print(
                        String.format(
                                Locale.ROOT,
                                "\r\u001b[Ktick %,d · %s · %,.0f rows/s · %,d rows · lag %.1f ms ·"
                                        + " %,d MB of state",
                                status.tick(),
                                status.now(),
                                status.rowsPerSecond(),
                                status.rowsTotal(),
                                status.lagMs(),
                                status.memory().stateBytes() >> 20));
        terminal.out().flush();
    }
}
