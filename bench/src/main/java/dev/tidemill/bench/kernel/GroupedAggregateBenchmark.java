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
 * A tick of 10,000 events through COUNT, SUM, AVG and MAX by key, published: nanoseconds an event.
 * Few keys measure the adding, many the finding and publishing of groups.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class GroupedAggregateBenchmark {
    private static final int ROWS = 10_000;
    private static final int BATCHES = 32;

    @Param({"1000", "200000"})
    public int keys;

    private final Batch[] batches = new Batch[BATCHES];
    private KernelCircuit circuit = open();
    private int next;

    private static KernelCircuit open() {
        return new KernelCircuit(
                "SELECT id, count(*) AS n, sum(number) AS total, avg(number) AS mean,"
                        + " max(number) AS most FROM events GROUP BY id");
    }

    /** A new circuit for each iteration: the event table grows with every tick. */
    @Setup(Level.Iteration)
    public void fill() {
        Random random = new Random(7);
        for (int i = 0; i < BATCHES; i++) {
            batches[i] = KernelCircuit.drawn(random, ROWS, keys);
        }
        circuit.close();
        circuit = open();
        circuit.insert(KernelCircuit.each(keys));
    }

    @TearDown
    public void close() {
        circuit.close();
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public int tick() {
        return circuit.insert(batches[next++ % BATCHES]);
    }
}
