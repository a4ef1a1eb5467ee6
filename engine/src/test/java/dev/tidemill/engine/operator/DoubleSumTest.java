package dev.tidemill.engine.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.DoubleColumn;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.expression.RowErrors;
import dev.tidemill.engine.state.OrderedIndex;
import dev.tidemill.engine.state.PageAllocator;
import dev.tidemill.engine.state.StateSpace;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sums, averages and variances of DOUBLE over its whole range, against BigDecimal. */
class DoubleSumTest {
    private static final Schema SCHEMA = Schema.of(Field.of("value", Type.DOUBLE));
    private static final MathContext AMPLE = new MathContext(900);
    private static final long SEED = Long.getLong("tidemill.seed", 20261126);

    private static OrderedIndex ordered() {
        return new OrderedIndex(new StateSpace(PageAllocator.unbounded()).region("sum", 0), 0);
    }

    /** One group and what it should hold. */
    private static final class Group {
        private final Accumulator accumulator;
        private final GroupCells cells;
        private final List<Double> values = new ArrayList<>();
        private RowErrors failures = new RowErrors(1);

        Group(Accumulator accumulator) {
            this.accumulator = accumulator;
            this.cells =
                    new GroupCells(
                            new byte[][] {new byte[accumulator.width() + 8]},
                            new int[1],
                            new long[] {7},
                            1);
        }

        void add(double value, long weight) {
            DoubleColumn column = new DoubleColumn(Type.DOUBLE, 1, new double[] {value}, null);
            Batch batch = Batch.insertions(SCHEMA, column);
            GroupedRows rows = new GroupedRows(batch, new int[1], 1, new int[1]);
            accumulator.add(rows, column, weight == 1 ? null : new long[] {weight}, cells);
        }

        void insert(double value) {
            values.add(value);
            add(value, 1);
        }

        void takeBack(int position) {
            add(values.remove(position), -1);
        }

        double read() {
            failures = new RowErrors(1);
            return ((DoubleColumn) accumulator.read(cells, failures)).values()[0];
        }

        boolean isNull() {
            return accumulator.read(cells, new RowErrors(1)).isNull(0);
        }

        BigDecimal exactSum() {
            return values.stream().map(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);
        }

        BigDecimal exactAverage() {
            return exactSum().divide(BigDecimal.valueOf(values.size()), AMPLE);
        }

        /** Over the population. */
        BigDecimal exactVariance() {
            BigDecimal n = BigDecimal.valueOf(values.size());
            BigDecimal sum = exactSum();
            BigDecimal squares =
                    values.stream()
                            .map(v -> new BigDecimal(v).pow(2))
                            .reduce(BigDecimal.ZERO, BigDecimal::add);
            return n.multiply(squares).subtract(sum.pow(2)).divide(n.pow(2), AMPLE);
        }
    }

    private static Accumulator sum(boolean average, boolean kept) {
        return kept
                ? DoubleSum.kept(0, average, "sum", ordered(), 3)
                : DoubleSum.ofBytes(0, average, "sum");
    }

    private static Accumulator variance() {
        return new DoubleVariance(0, new Spread(false, false), "variance", ordered(), 3);
    }

    static Stream<Boolean> forms() {
        return Stream.of(true, false);
    }

    /** A finite double of any magnitude, or of a few near to each other, so that sums cancel. */
    private static double value(Random random, int exponents) {
        double mantissa = (random.nextBoolean() ? 1 : -1) * (1 + random.nextDouble());
        if (exponents == 0) {
            double any = Double.longBitsToDouble(random.nextLong());
            return Double.isFinite(any) ? any / 64 : Double.MIN_VALUE * random.nextInt(9);
        }
        int middle =
                new int[] {-1074, -1022, -192, -140, -44, 0, 75, 150, 190, 1000}
                        [random.nextInt(10)];
        return Math.scalb(mantissa, middle + random.nextInt(exponents) - exponents / 2);
    }

    @ParameterizedTest
    @MethodSource("forms")
    void sumsAndAveragesAreTheNearestDoubles(boolean kept) {
        Random random = new Random(SEED);
        for (int round = 0; round < 300; round++) {
            int exponents = round % 3 == 0 ? 0 : round % 3 == 1 ? 4 : 16;
            Group sum = new Group(sum(false, kept));
            Group average = new Group(sum(true, kept));
            for (int step = 0; step < 60; step++) {
                if (sum.values.isEmpty() || random.nextInt(5) < 3) {
                    double value = value(random, exponents);
                    sum.insert(value);
                    average.insert(value);
                } else {
                    int position = random.nextInt(sum.values.size());
                    sum.takeBack(position);
                    average.takeBack(position);
                }
                if (!sum.values.isEmpty()) {
                    String place = "seed " + SEED + " round " + round + " step " + step;
                    assertEquals(sum.exactSum().doubleValue() + 0.0, sum.read() + 0.0, place);
                    assertEquals(
                            average.exactAverage().doubleValue() + 0.0,
                            average.read() + 0.0,
                            place);
                }
            }
        }
    }

