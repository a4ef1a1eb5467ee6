package dev.tidemill.bench.soak;

import dev.tidemill.bench.BenchFolder;
import dev.tidemill.bench.GcPauses;
import dev.tidemill.cli.client.ServerAddress;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.node.read.Verification;
import dev.tidemill.server.ServerOptions;
import dev.tidemill.server.TidemillServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The real server under a load that goes on: rows over HTTP at a share of the rate that it takes at
 * most, live tables made, replaced and dropped, lookups, queries and subscriptions, checkpoints and
 * history. It fails when memory does not stay flat, a tick takes too long, a table differs from its
 * query at the end, rows fall behind their timetable, or anything is answered with an error. The
 * clients are in the same process.
 */
@Command(
        name = "soak",
        description = "Whether the server stays as it is under a load that goes on.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = {"  tidemill bench soak --minutes 30 --plot docs/soak.png"})
public final class SoakBench implements Callable<Integer> {
    private static final int ACCOUNTS_PER_POST = 10_000;
    private static final long SEED = 1;
    private static final int SAMPLES = 15;
    private static final double SAMPLE_SECONDS_MIN = 10;
    private static final long LOOK_MILLIS = 1_000;
    private static final double PROGRESS_SECONDS = 10;

    @Option(names = "--minutes", defaultValue = "30", description = "How long: ${DEFAULT-VALUE}.")
    private double minutes;

    @Option(names = "--rate", description = "Rows/s; measured when left out.")
    private @Nullable Double rate;

    @Option(
            names = "--share",
            defaultValue = "0.7",
            description = "Of the rate that was measured: ${DEFAULT-VALUE}.")
    private double share;

    @Option(
            names = "--measure-seconds",
            defaultValue = "15",
            description = "The greatest rate is measured so long: ${DEFAULT-VALUE}.")
    private int measureSeconds;

    @Option(
            names = "--tick-millis",
            defaultValue = "250",
            description = "The most from a seal until it can be read: ${DEFAULT-VALUE}.")
    private double tickMillis;

    @Option(
            names = "--churn-millis",
            defaultValue = "2000",
            description = "Between two changes of live tables: ${DEFAULT-VALUE}.")
    private long churnMillis;

    @Option(names = "--plot", description = "Where the picture goes; none when left out.")
    private @Nullable Path plot;

    @Option(names = "--json", description = "Print one JSON line.")
    private boolean json;

    private final Errors errors = new Errors();
    private final List<MemorySample> memory = new ArrayList<>();
    private final List<SoakPlot.Worst> worst = new ArrayList<>();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("tidemill-soak");
        Path data = folder.resolve("data");
        SoakProject.write(folder.resolve("project"));
        TidemillOptions options = TidemillOptions.defaults().withData(data).withWatching(false);
        try (TidemillServer server =
                        TidemillServer.start(
                                ServerOptions.loopback(0),
                                url ->
                                        Tidemill.open(
                                                folder.resolve("project"),
                                                options.withLocalUrl(url)));
                ServerClient client = new ServerClient(ServerAddress.parse(server.url(), null))) {
            SoakVerdict verdict = soak(server.mill(), client, data);
            verdict.result().print(System.out, json);
            verdict.failures().forEach(failure -> System.err.println("FAILED: " + failure));
            if (plot != null) {
                SoakPlot.write(memory, worst, tickMillis, plot);
            }
            return verdict.failures().isEmpty() ? 0 : 1;
        } finally {
            BenchFolder.delete(folder);
        }
    }

    private SoakVerdict soak(Tidemill mill, ServerClient client, Path data)
            throws IOException, InterruptedException {
        try (GcPauses collector = new GcPauses();
                SoakLoad load = new SoakLoad(client, errors);
                SoakReaders readers = new SoakReaders(client, errors);
                TickWatch ticks = new TickWatch(mill, collector, tickMillis)) {
            loadAccounts(load);
            load.start(SEED);
            readers.start(SEED);
            double wanted = wantedRate(mill, load);
            load.pace(wanted);
            SoakVerdict verdict = new SoakVerdict(wanted);
            try (TableChurn churn = new TableChurn(client, errors, SEED, churnMillis)) {
                Thread.sleep(LOOK_MILLIS);
                churn.start();
                warmUp(load);
                run(mill, data, load, churn, ticks, verdict);
                ticks.measure(false);
                churn.stop();
                churn.awaitBuilt();
                verdict.churn(churn);
            }
            load.stop();
            verdict.traffic(load, readers);
            readers.stop();
            verdict.ticks(ticks, tickMillis);
            verdict.collector(collector);
            verdict.memory(memory);
            verdict.tables(verified(mill, load.tick()));
            verdict.errors(errors);
            return verdict;
        }
    }

    private static void loadAccounts(SoakLoad load) throws InterruptedException {
        SoakRows rows = new SoakRows(SEED);
        for (int from = 0; from < SoakProject.ACCOUNTS; from += ACCOUNTS_PER_POST) {
            load.send(rows.allAccounts(from, from + ACCOUNTS_PER_POST));
        }
    }

    /** The share of what is taken at most, or what was asked for. */
    private double wantedRate(Tidemill mill, SoakLoad load) throws InterruptedException {
        if (rate != null) {
            return rate;
        }
        Thread.sleep(1_000L * measureSeconds);
        long rows = load.rows();
        long started = System.nanoTime();
        Thread.sleep(1_000L * measureSeconds);
        await(mill, load.tick());
        double most = (load.rows() - rows) / ((System.nanoTime() - started) / 1e9);
        System.err.printf("takes %,.0f rows/s at most%n", most);
        return most * share;
    }

    /** The first tables are planned and built by code that is not compiled yet. */
    private void warmUp(SoakLoad load) throws InterruptedException {
        Thread.sleep(1_000L * measureSeconds);
        System.err.printf("warm after %,d rows; measuring%n", load.rows());
    }

    private static void await(Tidemill mill, long tick) throws InterruptedException {
        if (!mill.await(tick, 60_000)) {
            throw new IllegalStateException("tick " + tick + " is not published");
        }
    }

    private void run(
            Tidemill mill,
            Path data,
            SoakLoad load,
            TableChurn churn,
            TickWatch ticks,
            SoakVerdict verdict)
            throws IOException, InterruptedException {
        double between = Math.max(SAMPLE_SECONDS_MIN, minutes * 60 / SAMPLES);
        double sampled = 0;
        double reported = 0;
        double sending = 0;
        long rows = load.rows();
        long started = System.nanoTime();
        long resumed = started;
        ticks.measure(true);
        while (seconds(started) < minutes * 60) {
            Thread.sleep(LOOK_MILLIS);
            worst.add(new SoakPlot.Worst(seconds(started), ticks.worstSinceLast()));
            if (seconds(started) - reported >= PROGRESS_SECONDS) {
                reported = seconds(started);
                report(mill, load, churn, ticks, reported);
            }
            if (seconds(started) - sampled >= between) {
                sampled = seconds(started);
                churn.pause();
                load.pause();
                sending += seconds(resumed);
                sample(mill, data, load, ticks, sampled);
                load.resume();
                churn.resume();
                resumed = System.nanoTime();
            }
            if (!mill.isRunning()) {
                errors.add("the mill stopped: " + mill.failure());
                break;
            }
        }
        sending += seconds(resumed);
        verdict.rate((load.rows() - rows) / sending);
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    private void sample(Tidemill mill, Path data, SoakLoad load, TickWatch ticks, double at)
            throws IOException, InterruptedException {
        await(mill, load.tick());
        ticks.measure(false);
        memory.add(MemorySample.take(mill, data, at));
        ticks.measure(true);
    }

    private void report(
            Tidemill mill, SoakLoad load, TableChurn churn, TickWatch ticks, double at) {
        System.err.printf(
                "%.0f s: %,d rows, %d changes of tables, tick p99 %.1f max %.1f ms, %d slow,"
                        + " state %,d MB, heap after collection %s MB, %d errors%n",
                at,
                load.rows(),
                churn.changes(),
                ticks.ticks().millis(0.99),
                ticks.ticks().millis(1),
                ticks.slowTotal(),
                mill.status().memory().stateBytes() >> 20,
                memory.isEmpty() ? "?" : "%,d".formatted(memory.getLast().heap() >> 20),
                errors.total());
    }

    private static Verification verified(Tidemill mill, long tick) throws InterruptedException {
        await(mill, tick);
        return mill.verify();
    }
}
