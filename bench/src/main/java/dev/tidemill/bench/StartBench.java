package dev.tidemill.bench;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * From the launcher's start to {@code /health/ready}, as a user has it: with an empty data folder;
 * after a clean stop; and after SIGKILL with January loaded, once from the journal alone and once
 * from a checkpoint.
 */
@Command(
        name = "start",
        description = "Time from the launcher's start to ready, and recovery after SIGKILL.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = {"  tidemill bench start --times 5 --json"})
final class StartBench implements Callable<Integer> {
    private static final Pattern ROWS = Pattern.compile("\"rows_total\":(\\d+)");
    private static final Pattern CHECKPOINT = Pattern.compile("\"checkpoint\":\\{\"tick\":(\\d+)");
    private static final long JANUARY_ROWS = 1_016_478;
    private static final int PORT = 17_171;

    @Option(names = "--times", defaultValue = "5", description = "Starts: ${DEFAULT-VALUE}.")
    private int times;

    @Option(names = "--json", description = "Print one JSON line.")
    private boolean json;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofMillis(200)).build();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("tidemill-bench");
        try {
            measure(folder).print(System.out, json);
        } finally {
            BenchFolder.delete(folder);
        }
        return 0;
    }

    private Result measure(Path folder) throws IOException, InterruptedException {
        double[] empty = new double[times];
        double[] again = new double[times];
        for (int i = 0; i < times; i++) {
            Path data = folder.resolve("empty" + i);
            empty[i] = startAndStop(data);
            again[i] = startAndStop(data);
            System.err.printf("empty %.0f ms, again %.0f ms%n", empty[i], again[i]);
        }
        Path january = folder.resolve("january");
        Started loading = start(january, "max");
        awaitRows();
        kill(loading.process());
        Started replayed = start(january, "3600");
        System.err.printf("recovered from the journal in %.0f ms%n", replayed.millis());
        awaitCheckpoint();
        kill(replayed.process());
        Started loaded = start(january, "3600");
        System.err.printf("recovered from a checkpoint in %.0f ms%n", loaded.millis());
        loaded.process().destroy();
        loaded.process().waitFor();
        return new Result()
                .put("start_empty_median_ms", median(empty))
                .put("start_again_median_ms", median(again))
                .put("recover_january_from_journal_ms", replayed.millis())
                .put("recover_january_from_checkpoint_ms", loaded.millis());
    }

    /** A server and how long it took to be ready. */
    private record Started(Process process, double millis) {}

    private double startAndStop(Path data) throws IOException, InterruptedException {
        Started started = start(data, "3600");
        started.process().destroy();
        if (!started.process().waitFor(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the server does not stop");
        }
        return started.millis();
    }

    private Started start(Path data, String speed) throws IOException, InterruptedException {
        File log = Files.createTempFile("tidemill-bench", ".log").toFile();
        log.deleteOnExit();
        long begun = System.nanoTime();
        Process process =
                new ProcessBuilder(
                                BenchFolder.home().resolve("tidemill").toString(),
                                "run",
                                FlightsBench.example().toString(),
                                "--port",
                                Integer.toString(PORT),
                                "--data",
                                data.toString(),
                                "--speed",
                                speed)
                        .redirectErrorStream(true)
                        .redirectOutput(log)
                        .start();
        while (!ready()) {
            if (!process.isAlive()) {
                throw new IllegalStateException(
                        "the server ended: " + Files.readString(log.toPath()));
            }
            Thread.sleep(2);
        }
        return new Started(process, (System.nanoTime() - begun) / 1e6);
    }

    private boolean ready() throws InterruptedException {
        try {
            return get("/health/ready").statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + PORT + path))
                        .timeout(Duration.ofSeconds(5))
                        .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private void awaitRows() throws IOException, InterruptedException {
        while (number(ROWS) < JANUARY_ROWS) {
            Thread.sleep(20);
        }
    }

    private void awaitCheckpoint() throws IOException, InterruptedException {
        long before = number(CHECKPOINT);
        while (number(CHECKPOINT) <= before) {
            Thread.sleep(100);
        }
    }

    private long number(Pattern pattern) throws IOException, InterruptedException {
        Matcher found = pattern.matcher(get("/v1/status").body());
        return found.find() ? Long.parseLong(found.group(1)) : 0;
    }

    /** The launcher replaces itself by the JVM, so this is the server. */
    private static void kill(Process process) throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
