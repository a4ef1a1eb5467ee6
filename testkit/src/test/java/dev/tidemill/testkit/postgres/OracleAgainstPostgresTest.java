package dev.tidemill.testkit.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.testkit.random.RandomExpressions;
import dev.tidemill.testkit.random.RandomValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The oracle's own proof: random expressions mean to it what they mean to PostgreSQL. */
class OracleAgainstPostgresTest {
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
    private static final List<Type> TYPES = SCHEMA.fields().stream().map(Field::type).toList();

    private record Trial(Expr expression, List<@Nullable Object> row) {}

    @Test
    void evaluatesRandomExpressionsAsPostgresDoes() throws Exception {
        boolean isLong = Boolean.getBoolean("tidemill.long");
        long seed = Long.getLong("tidemill.seed", isLong ? System.nanoTime() : 20010131L);
        int count = Integer.getInteger("tidemill.count", isLong ? 200_000 : 6_000);
        PostgresTruth postgres = PostgresTruth.shared();
        List<String> differences = new ArrayList<>();
        Random random = new Random(seed);
        for (int done = 0; done < count && differences.size() < 40; done += 2_000) {
            differences.addAll(differences(postgres, trials(random, 2_000)));
        }
        assertEquals("", String.join("\n", differences), () -> "seed " + seed + "\n");
    }

    private static List<Trial> trials(Random random, int count) {
        List<Trial> trials = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            RandomValues values =
                    random.nextInt(3) == 0 ? RandomValues.wild(random) : RandomValues.tame(random);
            RandomExpressions expressions = new RandomExpressions(values, SCHEMA);
            Expr expression =
                    random.nextInt(20) == 0
                            ? expressions.transcendental()
                            : expressions.of(expressions.type(), random.nextInt(1, 4));
            trials.add(new Trial(expression, values.row(TYPES)));
        }
        return trials;
    }

    private static List<String> differences(PostgresTruth postgres, List<Trial> trials)
            throws Exception {
        List<String> queries = new ArrayList<>();
        for (Trial trial : trials) {
            queries.add(PostgresExpression.query(trial.expression(), trial.row()));
        }
        List<String> answers = postgres.answers(queries);
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < trials.size(); i++) {
            Trial trial = trials.get(i);
            PostgresAnswer expected = PostgresAnswer.ofPostgres(answers.get(i));
            PostgresAnswer actual = PostgresAnswer.ofOracle(trial.expression(), trial.row());
            if (!actual.agrees(expected, trial.expression().type())) {
                differences.add(
                        "oracle %s, PostgreSQL %s for %s%n    %s"
                                .formatted(
                                        actual.text(),
                                        answers.get(i),
                                        trial.expression(),
                                        queries.get(i)));
            }
        }
        return differences;
    }
}
