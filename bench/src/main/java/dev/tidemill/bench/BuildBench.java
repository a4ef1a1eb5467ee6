package dev.tidemill.bench;

import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.connectors.format.ParsedRows;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.node.ingest.AppendOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How long ticks wait while a live table over many rows is built: small batches are appended by a
 * timetable, and each is timed from its append to when it can be read.
 */
@Command(
        name = "build",
        description = "Ticks while a live table over many rows is built.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = {"  tidemill bench build --rows 10000000 --at-once"})
public final class BuildBench implements Callable<Integer> {
    private static final int BATCH = 50_000;
    private static final int KEYS = 200_000;
    private static final int SMALL_BATCH = 100;
    private static final long BETWEEN_NANOS = 10_000_000;
    private static final int SAMPLES_MAX = 1_000_000;

    @Option(names = "--rows", defaultValue = "10000000", description = "Rows: ${DEFAULT-VALUE}.")
    private long rows;

    @Option(names = "--at-once", description = "Build the table in its tick.")
    private boolean atOnce;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("tidemill-bench");
        Files.writeString(
                Files.createDirectories(folder.resolve("project")).resolve("tidemill.yaml"),
                "name: bench\nlimits:\n  build-at-once-rows: "
                        + (atOnce ? Integer.MAX_VALUE : 0)
                        + "\n");
        try (Tidemill mill =
                Tidemill.open(
                        folder.resolve("project"),
                        TidemillOptions.defaults()
                                .withData(folder.resolve("data"))
                                .withWatching(false))) {
            mill.execute("CREATE TABLE e (k BIGINT, v BIGINT)");
            for (long from = 0; from < rows; from += BATCH) {
                append(mill, from, BATCH);
            }
            Thread.sleep(3_000);
            print("before", during(mill, System.nanoTime() + 3_000_000_000L));
            long started = System.nanoTime();
            Thread definer = Thread.ofPlatform().start(() -> define(mill));
            print("while the table is built", during(mill, Long.MAX_VALUE));
            System.out.printf("built in %,d ms%n", (System.nanoTime() - started) / 1_000_000);
            definer.join();
        } finally {
            BenchFolder.delete(folder);
        }
        return 0;
    }

    private static void define(Tidemill mill) {
        try {
            mill.execute(
                    "CREATE LIVE TABLE counted AS SELECT k, count(*) AS n, sum(v) AS s, max(v) AS m"
                            + " FROM e GROUP BY k");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Milliseconds of each batch, until then or until the table is there. */
    private double[] during(Tidemill mill, long untilNanos) throws InterruptedException {
        double[] millis = new double[SAMPLES_MAX];
        int count = 0;
        long next = System.nanoTime();
        while (System.nanoTime() < untilNanos && count < millis.length) {
            if (untilNanos == Long.MAX_VALUE && isBuilt(mill)) {
                break;
            }
            append(mill, count, SMALL_BATCH);
            // From when it was due: a batch that waits for the one before it waits too.
            millis[count++] = (System.nanoTime() - next) / 1e6;
            next += BETWEEN_NANOS;
            while (System.nanoTime() < next) {
                Thread.onSpinWait();
            }
        }
        return Arrays.copyOf(millis, count);
    }

    private static boolean isBuilt(Tidemill mill) {
        try (var tick = mill.pin()) {
            return tick.snapshot().tables().contains("counted");
        }
    }

    private static void append(Tidemill mill, long from, int count) throws InterruptedException {
        BatchBuilder batch = new BatchBuilder(mill.input("e").schema(), count);
        for (long i = from; i < from + count; i++) {
            batch.add(1, i * 7_919 % KEYS, i);
        }
        long tick = mill.append("e", ParsedRows.of(batch.build()), AppendOptions.embedded()).tick();
        if (!mill.await(tick, 600_000)) {
            throw new IllegalStateException("tick " + tick + " does not come");
        }
    }

    private static void print(String when, double[] millis) {
        Arrays.sort(millis);
        System.out.printf(
                "%s: %,d batches, p50 %.1f ms, p99 %.1f ms, max %,.1f ms%n",
                when,
                millis.length,
                millis[millis.length / 2],
                millis[(int) (millis.length * 0.99)],
                millis[millis.length - 1]);
    }
}
