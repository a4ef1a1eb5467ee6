package dev.tidemill.bench;

import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.server.ServerOptions;
import dev.tidemill.server.TidemillServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Many subscribers of one live table over HTTP. They are sockets of a process of their own, that
 * asks for the table's changes; each row says when it was sent, and a subscriber sees how long it
 * took.
 */
@Command(
        name = "subscribers",
        description = "How long a change takes to very many subscribers of one live table.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = {"  tidemill bench subscribers --subscribers 10000 --json"})
final class SubscribersBench implements Callable<Integer> {
    @Option(
            names = "--subscribers",
            defaultValue = "10000",
            description =
                    "Connections, each of which takes a file descriptor here and there: ${DEFAULT-VALUE}.")
    private int subscribers;

    @Option(
            names = "--ticks",
            defaultValue = "30",
            description = "Changes that are sent to all: ${DEFAULT-VALUE}.")
    private int ticks;

    @Option(
            names = "--pause",
            defaultValue = "1000",
            description = "Milliseconds between two changes: ${DEFAULT-VALUE}.")
    private int pauseMillis;

    @Option(names = "--json", description = "Print JSON lines.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Path folder = Files.createTempDirectory("tidemill-bench");
        Files.writeString(folder.resolve("tidemill.yaml"), "name: subscribers\n");
        TidemillOptions options =
                TidemillOptions.defaults().withData(folder.resolve("data")).withWatching(false);
        try (TidemillServer server =
                TidemillServer.start(
                        ServerOptions.loopback(0), _ -> Tidemill.open(folder, options))) {
            measure(server);
        } finally {
            BenchFolder.delete(folder);
        }
        return 0;
    }

    private void measure(TidemillServer server) throws IOException, InterruptedException {
        Tidemill mill = server.mill();
        var _ = mill.execute("CREATE TABLE pulse (id INTEGER PRIMARY KEY, sent BIGINT)");
        var _ = mill.execute("CREATE LIVE TABLE beat AS SELECT id, sent FROM pulse WHERE id > 0");
        Process clients = clients(URI.create(server.url()).getPort());
        try (BufferedReader told =
                new BufferedReader(
                        new InputStreamReader(clients.getInputStream(), StandardCharsets.UTF_8))) {
            long began = System.nanoTime();
            require("ready", told.readLine());
            double connectSeconds = (System.nanoTime() - began) / 1e9;
            long cpu = cpuNanos();
            for (int tick = 1; tick <= ticks; tick++) {
                long sent = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
                var _ =
                        mill.execute(
                                "INSERT INTO pulse VALUES (1, %d) ON CONFLICT (id) DO UPDATE SET sent = excluded.sent"
                                        .formatted(sent));
                TimeUnit.MILLISECONDS.sleep(pauseMillis);
            }
            String[] result = String.valueOf(told.readLine()).split(" ", -1);
            require("result", result[0]);
            new Result()
                    .put("subscribers", (long) subscribers)
                    .put("ticks", (long) ticks)
                    .put("pause_ms", (long) pauseMillis)
                    .put("connect_seconds", connectSeconds)
                    .put("events", Long.parseLong(result[1]))
                    .put("events_expected", (long) subscribers * ticks)
                    .put("median_ms", Double.parseDouble(result[2]))
                    .put("p99_ms", Double.parseDouble(result[3]))
                    .put("max_ms", Double.parseDouble(result[4]))
                    .put("server_cpu_ms_per_tick", (cpuNanos() - cpu) / 1e6 / ticks)
                    .print(System.out, json);
        } finally {
            clients.destroy();
        }
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean)
                        ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static void require(String expected, String said) {
        if (!expected.equals(said)) {
            throw new IllegalStateException("the subscribers said " + said);
        }
    }

    private Process clients(int port) throws IOException {
        return new ProcessBuilder(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx512m",
                                "-XX:+UseSerialGC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Subscribers.class.getName(),
                                Integer.toString(port),
                                Integer.toString(subscribers),
                                Integer.toString(ticks)))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
