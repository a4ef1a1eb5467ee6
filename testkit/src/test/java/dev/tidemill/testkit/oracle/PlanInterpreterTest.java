package dev.tidemill.testkit.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tidemill.algebra.expr.Call;
import dev.tidemill.algebra.expr.ColumnRef;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.algebra.plan.Aggregate;
import dev.tidemill.algebra.plan.AggregateCall;
import dev.tidemill.algebra.plan.AggregateFunction;
import dev.tidemill.algebra.plan.Join;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Project;
import dev.tidemill.algebra.plan.Scan;
import dev.tidemill.algebra.plan.SortKey;
import dev.tidemill.algebra.plan.TemporalFilter;
import dev.tidemill.algebra.plan.TopN;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PlanInterpreterTest {
    private static final Scan NUMBERS =
            new Scan(
                    "numbers",
                    Schema.of(Field.of("k", Type.INTEGER), Field.of("v", Type.INTEGER)),
                    List.of(),
                    true,
                    -1);

    private final ZSet numbers = new ZSet();

    private OracleResult answer(Plan plan) {
        return new PlanInterpreter(Map.of("numbers", numbers), 10).answer(plan);
    }

    private static List<@Nullable Object> row(@Nullable Object... values) {
        return new ArrayList<>(Arrays.asList(values));
    }

    private static Expr column(int index) {
        return new ColumnRef(index, Type.INTEGER);
    }

    private static AggregateCall call(AggregateFunction function, Type type, boolean distinct) {
        return new AggregateCall(function, 1, -1, distinct, type, function.name());
    }

    @Test
    void groupsNullKeysTogetherAndPassesOverNullArguments() {
        numbers.add(row(1, 5), 2).add(row(1, null), 1).add(row(null, 7), 1).add(row(null, 8), 1);
        Plan plan =
                new Aggregate(
                        NUMBERS,
                        List.of(0),
                        List.of(
                                new AggregateCall(
                                        AggregateFunction.COUNT, -1, -1, false, Type.BIGINT, "n"),
                                call(AggregateFunction.SUM, Type.BIGINT, false),
                                call(AggregateFunction.AVG, Type.decimal(38, 16), false),
                                call(AggregateFunction.COUNT, Type.BIGINT, true)));
        ZSet expected =
                new ZSet()
                        .add(row(1, 3L, 10L, new BigDecimal("5.0000000000000000"), 1L), 1)
                        .add(row(null, 2L, 15L, new BigDecimal("7.5000000000000000"), 2L), 1);
        assertEquals(expected, answer(plan).rows());
    }

    @Test
    void answersAnAggregateWithoutKeysOverNoRows() {
        Plan plan =
                new Aggregate(
                        NUMBERS,
                        List.of(),
                        List.of(
                                call(AggregateFunction.COUNT, Type.BIGINT, false),
                                call(AggregateFunction.MAX, Type.INTEGER, false)));
        assertEquals(new ZSet().add(row(0L, null), 1), answer(plan).rows());
    }

    @Test
    void padsALeftRowWithoutPartnerAndNeverMatchesNull() {
        numbers.add(row(1, 2), 2).add(row(2, null), 1);
        Plan plan =
                new Join(NUMBERS, NUMBERS, Join.Kind.LEFT, List.of(new Join.KeyPair(1, 0)), null);
        ZSet expected = new ZSet().add(row(1, 2, 2, null), 2).add(row(2, null, null, null), 1);
        assertEquals(expected, answer(plan).rows());
    }

    @Test
    void countsARowOfWeightTwoTwiceInATop() {
        numbers.add(row(1, 9), 2).add(row(2, 8), 1).add(row(3, null), 1);
        Plan plan = new TopN(NUMBERS, List.of(), List.of(new SortKey(1, true, false)), 2, 1);
        assertEquals(new ZSet().add(row(1, 9), 1).add(row(2, 8), 1), answer(plan).rows());
    }

    @Test
    void turnsAFailingRowIntoAnErrorOfItsWeight() {
        numbers.add(row(1, 0), 3).add(row(4, 2), 1);
        Expr quotient = Call.of(ScalarFunction.DIVIDE, Type.INTEGER, column(0), column(1));
        OracleResult result =
                answer(new Project(NUMBERS, List.of(new Project.Column("q", quotient))));
        assertEquals(new ZSet().add(row(2), 1), result.rows());
        assertEquals(3, result.errors().totalWeight());
    }

    @Test
    void keepsARowFromItsFirstInstantUntilBeforeItsLast() {
        numbers.add(row(1, 1), 1);
        assertEquals(
                1, answer(new TemporalFilter(NUMBERS, instant(10), instant(11))).rows().size());
        assertEquals(0, answer(new TemporalFilter(NUMBERS, instant(11), null)).rows().size());
        assertEquals(0, answer(new TemporalFilter(NUMBERS, null, instant(10))).rows().size());
    }

    private static Expr instant(long micros) {
        return new Literal(micros, Type.TIMESTAMPTZ);
    }
}
