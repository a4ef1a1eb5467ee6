package dev.tidemill.bench.kernel;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.function.AggregateState;
import dev.tidemill.algebra.function.JavaAggregate;
import dev.tidemill.algebra.type.Type;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.Map;
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
 * A tick of 10,000 events through one sum by key, by SQL's SUM and by a project's class that does
 * the same: nanoseconds an event.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class JavaAggregateBenchmark {
    private static final int ROWS = 10_000;
    private static final int BATCHES = 32;

    /** SUM in Java. */
    public static final class Sum implements AggregateState {
        private long sum;

        public Sum() {}

        public void accumulate(long x) {
            sum += x;
        }

        public void retract(long x) {
            sum -= x;
        }

        public long result() {
            return sum;
        }

        @Override
        public void encode(DataOutput out) throws IOException {
            out.writeLong(sum);
        }

        @Override
        public void decode(DataInput in) throws IOException {
            sum = in.readLong();
        }
    }

    @Param({"1000", "200000"})
    public int keys;

    @Param({"sum", "own_sum"})
    public String aggregate = "sum";

    private final Batch[] batches = new Batch[BATCHES];
    private KernelCircuit circuit = open(aggregate);
    private int next;

    private static KernelCircuit open(String aggregate) {
        return new KernelCircuit(
                "SELECT id, " + aggregate + "(number) AS total FROM events GROUP BY id",
                Map.of("own_sum", own()));
    }

    private static JavaAggregate own() {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        MethodType taking = MethodType.methodType(void.class, long.class);
        try {
            return new JavaAggregate(
                    "own_sum",
                    "1",
                    List.of(Type.BIGINT),
                    Type.BIGINT,
                    false,
                    16,
                    lookup.findConstructor(Sum.class, MethodType.methodType(void.class)),
                    lookup.findVirtual(Sum.class, "accumulate", taking),
                    lookup.findVirtual(Sum.class, "retract", taking),
                    lookup.findVirtual(Sum.class, "result", MethodType.methodType(long.class)));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A new circuit for each iteration: the event table grows with every tick. */
    @Setup(Level.Iteration)
    public void fill() {
        Random random = new Random(7);
        for (int i = 0; i < BATCHES; i++) {
            batches[i] = KernelCircuit.drawn(random, ROWS, keys);
        }
        circuit.close();
        circuit = open(aggregate);
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
