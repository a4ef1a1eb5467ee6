package dev.tidemill.engine.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.bound.Frontier;
import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.plan.Aggregate;
import dev.tidemill.algebra.plan.AggregateCall;
import dev.tidemill.algebra.plan.AggregateFunction;
import dev.tidemill.algebra.plan.Scan;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.state.PageAllocator;
import dev.tidemill.engine.state.RowHash;
import dev.tidemill.engine.state.Snapshot;
import dev.tidemill.engine.state.StateSpace;
import dev.tidemill.engine.state.checkpoint.CheckpointStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sketches that are full: what they answer, and that nothing but the values decides it. */
class ApproximateCountTest {
    private static final Schema SCHEMA =
            Schema.of(Field.of("group", Type.INTEGER), Field.of("value", Type.BIGINT));
    private static final Aggregate PLAN =
            new Aggregate(
                    new Scan("t", SCHEMA, List.of(), true, -1),
                    List.of(0),
                    List.of(
                            new AggregateCall(
                                    AggregateFunction.APPROX_COUNT_DISTINCT,
                                    1,
                                    -1,
                                    false,
                                    Type.BIGINT,
                                    "n")));

    /** Group g has this many distinct values, each twice. */
    private static final int[] DISTINCT = {1, 10, 100, 1_000, 10_000, 100_000, 1_000_000};

    private static final long SEED = 20_251_126;

    /** The rows in a random order. */
    private static long[] rows(Random random) {
        int count = 0;
        for (int distinct : DISTINCT) {
            count += 2 * distinct;
        }
        long[] rows = new long[count];
        int at = 0;
        for (int g = 0; g < DISTINCT.length; g++) {
            for (int i = 0; i < 2 * DISTINCT[g]; i++) {
                rows[at++] = (long) g << 32 | i / 2;
            }
        }
        for (int i = count - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            long row = rows[i];
            rows[i] = rows[other];
            rows[other] = row;
        }
        return rows;
    }

    private static Batch batch(long[] rows, int from, int to) {
        BatchBuilder batch = new BatchBuilder(SCHEMA, to - from);
        for (int i = from; i < to; i++) {
            batch.add(1, (int) (rows[i] >> 32), value(rows[i]));
        }
        return batch.build();
    }

    private static long value(long row) {
        return row * 0x9E3779B97F4A7C15L;
    }

    private static AggregateOperator operator(StateSpace space) {
        return new AggregateOperator(PLAN, space, "aggregate");
    }

    /** Takes a batch in and keeps each group's row as it now is. */
    private static void step(AggregateOperator operator, Batch batch, Map<Integer, Long> shown) {
        try (Partitions partitions = new Partitions(1)) {
            Batch changes =
                    operator.step(
                            List.of(batch),
                            new Step(0, false, new ErrorRows(), partitions, Frontier.unknown()));
            for (int i = 0; i < changes.size(); i++) {
                Integer group = (Integer) changes.column(0).value(i);
                Long count = (Long) changes.column(1).value(i);
                if (changes.weight(i) < 0) {
                    assertEquals(count, shown.remove(group));
                } else {
                    shown.put(group, count);
                }
            }
        }
    }

    private static Map<Integer, Long> atOnce(long[] rows) {
        Map<Integer, Long> shown = new TreeMap<>();
        step(
                operator(new StateSpace(PageAllocator.unbounded())),
                batch(rows, 0, rows.length),
                shown);
        return shown;
    }

    @Test
    void isWithinItsErrorOfTheTruth() {
        Map<Integer, Long> counts = atOnce(rows(new Random(SEED)));
        for (int g = 0; g < DISTINCT.length; g++) {
            long counted = counts.getOrDefault(g, 0L);
            double error = Math.abs(counted - DISTINCT[g]) / (double) DISTINCT[g];
            double allowed = DISTINCT[g] <= 100 ? 0 : 3 * DistinctSketch.RELATIVE_ERROR;
            assertTrue(error <= allowed, counted + " for " + DISTINCT[g]);
        }
    }

    @Test
    void errsByNoMoreThanItSaysOverManySketches() {
        int sketches = 400;
        int distinct = 50_000;
        double squares = 0;
        for (int s = 0; s < sketches; s++) {
            DistinctSketch sketch = DistinctSketch.of(null);
            BatchBuilder values = new BatchBuilder(SCHEMA, distinct);
            for (int i = 0; i < distinct; i++) {
                values.add(1, s, (long) s * distinct + i);
            }
            for (long hash : RowHash.hash(values.build(), 1)) {
                sketch.add(hash);
            }
            double error = sketch.estimate() / (double) distinct - 1;
            squares += error * error;
        }
        double deviation = Math.sqrt(squares / sketches);
        assertTrue(deviation < 1.15 * DistinctSketch.RELATIVE_ERROR, "deviates by " + deviation);
        assertTrue(deviation > 0.85 * DistinctSketch.RELATIVE_ERROR, "deviates by " + deviation);
    }

    @Test
    void dependsNeitherOnTheOrderNorOnTheTicksNorOnRestarts(@TempDir Path directory)
            throws Exception {
        Map<Integer, Long> expected = atOnce(rows(new Random(SEED)));
        Random random = new Random(SEED + 1);
        long[] rows = rows(random);
        CheckpointStore store = CheckpointStore.open(directory);
        StateSpace space = new StateSpace(PageAllocator.unbounded());
        AggregateOperator operator = operator(space);
        Map<Integer, Long> shown = new TreeMap<>();
        long tick = 0;
        for (int from = 0; from < rows.length; ) {
            int size = random.nextInt(20) == 0 ? random.nextInt(400_000) : random.nextInt(50_000);
            int to = Math.min(rows.length, from + 1 + size);
            step(operator, batch(rows, from, to), shown);
            from = to;
            tick++;
            if (random.nextInt(4) == 0) {
                try (Snapshot snapshot = space.pin()) {
                    store.write(snapshot, tick, new byte[0]);
                }
                space = new StateSpace(PageAllocator.unbounded());
                store.load(space);
                operator = operator(space);
            }
        }
        assertEquals(expected, shown);
    }

    @Test
    void aGroupTakesNoMoreThanHalfAPage() {
        DistinctSketch sketch = DistinctSketch.of(null);
        Random random = new Random(SEED);
        for (int i = 0; i < 10_000_000; i++) {
            sketch.add(random.nextLong());
        }
        assertTrue(sketch.bytes().length <= 4080, () -> sketch.bytes().length + " bytes");
    }
}
