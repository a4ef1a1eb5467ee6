package dev.tidemill.engine.circuit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tidemill.algebra.bound.Frontier;
import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.expr.Call;
import dev.tidemill.algebra.expr.ColumnRef;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Project;
import dev.tidemill.algebra.plan.Scan;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.operator.Partitions;
import dev.tidemill.engine.state.PageAllocator;
import dev.tidemill.engine.state.StateSpace;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What nodes make counts once, and only who makes much more than it was given is to blame. */
class OutputTallyTest {
    private static final Schema ROWS =
            Schema.of(Field.of("id", Type.BIGINT), Field.of("s", Type.TEXT));
    private static final Plan SCAN = new Scan("t", ROWS, List.of(0), false, -1);
    private static final Expr ID = new ColumnRef(0, Type.BIGINT);
    private static final Expr TEXT = new ColumnRef(1, Type.TEXT);
    private static final int COUNT = 1_000;

    private static Batch rows() {
        BatchBuilder builder = new BatchBuilder(ROWS, COUNT);
        for (long i = 0; i < COUNT; i++) {
            builder.add(1, i, "x".repeat(92));
        }
        return builder.build();
    }

    private static Plan project(Plan input, Expr... expressions) {
        List<Project.Column> columns = new ArrayList<>();
        for (int i = 0; i < expressions.length; i++) {
            columns.add(new Project.Column("c" + i, expressions[i]));
        }
        return new Project(input, columns);
    }

    private static Expr concat(Expr one, Expr other) {
        return Call.of(ScalarFunction.CONCAT, Type.TEXT, one, other);
    }

    /** Steps the plan's nodes over the rows, in their order, counting each. */
    private static void step(Plan plan, OutputTally tally) {
        StateSpace space = new StateSpace(PageAllocator.unbounded());
        Dataflow dataflow = new Dataflow();
        dataflow.add(plan, Origin.WHOLE, _ -> space);
        dataflow.feed("t", rows());
        Set<CircuitNode> nodes = new LinkedHashSet<>();
        CircuitNode root = dataflow.visit(plan, Origin.WHOLE, nodes);
        assertEquals(plan, root.plan());
        try (Partitions partitions = new Partitions(1)) {
            for (CircuitNode node : nodes) {
                node.step(0, false, partitions, Frontier.unknown());
                tally.add(node);
            }
        }
    }

    @Test
    void countsWhatIsPassedOnOnce() {
        OutputTally tally = new OutputTally(Long.MAX_VALUE / 4);
        Plan deep = project(project(project(SCAN, ID, TEXT), ID, TEXT, TEXT), TEXT, ID);
        step(deep, tally);
        assertEquals(0, tally.bytes(), "nothing was made: all arrays are the table's change");
        OutputTally other = new OutputTally(Long.MAX_VALUE / 4);
        step(project(project(SCAN, ID, concat(TEXT, TEXT)), new ColumnRef(1, Type.TEXT)), other);
        long texts = COUNT * (2L * 92 + Integer.BYTES);
        assertEquals(texts, other.bytes(), "the concatenated texts, once");
    }

    @Test
    void blamesOnlyWhoMakesMuchMoreThanItWasGiven() {
        long given = rows().bytes();
        step(project(SCAN, ID, concat(TEXT, TEXT)), new OutputTally(given));
        Expr eight =
                concat(
                        concat(concat(TEXT, TEXT), concat(TEXT, TEXT)),
                        concat(concat(TEXT, TEXT), concat(TEXT, TEXT)));
        TidemillException refused =
                assertThrows(
                        TidemillException.class,
                        () -> step(project(SCAN, eight), new OutputTally(given * 5)));
        assertEquals(ErrorCode.MEMORY_LIMIT, refused.errorCode());
    }

    @Test
    void blamesWhoeverMakesMuchWhenThereIsTwiceTooMuch() {
        long given = rows().bytes();
        TidemillException refused =
                assertThrows(
                        TidemillException.class,
                        () -> step(project(SCAN, concat(TEXT, TEXT)), new OutputTally(given / 2)));
        assertEquals(ErrorCode.MEMORY_LIMIT, refused.errorCode());
    }
}
