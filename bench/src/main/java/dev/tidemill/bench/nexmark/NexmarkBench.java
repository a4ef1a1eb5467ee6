package dev.tidemill.bench.nexmark;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemill.bench.BenchFolder;
import dev.tidemill.cli.show.JsonOutput;
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
 * Events a second through the 23 queries of Nexmark, each as a live table in a circuit alone, and
 * beside it in a local cluster of Flink with the same events in memory; in turn, in one run. The
 * answers after all events are compared.
 */
@Command(
        name = "nexmark",
        description = "Nexmark's 23 queries as live tables, beside Flink with the same events.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = {"  tidemill bench nexmark --events 2000000 --queries q1,q5 --json"})
public final class NexmarkBench implements Callable<Integer> {
    /** What to run beside Tidemill. */
    enum Peer {
        flink,
        none
    }

    @Option(
            names = "--events",
            defaultValue = "2000000",
            description = "Events in the set, which is fed again and again: ${DEFAULT-VALUE}.")
    private long events;

    @Option(names = "--queries", split = ",", description = "Such as q1,q5; all when not given.")
    private List<String> names = List.of();

    @Option(
            names = "--peer",
            defaultValue = "flink",
            description = "${COMPLETION-CANDIDATES}: ${DEFAULT-VALUE}.")
    private Peer peer = Peer.flink;

    @Option(
            names = "--runs",
            defaultValue = "3",
            description = "Runs, of which the median counts: ${DEFAULT-VALUE}.")
    private int runs;

    @Option(
            names = "--seconds",
            defaultValue = "10",
            description = "Seconds that a run lasts at least: ${DEFAULT-VALUE}.")
    private double seconds;

    @Option(names = "--threads", description = "Threads, and Flink's slots; all cores.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--tick-rows",
            defaultValue = "50000",
            description = "Events of a tick: ${DEFAULT-VALUE}.")
    private int tickRows;

    @Option(
            names = "--event-rate",
            defaultValue = "10000",
            description = "Events in a second of event time: ${DEFAULT-VALUE}.")
    private long eventRate;

    @Option(
            names = "--disorder",
            defaultValue = "1",
            description = "Events of so many in a row come out of order: ${DEFAULT-VALUE}.")
    private int disorder;

    @Option(names = "--seed", defaultValue = "1", description = "Of the events: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--flink-java",
            description = "A Java 17 or 21 for Flink; looked for when not given.")
    private @Nullable Path flinkJava;

    @Option(names = "--plot", description = "Draw the rates into this PNG.")
    private @Nullable Path plot;

    @Option(names = "--json", description = "Print one JSON line a query.")
    private boolean json;

    private long usedBefore;

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<NexmarkQuery> queries =
                names.isEmpty()
                        ? NexmarkQuery.all()
                        : names.stream().map(NexmarkQuery::named).toList();
        System.err.printf("making %,d events%n", events);
        NexmarkEvents made =
                NexmarkEvents.of(new NexmarkShape(seed, events, eventRate, disorder), tickRows);
        usedBefore = LiveQuery.usedBytes();
        List<NexmarkResult> results = new ArrayList<>();
        Path folder = Files.createTempDirectory("tidemill-nexmark");
        try (FlinkPeer flink = peer == Peer.flink ? startFlink(made, folder) : null) {
            for (NexmarkQuery query : queries) {
                NexmarkResult result = measure(query, made, flink);
                results.add(result);
                print(result.json());
            }
        } finally {
            BenchFolder.delete(folder);
        }
        print(NexmarkResult.summary(results));
        if (plot != null) {
            NexmarkPlot.write(results, plot);
        }
        return 0;
    }

    private FlinkPeer startFlink(NexmarkEvents made, Path folder)
            throws IOException, InterruptedException {
        Path file = folder.resolve("events");
        made.write(file);
        FlinkPeer flink = FlinkPeer.start(file, threads, flinkJava);
        Files.delete(file);
        return flink;
    }

    private NexmarkResult measure(NexmarkQuery query, NexmarkEvents made, @Nullable FlinkPeer flink)
            throws IOException {
        LiveQuery live = new LiveQuery(query, made, threads);
        NexmarkResult result = new NexmarkResult(query, live.answer(), live.heapBytes(usedBefore));
        boolean miniBatch = flink != null && result.learn(flink, seconds / 4);
        live.rate(seconds / 4);
        for (int run = 1; run <= runs; run++) {
            result.addTidemill(live.rate(seconds));
            if (flink != null) {
                result.addFlink(flink, miniBatch, seconds);
            }
            System.err.printf("%s, run %d of %d: %s%n", query.name(), run, runs, result.latest());
        }
        return result;
    }

    private void print(ObjectNode values) {
        if (json) {
            System.out.println(values);
            return;
        }
        values.properties()
                .forEach(
                        entry ->
                                System.out.printf(
                                        "%-36s%20s%n",
                                        entry.getKey().replace('_', ' '),
                                        entry.getValue().isIntegralNumber()
                                                ? "%,d".formatted(entry.getValue().asLong())
                                                : entry.getValue().asText()));
        System.out.println();
    }

    static ObjectNode object() {
        return JsonOutput.object();
    }
}
