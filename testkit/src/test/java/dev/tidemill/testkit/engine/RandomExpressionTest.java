package dev.tidemill.testkit.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.expression.ExpressionCompiler;
import dev.tidemill.engine.expression.Frame;
import dev.tidemill.engine.expression.Kernel;
import dev.tidemill.engine.expression.RowError;
import dev.tidemill.engine.expression.Selection;
import dev.tidemill.testkit.oracle.ExpressionInterpreter;
import dev.tidemill.testkit.random.RandomExpressions;
import dev.tidemill.testkit.random.RandomValues;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The engine's expressions over batches of wild rows, whole and in part, held against the oracle's,
 * row by row: value, or error code.
 */
class RandomExpressionTest {
    private static final int ROWS = 40;
    private static final int EXPRESSIONS = 40;
    private static final int DIFFERENCES_MAX = 25;

    private static final Schema SCHEMA =
            Schema.of(
                    Field.of("truth", Type.BOOLEAN),
                    Field.of("small", Type.INTEGER),
                    Field.of("big", Type.BIGINT),
                    Field.of("number", Type.DOUBLE),
                    Field.of("price", Type.decimal(12, 2)),
                    Field.of("exact", Type.decimal(20, 6)),
                    Field.of("label", Type.TEXT),
                    Field.of("day", Type.DATE),
                    Field.of("local", Type.TIMESTAMP),
                    Field.of("instant", Type.TIMESTAMPTZ),
                    Field.of("span", Type.INTERVAL));

    @Test
    void theEngineEvaluatesRandomExpressionsAsTheOracleDoes() {
        boolean isLong = Boolean.getBoolean("tidemill.long");
        long first = Long.getLong("tidemill.seed", isLong ? System.currentTimeMillis() : 0);
        int count = Integer.getInteger("tidemill.count", isLong ? 5_000 : 100);
        List<String> differences = new ArrayList<>();
        for (long seed = first; seed < first + count; seed++) {
            check(seed, differences);
            if (differences.size() >= DIFFERENCES_MAX) {
                break;
            }
        }
        assertEquals("", String.join("\n", differences));
    }

    private static void check(long seed, List<String> differences) {
        Random random = new Random(seed);
        RandomValues values =
                random.nextBoolean() ? RandomValues.wild(random) : RandomValues.tame(random);
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            rows.add(values.row(SCHEMA.fields().stream().map(Field::type).toList()));
        }
        RandomExpressions expressions = new RandomExpressions(values, SCHEMA);
        for (int i = 0; i < EXPRESSIONS; i++) {
            Expr expression =
                    random.nextInt(15) == 0
                            ? expressions.transcendental()
                            : expressions.of(expressions.type(), random.nextInt(1, 4));
            String difference = difference(expression, rows, selection(random));
            if (difference != null) {
                differences.add("seed " + seed + ": " + difference);
            }
        }
    }

    /** All rows, or some of them. */
    private static Selection selection(Random random) {
        if (random.nextBoolean()) {
            return Selection.all(ROWS);
        }
        int[] some = random.ints(0, ROWS).distinct().limit(random.nextInt(ROWS)).sorted().toArray();
        return new Selection(some, some.length);
    }

    private static @Nullable String difference(
            Expr expression, List<List<@Nullable Object>> rows, Selection selection) {
        BatchBuilder builder = new BatchBuilder(SCHEMA, ROWS);
        rows.forEach(row -> builder.addRow(1, row));
        List<Object> answers;
        try {
            answers = engineAnswers(expression, builder.build(), selection);
        } catch (RuntimeException | AssertionError e) {
            return "engine threw "
                    + e
                    + " at "
                    + Arrays.toString(Arrays.copyOf(e.getStackTrace(), 4))
                    + " for "
                    + expression;
        }
        for (int i = 0; i < selection.count(); i++) {
            List<@Nullable Object> row = rows.get(selection.row(i));
            Object expected = oracleAnswer(expression, row);
            boolean bothFail = expected instanceof ErrorCode;
            if (bothFail
                    ? !failures(expression, row).contains(answers.get(i))
                    : !agree(answers.get(i), expected)) {
                return "engine %s, oracle %s for %s over %s"
                        .formatted(answers.get(i), expected, expression, row);
            }
        }
        return null;
    }

    private static List<Object> engineAnswers(Expr expression, Batch rows, Selection selection) {
        Kernel kernel = ExpressionCompiler.compile(expression);
        Frame frame = Frame.over(rows);
        Column column = kernel.evaluate(frame, selection);
        Map<Integer, ErrorCode> errors =
                frame.errors().list().stream()
                        .collect(Collectors.toMap(RowError::row, RowError::code));
        List<Object> answers = new ArrayList<>();
        for (int i = 0; i < selection.count(); i++) {
            Object error = errors.get(selection.row(i));
            Object value = column.value(i);
            answers.add(error != null ? error : value != null ? value : "NULL");
        }
        return answers;
    }

    private static Object oracleAnswer(Expr expression, List<@Nullable Object> row) {
        try {
            Object value = new ExpressionInterpreter(0).evaluate(expression, row);
            return value == null ? "NULL" : value;
        } catch (dev.tidemill.testkit.oracle.RowError error) {
            return error.code();
        }
    }

    /** The failures of all parts: which of several comes first is not promised. */
    private static Set<Object> failures(Expr expression, List<@Nullable Object> row) {
        Set<Object> codes = new HashSet<>();
        Object answer = oracleAnswer(expression, row);
        if (answer instanceof ErrorCode) {
            codes.add(answer);
        }
        expression.children().forEach(child -> codes.addAll(failures(child, row)));
        return codes;
    }

    private static boolean agree(Object actual, Object expected) {
        if (actual instanceof Double x && expected instanceof Double y) {
            return x + 0.0 == y + 0.0 || x.equals(y) || Math.abs(x - y) <= 1e-12 * Math.abs(y);
        }
        return Objects.equals(actual, expected);
    }
}
