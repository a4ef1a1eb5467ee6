package dev.tidemill.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.cli.replay.Receipts;
import dev.tidemill.cli.replay.RowPoster;
import dev.tidemill.cli.show.Amount;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.cli.show.Terminal;
import dev.tidemill.connectors.source.ReplayPacer;
import dev.tidemill.connectors.source.Source;
import dev.tidemill.definitions.source.SourceDefinition;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.node.source.SourceFactory;
import dev.tidemill.server.ServerOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Sends a project's replays, once and as fast as they are taken, to a new mill over HTTP, and
 * compares all live tables with their queries on the way and at the end.
 *
 * <p>The mill's own sources do not run then; the time that the rows take counts, that of the
 * comparisons does not.
 */
final class ProjectVerification {
    private static final long ROWS_BETWEEN_COMPARISONS = 250_000;
    private static final Duration POLL_PAUSE = Duration.ofMillis(2);

    private final Terminal terminal;
    private final Hosting hosting;
    private final ServerClient client;
    private long sendingNanos;
    private long mismatches;

    private ProjectVerification(Terminal terminal, Hosting hosting, ServerClient client) {
        this.terminal = terminal;
        this.hosting = hosting;
        this.client = client;
    }

    /**
     * Verifies, in a data folder that must be empty.
     *
     * @return counts and rates, with {@code tables} as {@code POST /v1/verify} answers them
     */
    static JsonNode run(Terminal terminal, Path project, Path data) throws InterruptedException {
        TidemillOptions options =
                TidemillOptions.defaults()
                        .withData(data)
                        .withReplay(Double.POSITIVE_INFINITY, false, 1L)
                        .withWatching(false);
        try (Hosting hosting = Hosting.start(project, ServerOptions.loopback(0), options);
                ServerClient client = hosting.client()) {
            return new ProjectVerification(terminal, hosting, client).run();
        }
    }

    private JsonNode run() throws InterruptedException {
        Receipts receipts;
        JsonNode comparison;
        try (RowPoster poster = new RowPoster(client)) {
            for (SourceDefinition definition : replays()) {
                try (Source source = open(definition)) {
                    while (sendSome(poster, source)) {
                        compare(poster);
                    }
                }
            }
            receipts = poster.awaitAcknowledged();
            comparison = compare(poster);
        }
        return summary(receipts, comparison);
    }

    private List<SourceDefinition> replays() {
        return hosting.mill().project().sources().stream()
                .filter(SourceDefinition.Replay.class::isInstance)
                .toList();
    }

    private Source open(SourceDefinition definition) {
        Tidemill mill = hosting.mill();
        ReplayPacer unpaced = new ReplayPacer(System::nanoTime, Double.POSITIVE_INFINITY);
        return new SourceFactory(mill::input, unpaced, 1L).open(definition, null);
    }

    /** Sends rows and waits until they can be read, so that the rate is the whole mill's. */
    private boolean sendSome(RowPoster poster, Source source) throws InterruptedException {
        long started = System.nanoTime();
        boolean more = poster.post(source, ROWS_BETWEEN_COMPARISONS);
        awaitReadable(poster.awaitAcknowledged().tick());
        sendingNanos += System.nanoTime() - started;
        return more;
    }

    private void awaitReadable(long tick) throws InterruptedException {
        while (client.get("/v1/status").path("tick").asLong() < tick) {
            Thread.sleep(POLL_PAUSE);
        }
    }

    private JsonNode compare(RowPoster poster) throws InterruptedException {
        JsonNode comparison = client.post("/v1/verify", null);
        mismatches += comparison.path("mismatches").asLong();
        terminal.err()
                .println(
                        "%s rows, tick %s: %s differ in %d tables (compared in %s)"
                                .formatted(
                                        Amount.count(poster.awaitAcknowledged().rows()),
                                        Amount.count(comparison.path("tick").asLong()),
                                        Amount.count(comparison.path("mismatches").asLong()),
                                        comparison.path("tables").size(),
                                        Amount.millis(comparison.path("elapsed_ms").asDouble())));
        terminal.err().flush();
        return comparison;
    }

    private JsonNode summary(Receipts receipts, JsonNode comparison) {
        ObjectNode summary = JsonOutput.object();
        for (SourceDefinition definition : replays()) {
            definition.tables().forEach(table -> summary.put(table, receipts.accepted(table)));
        }
        summary.put("quarantined", receipts.quarantined());
        summary.put("tables", comparison.path("tables").size());
        summary.put("mismatches", mismatches);
        summary.put("rows_per_second", Math.round(receipts.rows() / (sendingNanos / 1e9)));
        summary.set("tick_p99_ms", client.get("/v1/status").path("tick_p99_ms"));
        return summary;
    }
}
