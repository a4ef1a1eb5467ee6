package dev.tidemill.node.plan;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A project's tests run when its definitions are planned, and must pass before they are applied.
 */
@Timeout(120)
class TestedPlanTest {
    private static final ApplyTerms QUICK = ApplyTerms.DEFAULT.withSettle(Duration.ofMillis(50));

    private static final String DOUBLED =
            "SELECT customer, 2 * sum(amount) AS total FROM orders GROUP BY customer";

    @TempDir @Nullable Path folder;

    private static String test(int total) {
        return """
        steps:
          - name: one order
            insert:
              orders:
                - {customer: ada, amount: 60, at: 2001-01-01T00:00:00}
            expect:
              spent:
                - {customer: ada, total: %d}
        """
                .formatted(total);
    }

    private static Shop tested(int total) {
        return new Shop().with("tests/once.yaml", test(total));
    }

    private Tidemill open(Shop shop) throws IOException {
        Path project = shop.write(requireNonNull(folder).resolve("shop"));
        return Tidemill.open(project, TidemillOptions.defaults().withWatching(false));
    }

    private static DefinitionPlan plan(Tidemill mill, Shop next) {
        return mill.definitionDesk().plan(next.files(), PlanTerms.DEFAULT);
    }

    @Test
    void planTellsHowManyTestsPassed() throws Exception {
        try (Tidemill mill = open(tested(60))) {
            DefinitionPlan plan = plan(mill, tested(60));
            assertTrue(plan.applicable(), plan.refusals().toString());
            assertTrue(plan.isEmpty());
            assertEquals(1, requireNonNull(plan.tests()).passed());
            assertEquals(0, plan.tests().notPassed());
        }
    }

    @Test
    void failingTestRefusesWithWhatItFound() throws Exception {
        try (Tidemill mill = open(tested(60))) {
            Shop next = tested(60).with("tables/spent.sql", DOUBLED);
            DefinitionPlan plan = plan(mill, next);
            PlanRefusal refusal = plan.refusals().getFirst();
            assertEquals(ErrorCode.TESTS_FAILED, refusal.code());
            assertEquals("the test once fails in step 1, one order", refusal.message());
            assertEquals("tests/once.yaml", requireNonNull(refusal.place()).source());
            assertEquals(7, refusal.place().line());
            assertEquals(
                    List.of(
                            "spent is not as expected: 1 changed",
                            "            customer  total",
                            "  expected  ada        [60]",
                            "  found     ada       [120]"),
                    refusal.details());
            assertEquals(1, requireNonNull(plan.tests()).notPassed());

            TidemillException refused =
                    assertThrows(
                            TidemillException.class,
                            () -> mill.definitionDesk().apply(next.files(), QUICK));
            assertEquals(ErrorCode.TESTS_FAILED, refused.errorCode());
            assertTrue(requireNonNull(refused.detail()).contains("[120]"), refused.detail());
            assertEquals(List.of(), mill.definitionDesk().releases(), "nothing was applied");
        }
    }

    @Test
    void testsAreLeftOutWhenNobodyWantsThem() throws Exception {
        try (Tidemill mill = open(tested(60))) {
            Shop next = tested(60).with("tables/spent.sql", DOUBLED);
            DefinitionPlan plan =
                    mill.definitionDesk().plan(next.files(), new PlanTerms(false, false));
            assertTrue(plan.applicable(), plan.refusals().toString());
            assertNull(plan.tests());
            ApplyState applied = mill.definitionDesk().apply(next.files(), QUICK.withTests(false));
            assertEquals(next.files().hash(), applied.release());
        }
    }

    @Test
    void changedTestIsListedAndBuildsNothing() throws Exception {
        try (Tidemill mill = open(tested(60))) {
            Shop next =
                    tested(60)
                            .with("tests/once.yaml", test(60) + "# read\n")
                            .with("tests/other.yaml", test(60));
            DefinitionPlan plan = plan(mill, next);
            assertTrue(plan.applicable(), plan.refusals().toString());
            assertEquals(
                    List.of("test.once UPDATE", "test.other CREATE"),
                    plan.changes().stream()
                            .filter(change -> change.action() != PlanAction.NOTHING)
                            .map(change -> change.address() + " " + change.action())
                            .toList());
            assertTrue(plan.changes().stream().allMatch(change -> change.build() == null));
            ApplyState applied = mill.definitionDesk().apply(next.files(), QUICK);
            assertEquals(next.files().hash(), applied.release());
            assertTrue(plan(mill, next).isEmpty());
        }
    }

    @Test
    void testThatCannotBeReadRefusesUnlessTestsAreLeftOut() throws Exception {
        try (Tidemill mill = open(new Shop())) {
            Shop next = new Shop().with("tests/once.yaml", test(60).replace("spent", "forgotten"));
            DefinitionPlan plan = plan(mill, next);
            assertEquals(
                    "tests/once.yaml", requireNonNull(plan.refusals().getFirst().place()).source());
            assertTrue(
                    mill.definitionDesk()
                            .plan(next.files(), new PlanTerms(false, false))
                            .applicable());
            assertThrows(
                    TidemillException.class,
                    () -> mill.definitionDesk().apply(next.files(), QUICK));
        }
    }

    @Test
    void testsBeyondTheBoundsRefuse() throws Exception {
        String limits = "name: shop\nlimits:\n  plan-tests: 1\n";
        try (Tidemill mill = open(new Shop().with("tidemill.yaml", limits))) {
            Shop next = tested(60).with("tests/other.yaml", test(60));
            PlanRefusal refusal = plan(mill, next).refusals().getFirst();
            assertEquals(ErrorCode.TESTS_FAILED, refusal.code());
            assertTrue(refusal.message().contains("2 tests, of 1 at most"), refusal.message());
        }
    }

    @Test
    void testsThatTakeTooLongRefuse() throws Exception {
        String limits = "name: shop\nlimits:\n  plan-test-time: 0 s\n";
        try (Tidemill mill = open(new Shop().with("tidemill.yaml", limits))) {
            PlanRefusal refusal = plan(mill, tested(60)).refusals().getFirst();
            assertEquals(ErrorCode.TESTS_FAILED, refusal.code());
            assertTrue(refusal.message().contains("once was running"), refusal.message());
        }
    }
}
