package dev.tidemill.bench;

import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.cli.replay.Receipts;
import dev.tidemill.cli.replay.RowPoster;
import dev.tidemill.connectors.source.Source;
import dev.tidemill.node.status.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Rows a second through HTTP as NDJSON into all live tables of the flights example, the client that
 * writes and sends them in the same process. The clock stops when the last row can be read.
 */
@Command(
        name = "ingest",
        description = "Rows a second through HTTP NDJSON into the example's live tables.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = {"  tidemill bench ingest --rows 10000000 --json"})
final class IngestBench implements Callable<Integer> {
    private static final long REPORT_ROWS = 1_000_000;

    @Option(names = "--rows", defaultValue = "10000000", description = "Rows: ${DEFAULT-VALUE}.")
    private long rows;

    @Option(names = "--verify", description = "Compare every table with its query at the end.")
    private boolean verify;

    @Option(names = "--json", description = "Print one JSON line.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (FlightsBench bench = FlightsBench.open();
                ServerClient client = bench.client();
                RowPoster poster = new RowPoster(client);
                Source source = bench.flights()) {
            Allocation allocation = new Allocation();
            long started = System.nanoTime();
            long sent = 0;
            while (sent < rows) {
                poster.post(source, Math.min(REPORT_ROWS, rows - sent));
                Receipts receipts = poster.awaitAcknowledged();
                sent = receipts.rows();
                System.err.printf(
                        "%,d rows, %,.0f rows/s%n",
                        sent, sent / ((System.nanoTime() - started) / 1e9));
            }
            Receipts receipts = poster.awaitAcknowledged();
            bench.awaitTick(receipts.tick());
            double seconds = (System.nanoTime() - started) / 1e9;
            Status status = bench.mill().status();
            Result result =
                    new Result()
                            .put("rows", receipts.rows())
                            .put("seconds", seconds)
                            .put("rows_per_second", Math.round(receipts.rows() / seconds))
                            .put("allocated_bytes_per_row", allocation.bytesPer(receipts.rows()))
                            .put("live_tables", bench.mill().project().liveTables().size())
                            .put("quarantined", receipts.quarantined())
                            .put("tick_p99_ms", status.tickP99Ms())
                            .put("state_mb", status.memory().stateBytes() >> 20)
                            .put("heap_mb", status.memory().heapBytes() >> 20)
                            .put("peak_resident_mb", peakResidentMegabytes())
                            .put("journal_mb", status.journal().bytes() >> 20);
            if (verify) {
                result.put("mismatches", bench.mill().verify().mismatches());
            }
            result.print(System.out, json);
        }
        return 0;
    }

    /** The process's largest resident size so far, as Linux counts it; 0 elsewhere. */
    private static long peakResidentMegabytes() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return 0;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) >> 10)
                .findFirst()
                .orElse(0);
    }
}
