package dev.tidemill.bench.kernel;

import dev.tidemill.algebra.column.Batch;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A tick of 10,000 replaced items through a join that finds one grouped row for each, published:
 * nanoseconds an item. Each item is a row that leaves and one that comes, so this is two probes,
 * two updates of the kept side and two of the published table.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class JoinBenchmark {
    private static final int ROWS = 10_000;
    private static final int BATCHES = 32;

    @Param({"10000", "200000"})
    public int items;

    private final Batch[] batches = new Batch[BATCHES];
    private KernelCircuit circuit = open();
    private int next;

    private static KernelCircuit open() {
        return new KernelCircuit(
                "SELECT i.id, i.number, e.n FROM items i"
                        + " JOIN (SELECT id, count(*) AS n FROM events GROUP BY id) e"
                        + " ON e.id = i.id");
    }

    @Setup(Level.Iteration)
    public void fill() {
        Random random = new Random(7);
        for (int i = 0; i < BATCHES; i++) {
            batches[i] = KernelCircuit.drawn(random, ROWS, items);
        }
        circuit.close();
        circuit = open();
        circuit.insert(KernelCircuit.each(items));
        circuit.upsert(KernelCircuit.each(items));
    }

    @TearDown
    public void close() {
        circuit.close();
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public int tick() {
        return circuit.upsert(batches[next++ % BATCHES]);
    }
}
