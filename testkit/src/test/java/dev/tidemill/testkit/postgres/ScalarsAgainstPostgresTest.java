package dev.tidemill.testkit.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Project;
import dev.tidemill.algebra.plan.Scan;
import dev.tidemill.algebra.type.ArrayType;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.expression.ExpressionCompiler;
import dev.tidemill.engine.expression.Frame;
import dev.tidemill.engine.expression.Selection;
import dev.tidemill.sql.Catalog;
import dev.tidemill.sql.CatalogTable;
import dev.tidemill.sql.Planner;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Each scalar expression, written in SQL, through our parser, planner and engine and through
 * PostgreSQL: type, value as text and SQLSTATE of errors are the same, but for the listed
 * deviations.
 */
class ScalarsAgainstPostgresTest {
    private static final int ROWS = 24;
    private static final Catalog CATALOG =
            Catalog.of(List.of(CatalogTable.event("arguments", ScalarCases.SCHEMA, -1)));

    /** What one expression gives: its type and one answer a row. */
    private record Answers(String type, List<String> rows) {}

    @Test
    void everyScalarExpressionMeansWhatItMeansToPostgres() throws Exception {
        long seed = Long.getLong("tidemill.seed", 42);
        List<String> expressions = ScalarCases.expressions();
        List<List<@Nullable Object>> rows = ScalarCases.rows(ROWS, seed);
        Map<String, Answers> ours = ours(expressions, rows);
        Map<String, String> deviations = ScalarCases.deviations();
        List<String> report = new ArrayList<>();
        PostgresTruth postgres = PostgresTruth.shared();
        Map<String, Answers> theirs = theirs(postgres, expressions, rows);
        for (String expression : expressions) {
            String difference = difference(ours.get(expression), theirs.get(expression), rows);
            boolean known = deviations.containsKey(expression);
            if (difference != null && !known) {
                report.add(expression + ": " + difference);
            } else if (difference == null && known) {
                report.add(expression + ": agrees, so it is no deviation");
            }
        }
        assertEquals("", String.join("\n", report), "seed " + seed);
    }

    private static @Nullable String difference(
            @Nullable Answers ours, @Nullable Answers theirs, List<List<@Nullable Object>> rows) {
        if (ours == null || theirs == null) {
            return "no answer";
        }
        if (theirs.type().startsWith("E")) {
            // A constant that fails: here already when it is planned, or for each row.
            boolean fails =
                    ours.type().startsWith(theirs.type() + " ")
                            || (!ours.rows().isEmpty()
                                    && ours.rows().stream().allMatch(theirs.type()::equals));
            return fails ? null : ours + ", PostgreSQL " + theirs.type();
        }
        if (!ours.type().equals(theirs.type())) {
            return "type " + ours.type() + ", PostgreSQL " + theirs.type();
        }
        for (int i = 0; i < ours.rows().size(); i++) {
            if (!agree(ours.rows().get(i), theirs.rows().get(i), ours.type())) {
                return ours.rows().get(i)
                        + ", PostgreSQL "
                        + theirs.rows().get(i)
                        + " for "
                        + rows.get(i);
            }
        }
        return null;
    }

    /** NUMERIC agrees when it does to the digits that both have. */
    private static boolean agree(String ours, String theirs, String type) {
        PostgresAnswer mine = new PostgresAnswer(ours);
        if (type.equals("numeric")
                && ours.startsWith("V")
                && theirs.startsWith("V")
                && !theirs.contains("N")) {
            BigDecimal x = new BigDecimal(ours.substring(1));
            BigDecimal y = new BigDecimal(theirs.substring(1));
            int scale = Math.min(x.scale(), y.scale());
            return x.setScale(scale, RoundingMode.HALF_UP)
                            .compareTo(y.setScale(scale, RoundingMode.HALF_UP))
                    == 0;
        }
        return mine.agrees(
                PostgresAnswer.ofPostgres(theirs),
                type.equals("double precision") ? Type.DOUBLE : Type.TEXT);
    }

