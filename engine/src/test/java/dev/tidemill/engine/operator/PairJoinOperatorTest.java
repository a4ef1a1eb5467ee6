package dev.tidemill.engine.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.bound.Frontier;
import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.plan.Join;
import dev.tidemill.algebra.plan.Scan;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.state.PageAllocator;
import dev.tidemill.engine.state.StateSpace;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PairJoinOperatorTest {
    private static final Schema SCHEMA =
            Schema.of(
                    Field.of("id", Type.BIGINT),
                    Field.of("at", Type.TIMESTAMP),
                    Field.of("name", Type.TEXT));

    private static final Scan STREAM = new Scan("stream", SCHEMA, List.of(), true, 1);
    private static final Scan OTHER = new Scan("other", SCHEMA, List.of(), true, 1);
    private static final Scan KEYED = new Scan("keyed", SCHEMA, List.of(0), false, -1);

    private static Join join(Scan left, Scan right, Join.Kind kind, Join.@Nullable Band band) {
        return new Join(left, right, kind, List.of(new Join.KeyPair(0, 0)), band, null);
    }

    private static boolean takes(Scan left, Scan right, Join.Kind kind, Join.@Nullable Band band) {
        return PairJoinOperator.takes(join(left, right, kind, band));
    }

    @Test
    void takesInnerJoinsWithASideThatOnlyGrows() {
        assertTrue(takes(STREAM, OTHER, Join.Kind.INNER, null));
        assertTrue(takes(STREAM, KEYED, Join.Kind.INNER, null));
        assertTrue(takes(KEYED, STREAM, Join.Kind.INNER, null));
        assertFalse(takes(KEYED, KEYED, Join.Kind.INNER, null));
        assertFalse(takes(STREAM, OTHER, Join.Kind.LEFT, null));
        assertFalse(takes(STREAM, OTHER, Join.Kind.SEMI, null));
    }

    @Test
    void takesABandOfTimesOfSidesThatBothOnlyGrow() {
        Join.Band times = new Join.Band(1, 1, 0L, 10L);
        assertTrue(takes(STREAM, OTHER, Join.Kind.INNER, times));
        assertFalse(takes(STREAM, KEYED, Join.Kind.INNER, times));
        assertFalse(takes(STREAM, OTHER, Join.Kind.INNER, new Join.Band(0, 0, 0L, 10L)));
    }

    private static Batch rows(Object[]... rows) {
        BatchBuilder builder = new BatchBuilder(SCHEMA, rows.length);
        for (Object[] row : rows) {
            builder.add((Long) row[0], row[1], row[2], row[3]);
        }
        return builder.build();
    }

    private static Object[] row(long weight, @Nullable Long id, long at, String name) {
        return new Object[] {weight, id, at, name};
    }

    private static Batch step(PairJoinOperator operator, Batch left, Batch right) {
        try (Partitions partitions = new Partitions(1)) {
            return operator.step(
                    List.of(left, right),
                    new Step(0, false, new ErrorRows(), partitions, Frontier.unknown()));
        }
    }

    private static PairJoinOperator operator(Scan left, Scan right) {
        StateSpace space = new StateSpace(PageAllocator.unbounded());
        return new PairJoinOperator(join(left, right, Join.Kind.INNER, null), space, "join");
    }

    @Test
    void passesColumnsOnWhereEachRowHasOnePartner() {
        PairJoinOperator operator = operator(STREAM, KEYED);
        Batch keyed = rows(row(1, 1L, 0, "one"), row(1, 2L, 0, "a name of many letters"));
        assertTrue(step(operator, Batch.empty(SCHEMA), keyed).isEmpty());
        Batch changes = rows(row(1, 2L, 5, "x"), row(1, 1L, 6, "y"), row(1, 2L, 7, "z"));
        Batch pairs = step(operator, changes, Batch.empty(SCHEMA));
        for (int i = 0; i < 3; i++) {
            assertSame(changes.column(i), pairs.column(i));
        }
        assertEquals(List.of(2L, 5L, "x", 2L, 0L, "a name of many letters"), pairs.row(0));
        assertEquals(List.of(1L, 6L, "y", 1L, 0L, "one"), pairs.row(1));
        Batch more = rows(row(1, 2L, 8, "x"), row(1, null, 8, "y"), row(1, 3L, 8, "z"));
        Batch one = step(operator, more, Batch.empty(SCHEMA));
        assertEquals(1, one.size());
        assertEquals(List.of(2L, 8L, "x", 2L, 0L, "a name of many letters"), one.row(0));
    }

    @Test
    void takesPairsBackWhenAKeyedRowChanges() {
        PairJoinOperator operator = operator(STREAM, KEYED);
        Batch stream = rows(row(1, 1L, 5, "x"), row(2, 1L, 6, "y"));
        assertTrue(step(operator, stream, Batch.empty(SCHEMA)).isEmpty());
        assertEquals(3, step(operator, Batch.empty(SCHEMA), rows(row(1, 1L, 0, "a"))).size());
        Batch changed = rows(row(-1, 1L, 0, "a"), row(1, 1L, 0, "b"));
        Batch pairs = step(operator, rows(row(1, 1L, 7, "z")), changed);
        long before = 0;
        long after = 0;
        for (int i = 0; i < pairs.size(); i++) {
            boolean isNew = "b".equals(pairs.row(i).get(5));
            before += isNew ? 0 : pairs.weight(i);
            after += isNew ? pairs.weight(i) : 0;
        }
        assertEquals(-3, before);
        assertEquals(4, after);
    }

    @Test
    void refusesToTakeBackWhatOnlyGrows() {
        PairJoinOperator operator = operator(STREAM, OTHER);
        Batch back = rows(row(-1, 1L, 5, "x"));
        assertThrows(IllegalStateException.class, () -> step(operator, back, Batch.empty(SCHEMA)));
    }

    /** Half a gigabyte of texts, of which there is one. */
    @Test
    void endsAStepWhosePairsHaveTooLongTextsBeforeTheyAreCopied() {
        PairJoinOperator operator = operator(STREAM, OTHER);
        String text = "x".repeat(1 << 16);
        assertTrue(step(operator, rows(row(1, 1L, 0, text)), Batch.empty(SCHEMA)).isEmpty());
        Object[][] many = new Object[(int) (Runtime.getRuntime().maxMemory() >> 18)][];
        for (int i = 0; i < many.length; i++) {
            many[i] = row(1, 1L, i, "y");
        }
        TidemillException refused =
                assertThrows(
                        TidemillException.class,
                        () -> step(operator, Batch.empty(SCHEMA), rows(many)));
        assertEquals(ErrorCode.MEMORY_LIMIT, refused.errorCode());
    }
}
