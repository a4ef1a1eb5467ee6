package dev.tidemill.engine.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.bound.Frontier;
import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.plan.AggregateCall;
import dev.tidemill.algebra.plan.AggregateFunction;
import dev.tidemill.algebra.plan.Frame;
import dev.tidemill.algebra.plan.Over;
import dev.tidemill.algebra.plan.OverCall;
import dev.tidemill.algebra.plan.Scan;
import dev.tidemill.algebra.plan.SortKey;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.state.PageAllocator;
import dev.tidemill.engine.state.StateSpace;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How many rows a change in the middle of a large partition moves. */
class OverOperatorTest {
    private static final int ROWS = 20_000;
    private static final Schema SCHEMA =
            Schema.of(
                    Field.of("at", Type.BIGINT),
                    Field.of("value", Type.BIGINT),
                    Field.of("note", Type.BIGINT));

    private static Over over(OverCall call) {
        Scan scan = new Scan("t", SCHEMA, List.of(), false, -1);
        return new Over(scan, List.of(), List.of(new SortKey(0, false, false)), List.of(call));
    }

    private static OverCall aggregate(AggregateFunction function, Type type, Frame frame) {
        return new OverCall.Aggregated(new AggregateCall(function, 1, -1, false, type, "a"), frame);
    }

    private static Frame.Bound offset(Frame.Edge edge, long count) {
        return new Frame.Bound(edge, new Literal(count, Type.BIGINT));
    }

    private static final Frame RUNNING =
            Frame.of(Frame.Mode.ROWS, Frame.Bound.UNBOUNDED_PRECEDING, Frame.Bound.CURRENT_ROW);

    /** Rows at 0, 2, 4 … with the value 1; a step of one batch. */
    private static OverOperator filled(OverCall call) {
        OverOperator operator =
                new OverOperator(over(call), new StateSpace(PageAllocator.unbounded()), "over");
        BatchBuilder rows = new BatchBuilder(SCHEMA, ROWS);
        for (long i = 0; i < ROWS; i++) {
            rows.add(1, 2 * i, 1L, 0L);
        }
        assertEquals(ROWS, step(operator, rows.build()).size());
        return operator;
    }

    private static Batch step(OverOperator operator, Batch batch) {
        try (Partitions partitions = new Partitions(1)) {
            return operator.step(
                    List.of(batch),
                    new Step(0, false, new ErrorRows(), partitions, Frontier.unknown()));
        }
    }

    private static Batch inserted(long at, long value) {
        return new BatchBuilder(SCHEMA, 1).add(1, at, value, 0L).build();
    }

    private static int moved(OverCall call, Batch change) {
        return step(filled(call), change).size();
    }

    @Test
    void lagMovesTheRowAndItsFollower() {
        OverCall lag = new OverCall.Neighbour(1, -1, -1, Type.BIGINT, "l");
        // The row, and its follower taken back and brought with another value.
        assertEquals(3, moved(lag, inserted(ROWS + 1, 7)));
        // The follower's value is what it was.
        assertEquals(1, moved(lag, inserted(ROWS + 1, 1)));
    }

    @Test
    void aSlidingFrameMovesItsNeighbours() {
        Frame frame =
                Frame.of(
                        Frame.Mode.ROWS,
                        offset(Frame.Edge.PRECEDING, 3),
                        offset(Frame.Edge.FOLLOWING, 2));
        assertEquals(
                1 + 2 * 5,
                moved(
                        aggregate(AggregateFunction.SUM, Type.decimal(38, 0), frame),
                        inserted(ROWS + 1, 7)));
    }

    @Test
    void aRangeMovesTheRowsInIt() {
        Frame frame =
                Frame.of(
                        Frame.Mode.RANGE,
                        offset(Frame.Edge.PRECEDING, 10),
                        Frame.Bound.CURRENT_ROW);
        assertEquals(
                1 + 2 * 5,
                moved(
                        aggregate(AggregateFunction.COUNT, Type.BIGINT, frame),
                        inserted(ROWS + 1, 7)));
    }

    @Test
    void aRowNumberMovesTheRowsBehind() {
        OverCall number = new OverCall.Ranking(OverCall.Ranking.Kind.ROW_NUMBER, 0, "n");
        assertEquals(1, moved(number, inserted(2 * ROWS, 1)));
        assertEquals(1 + 2 * 10, moved(number, inserted(2 * (ROWS - 10) - 1, 1)));
    }

    @Test
    void runningValuesStopWhereTheyAreWhatTheyWere() {
        OverCall sum = aggregate(AggregateFunction.SUM, Type.decimal(38, 0), RUNNING);
        Batch noted =
                new BatchBuilder(SCHEMA, 2).add(-1, 100L, 1L, 0L).add(1, 100L, 1L, 5L).build();
        assertEquals(2, moved(sum, noted));
        OverCall most = aggregate(AggregateFunction.MAX, Type.BIGINT, RUNNING);
        assertEquals(1, moved(most, inserted(ROWS + 1, 1)));
    }

    /** Each append goes on from a mark; from the first row on, this would take minutes. */
    @Test
    void appendsDoNotGoThroughThePartition() {
        OverCall sum = aggregate(AggregateFunction.SUM, Type.decimal(38, 0), RUNNING);
        OverOperator operator = filled(sum);
        long started = System.nanoTime();
        for (long i = 0; i < 2_000; i++) {
            assertEquals(1, step(operator, inserted(2 * ROWS + i, 1)).size());
        }
        long millis = (System.nanoTime() - started) / 1_000_000;
        assertTrue(millis < 20_000, () -> "2,000 appends took " + millis + " ms");
    }
}