    private static Map<String, Answers> theirs(
            PostgresTruth postgres, List<String> expressions, List<List<@Nullable Object>> rows)
            throws Exception {
        List<String> queries = new ArrayList<>();
        for (String expression : expressions) {
            queries.add("SELECT pg_typeof(" + expression + ")::text" + from(rows.getFirst()));
            for (List<@Nullable Object> row : rows) {
                queries.add("SELECT (" + expression + ")::text" + from(row));
            }
        }
        List<String> answers = postgres.answers(queries);
        Map<String, Answers> theirs = new LinkedHashMap<>();
        int at = 0;
        for (String expression : expressions) {
            String type = answers.get(at);
            List<String> values = answers.subList(at + 1, at + 1 + rows.size());
            theirs.put(
                    expression,
                    type.startsWith("E")
                            ? new Answers(PostgresAnswer.ofPostgres(type).text(), List.of())
                            : new Answers(type.substring(1), values));
            at += 1 + rows.size();
        }
        return theirs;
    }

    private static String from(List<@Nullable Object> row) {
        List<String> columns = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            columns.add(
                    PostgresExpression.literal(row.get(i), ScalarCases.SCHEMA.type(i))
                            + " AS "
                            + ScalarCases.SCHEMA.field(i).name());
        }
        return " FROM (SELECT " + String.join(", ", columns) + " OFFSET 0) v";
    }

    private static Map<String, Answers> ours(
            List<String> expressions, List<List<@Nullable Object>> rows) {
        BatchBuilder builder = new BatchBuilder(ScalarCases.SCHEMA, rows.size());
        rows.forEach(row -> builder.addRow(1, row));
        Batch batch = builder.build();
        Map<String, Answers> answers = new LinkedHashMap<>();
        for (String expression : expressions) {
            try {
                answers.put(expression, answers(planned(expression), batch));
            } catch (TidemillException e) {
                answers.put(
                        expression,
                        new Answers("E" + e.errorCode() + " " + e.message(), List.of()));
            } catch (RuntimeException | AssertionError e) {
                String place = e.getStackTrace().length > 0 ? " at " + e.getStackTrace()[0] : "";
                answers.put(expression, new Answers("threw " + e + place, List.of()));
            }
        }
        return answers;
    }

    private static Expr planned(String expression) {
        Plan plan =
                new Planner(CATALOG)
                        .plan("SELECT id, (" + expression + ") AS answer FROM arguments")
                        .plan();
        if (plan instanceof Project project && project.input() instanceof Scan) {
            return project.columns().get(1).expression();
        }
        throw new IllegalStateException("not a projection: " + plan);
    }

    private static Answers answers(Expr expression, Batch batch) {
        Frame frame = Frame.over(batch);
        Column column =
                ExpressionCompiler.compile(expression).evaluate(frame, Selection.all(batch.size()));
        List<String> answers = new ArrayList<>();
        for (int row = 0; row < batch.size(); row++) {
            answers.add(PostgresAnswer.ofValue(column.value(row), expression.type()).text());
        }
        frame.errors().list().forEach(error -> answers.set(error.row(), "E" + error.code()));
        return new Answers(postgresName(expression.type()), answers);
    }

    private static String postgresName(Type type) {
        return switch (type) {
            case DecimalType _ -> "numeric";
            case ArrayType array -> postgresName(array.element()) + "[]";
            default -> postgresSimpleName(type);
        };
    }

    private static String postgresSimpleName(Type type) {
        if (type == Type.JSON) {
            return "jsonb";
        }
        if (type == Type.DOUBLE) {
            return "double precision";
        }
        if (type == Type.TIMESTAMP) {
            return "timestamp without time zone";
        }
        if (type == Type.TIMESTAMPTZ) {
            return "timestamp with time zone";
        }
        return type.sqlName().toLowerCase(java.util.Locale.ROOT);
    }
}
