package dev.tidemill.bench;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.engine.circuit.Circuit;
import dev.tidemill.engine.circuit.CircuitSnapshot;
import dev.tidemill.engine.circuit.TableSnapshot;
import dev.tidemill.engine.circuit.TickInput;
import dev.tidemill.engine.state.RowHash;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Rows a second through the circuit of the flights example alone: no HTTP, no parsing, no journal.
 * After each tick a snapshot is pinned, as a running mill does. The digest is of all live tables'
 * contents at the end, and must not change when the engine only becomes faster.
 */
@Command(
        name = "engine",
        description = "Rows a second through the example's circuit alone.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = {"  tidemill bench engine --rows 3000000 --tick-rows 50000 --threads 1"})
final class EngineBench implements Callable<Integer> {
    @Option(names = "--rows", defaultValue = "3000000", description = "Rows: ${DEFAULT-VALUE}.")
    private long rows;

    @Option(
            names = "--tick-rows",
            defaultValue = "50000",
            description = "Rows of a tick: ${DEFAULT-VALUE}.")
    private int tickRows;

    @Option(names = "--threads", defaultValue = "1", description = "Threads: ${DEFAULT-VALUE}.")
    private int threads;

    @Option(names = "--times", defaultValue = "3", description = "Runs: ${DEFAULT-VALUE}.")
    private int times;

    @Option(names = "--json", description = "Print one JSON line a run.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        FlightsTicks flights = FlightsTicks.of(rows, tickRows);
        for (int run = 1; run <= times; run++) {
            try (Circuit circuit = flights.circuit(threads)) {
                run(flights, circuit, run).print(System.out, json);
            }
        }
        return 0;
    }

    private Result run(FlightsTicks flights, Circuit circuit, int number) {
        List<TickInput> ticks = flights.ticks();
        long[] nanos = new long[ticks.size()];
        CircuitSnapshot pinned = circuit.snapshot();
        Allocation allocation = new Allocation();
        long started = System.nanoTime();
        for (int i = 0; i < nanos.length; i++) {
            long from = System.nanoTime();
            circuit.step(ticks.get(i));
            CircuitSnapshot next = circuit.snapshot();
            pinned.close();
            pinned = next;
            nanos[i] = System.nanoTime() - from;
        }
        double seconds = (System.nanoTime() - started) / 1e9;
        double allocated = allocation.bytesPer(flights.rows());
        Arrays.sort(nanos);
        Result result =
                new Result()
                        .put("run", number)
                        .put("threads", threads)
                        .put("rows", flights.rows())
                        .put("tick_rows", tickRows)
                        .put("rows_per_second", Math.round(flights.rows() / seconds))
                        .put("tick_median_ms", nanos[nanos.length / 2] / 1e6)
                        .put("tick_p99_ms", nanos[(int) (nanos.length * 0.99)] / 1e6)
                        .put("allocated_bytes_per_row", allocated)
                        .put("digest", Long.toHexString(digest(circuit, pinned)));
        pinned.close();
        return result;
    }

    /** The same for the same rows, whatever their order. */
    private static long digest(Circuit circuit, CircuitSnapshot snapshot) {
        long digest = 0;
        for (String name : circuit.liveTables()) {
            TableSnapshot table = snapshot.table(name);
            int[] all = IntStream.range(0, table.schema().size()).toArray();
            long sum = 0;
            for (Supplier<@Nullable Batch> part : table.scan(all)) {
                for (Batch chunk = part.get(); chunk != null; chunk = part.get()) {
                    for (long hash : RowHash.hash(chunk.columns(), chunk.size())) {
                        sum += hash;
                    }
                }
            }
            digest = digest * 31 + sum;
        }
        return digest;
    }
}