    @Test
    void variancesAreTheNearestDoubles() {
        Random random = new Random(SEED);
        for (int round = 0; round < 200; round++) {
            Group group = new Group(variance());
            double scale = round % 2 == 0 ? 1 : 0x1p-520;
            int exponents = round % 3 == 0 ? 0 : round % 3 == 1 ? 4 : 16;
            for (int step = 0; step < 30; step++) {
                if (group.values.isEmpty() || random.nextInt(5) < 3) {
                    group.insert(value(random, exponents) * scale);
                } else {
                    group.takeBack(random.nextInt(group.values.size()));
                }
                if (!group.values.isEmpty()) {
                    String place = "seed " + SEED + " round " + round + " step " + step;
                    assertEquals(group.exactVariance().doubleValue(), group.read(), place);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("forms")
    void leavesNothingBehindWhenAllIsTakenBack(boolean kept) {
        Random random = new Random(SEED);
        Group group = new Group(sum(false, kept));
        for (int i = 0; i < 500; i++) {
            group.insert(value(random, i % 2 == 0 ? 0 : 8));
        }
        while (!group.values.isEmpty()) {
            group.takeBack(random.nextInt(group.values.size()));
        }
        assertTrue(group.isNull(), "seed " + SEED);
        for (byte b : group.cells.pages()[0]) {
            assertEquals(0, b, "seed " + SEED);
        }
    }

    @Test
    void leavesNoDigitInTheIndex() {
        OrderedIndex ordered = ordered();
        Group group = new Group(DoubleSum.kept(0, false, "sum", ordered, 0));
        group.insert(Double.MIN_VALUE);
        group.insert(-Double.MAX_VALUE);
        assertTrue(ordered.cursor().first());
        group.takeBack(0);
        group.takeBack(0);
        assertTrue(!ordered.cursor().first());
        group.insert(1e-300);
        group.accumulator.forget(7);
        assertTrue(!ordered.cursor().first());
    }

    @ParameterizedTest
    @MethodSource("forms")
    void overflowsOnlyWhenTheSumDoes(boolean kept) {
        Group sum = new Group(sum(false, kept));
        Group average = new Group(sum(true, kept));
        for (Group group : List.of(sum, average)) {
            group.insert(Double.MAX_VALUE);
            group.insert(Double.MAX_VALUE);
        }
        assertEquals(Double.MAX_VALUE, average.read());
        sum.read();
        assertEquals(ErrorCode.NUMERIC_OVERFLOW, sum.failures.list().getFirst().code());
        sum.insert(-Double.MAX_VALUE);
        assertEquals(Double.MAX_VALUE, sum.read());
        assertEquals(List.of(), sum.failures.list());
    }

    @ParameterizedTest
    @MethodSource("forms")
    void forgetsNanAndInfinitiesThatAreTakenBack(boolean kept) {
        Group group = new Group(sum(false, kept));
        group.insert(1e-200);
        group.insert(Double.POSITIVE_INFINITY);
        assertEquals(Double.POSITIVE_INFINITY, group.read());
        group.insert(Double.NEGATIVE_INFINITY);
        assertEquals(Double.NaN, group.read());
        group.takeBack(1);
        assertEquals(Double.NEGATIVE_INFINITY, group.read());
        group.insert(Double.NaN);
        assertEquals(Double.NaN, group.read());
        group.takeBack(2);
        group.takeBack(1);
        assertEquals(1e-200, group.read());
    }

    @ParameterizedTest
    @MethodSource("forms")
    void countsWeights(boolean kept) {
        Group group = new Group(sum(false, kept));
        group.add(Double.MIN_VALUE, 1L << 40);
        assertEquals(Math.scalb(Double.MIN_VALUE, 40), group.read());
        group.add(0x1p200, 1_000_000_007L);
        group.add(0x1p200, -1_000_000_007L);
        assertEquals(Math.scalb(Double.MIN_VALUE, 40), group.read());
    }
}
