package dev.tidemill.bench.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemill.bench.BenchFolder;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.connectors.format.ParsedRows;
import dev.tidemill.definitions.text.ByteSizeText;
import dev.tidemill.engine.state.checkpoint.WrittenCheckpoint;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.node.checkpoint.CheckpointMeter;
import dev.tidemill.node.ingest.AppendOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What a checkpoint costs the ticks beside it, and what it writes: rows are loaded until the state
 * has a size, then a share of the accounts change at a steady rate, first without a checkpoint,
 * then while all of the state is written, then while only what has changed is. At the end the mill
 * is closed and opened again.
 */
@Command(
        name = "checkpoint",
        description = "Pauses of ticks beside checkpoints, what these write, and recovery.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = {"  tidemill bench checkpoint --state 1G --json"})
public final class CheckpointBench implements Callable<Integer> {
    private static final int LOAD_ROWS = 20_000;
    private static final long NEVER_MILLIS = 1L << 40;

    @Option(
            names = "--state",
            paramLabel = "SIZE",
            defaultValue = "1G",
            description = "Bytes of state: ${DEFAULT-VALUE}.")
    private String state = "";

    @Option(names = "--rate", defaultValue = "20000", description = "Changes/s: ${DEFAULT-VALUE}.")
    private int rate;

    @Option(
            names = "--changing",
            defaultValue = "0.01",
            description = "The share of the accounts that change: ${DEFAULT-VALUE}.")
    private double changing;

    @Option(
            names = "--seconds",
            defaultValue = "15",
            description = "Without a checkpoint, and before each: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(names = "--checkpoints", defaultValue = "3", description = "Of what has changed.")
    private int checkpoints;

    @Option(names = "--json", description = "Print one JSON line.")
    private boolean json;

    private final ObjectNode line = JsonOutput.object();

    @Override
    public Integer call() throws IOException, InterruptedException {
        long bytes = ByteSizeText.parse(state).orElseThrow();
        Path folder = Files.createTempDirectory("tidemill-bench");
        try {
            writeProject(folder.resolve("project"));
            measure(folder, bytes);
            long started = System.nanoTime();
            try (Tidemill again = open(folder)) {
                line.put("recovery_s", rounded((System.nanoTime() - started) / 1e9));
                line.put("recovered_state_bytes", again.status().memory().stateBytes());
            }
        } finally {
            BenchFolder.delete(folder);
        }
        print();
        return 0;
    }

    private static void writeProject(Path project) throws IOException {
        Files.createDirectories(project.resolve("contracts"));
        Files.writeString(project.resolve("tidemill.yaml"), "name: bench\n");
        Files.writeString(project.resolve("contracts/accounts.yaml"), AccountRows.CONTRACT);
    }

    private static Tidemill open(Path folder) {
        return Tidemill.open(
                folder.resolve("project"),
                TidemillOptions.defaults()
                        .withData(folder.resolve("data"))
                        .withWatching(false)
                        .withCheckpoints(NEVER_MILLIS, Long.MAX_VALUE));
    }

    private void measure(Path folder, long bytes) throws InterruptedException {
        try (Tidemill mill = open(folder)) {
            mill.execute(AccountRows.LIVE_TABLE);
            AccountRows rows = new AccountRows(changing);
            load(mill, rows, bytes);
            line.put("accounts", rows.accounts()).put("rate", rate).put("changing", changing);
            try (SteadyLoad load = new SteadyLoad(mill, rows, rate)) {
                Thread.sleep(5_000);
                load.restart();
                Thread.sleep(1_000L * seconds);
                load.quiet().put(line, "without");
                CheckpointMeter full = checkpoint(mill, load);
                load.besideCheckpoints().put(line, "beside_full");
                put("full", full);
                Pauses beside = new Pauses();
                changed(mill, load, beside);
                beside.put(line, "beside_changed");
            }
            line.put("state_bytes", mill.status().memory().stateBytes());
        }
    }

    private void load(Tidemill mill, AccountRows rows, long bytes) throws InterruptedException {
        long started = System.nanoTime();
        while (mill.status().memory().stateBytes() < bytes) {
            long tick = 0;
            for (int i = 0; i < 5; i++) {
                ParsedRows batch = ParsedRows.of(rows.added(LOAD_ROWS));
                tick = mill.append(AccountRows.TABLE, batch, AppendOptions.embedded()).tick();
            }
            if (!mill.await(tick, 600_000)) {
                throw new IllegalStateException("tick " + tick + " is not published");
            }
        }
        double took = (System.nanoTime() - started) / 1e9;
        System.err.printf("%,d accounts in %.1f s%n", rows.accounts(), took);
    }

    /** Checkpoints of what changed while the load ran for a time. */
    private void changed(Tidemill mill, SteadyLoad load, Pauses beside)
            throws InterruptedException {
        for (int i = 0; i < checkpoints; i++) {
            Thread.sleep(1_000L * seconds);
            CheckpointMeter written = checkpoint(mill, load);
            load.besideCheckpoints().addTo(beside);
            put("changed", written);
        }
    }

    private static CheckpointMeter checkpoint(Tidemill mill, SteadyLoad load)
            throws InterruptedException {
        long begun = mill.checkpoints().begun();
        load.restart();
        mill.askForCheckpoint();
        CheckpointMeter now = mill.checkpoints();
        while (now.begun() == begun || now.underWay()) {
            Thread.sleep(5);
            now = mill.checkpoints();
        }
        // What was sent last is measured when it is readable.
        Thread.sleep(1_000);
        return now;
    }

    private void put(String name, CheckpointMeter meter) {
        WrittenCheckpoint written = java.util.Objects.requireNonNull(meter.written());
        line.put(name + "_pin_ms", rounded(meter.pinNanos() / 1e6));
        line.put(name + "_write_s", rounded(meter.writeNanos() / 1e9));
        line.put(name + "_pages_written", written.pagesWritten());
        line.put(name + "_bytes_written", written.bytesWritten());
        line.put(name + "_bytes", written.bytes());
    }

    private void print() {
        if (json) {
            System.out.println(line);
            return;
        }
        for (Map.Entry<String, JsonNode> entry : line.properties()) {
            System.out.printf("%-36s%20s%n", entry.getKey().replace('_', ' '), entry.getValue());
        }
    }

    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
