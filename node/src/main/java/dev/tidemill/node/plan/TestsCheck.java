package dev.tidemill.node.plan;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.Place;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.definitions.Project;
import dev.tidemill.definitions.TrialBounds;
import dev.tidemill.definitions.problem.Problem;
import dev.tidemill.node.function.FunctionStore;
import dev.tidemill.node.projecttest.Finding;
import dev.tidemill.node.projecttest.FindingText;
import dev.tidemill.node.projecttest.ProjectTests;
import dev.tidemill.node.projecttest.TestOutcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A project's tests must pass before its definitions are taken over. They run on the thread that
 * asks, one project at a time, so that no tick waits for them and the memory of one test is all
 * that they take.
 *
 * <p>A test depends on the files alone. So files whose tests have passed are not tested again, as
 * when a plan that was looked at is applied. Safe for all threads.
 */
final class TestsCheck {
    /** Definitions whose tests are known to pass. */
    private static final int KNOWN_MAX = 16;

    private final FunctionStore functions;
    private final ReentrantLock turn = new ReentrantLock();

    /** By the files' hash; guarded by the turn. */
    private final Map<String, Integer> passed =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
                    return size() > KNOWN_MAX;
                }
            };

    TestsCheck(FunctionStore functions) {
        this.functions = requireNonNull(functions, "functions");
    }

    /**
     * How tests went.
     *
     * @param tests null when they could not run
     * @param refusals one for each test that did not pass, or why none ran
     */
    record Tested(@Nullable PlanTests tests, List<PlanRefusal> refusals) {
        static final Tested NOTHING = new Tested(null, List.of());

        // Spelled out, since a compact constructor's parameters lose their annotations.
        Tested(@Nullable PlanTests tests, List<PlanRefusal> refusals) {
            this.tests = tests;
            this.refusals = List.copyOf(refusals);
        }
    }

    /**
     * Runs the tests.
     *
     * @param folder with the files
     * @param hash of the files
     */
    Tested run(Project project, Path folder, String hash, TrialBounds bounds) {
        long started = System.nanoTime();
        try {
            if (!turn.tryLock(bounds.testTime().toMillis(), TimeUnit.MILLISECONDS)) {
                throw new TidemillException(
                                ErrorCode.NOT_READY, "the tests of other definitions are running")
                        .withHint("plan again in a moment");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TidemillException(ErrorCode.SHUTTING_DOWN, "interrupted", e);
        }
        try {
            Integer known = passed.get(hash);
            if (known != null) {
                return new Tested(new PlanTests(known, 0, millisSince(started)), List.of());
            }
            List<TestOutcome> outcomes = ProjectTests.run(project, folder, functions, bounds);
            Tested tested = tested(outcomes, started);
            if (tested.refusals().isEmpty()) {
                passed.put(hash, outcomes.size());
            }
            return tested;
        } catch (TidemillException e) {
            if (e.errorCode() == ErrorCode.TESTS_FAILED) {
                return new Tested(null, List.of(PlanRefusal.of(e)));
            }
            throw e;
        } finally {
            turn.unlock();
        }
    }

    private static double millisSince(long startedNanos) {
        return (System.nanoTime() - startedNanos) / 1e6;
    }

    private static Tested tested(List<TestOutcome> outcomes, long startedNanos) {
        List<PlanRefusal> refusals = new ArrayList<>();
        for (TestOutcome outcome : outcomes) {
            switch (outcome) {
                case TestOutcome.Passed _ -> {}
                case TestOutcome.Failed failed -> refusals.add(refusal(failed));
                case TestOutcome.Broken broken -> refusals.add(refusal(broken));
            }
        }
        int ran = outcomes.size();
        int notPassed = refusals.size();
        return new Tested(
                new PlanTests(ran - notPassed, notPassed, millisSince(startedNanos)), refusals);
    }

    private static PlanRefusal refusal(TestOutcome.Failed failed) {
        List<String> details = new ArrayList<>();
        for (Finding finding : failed.findings()) {
            FindingText text = FindingText.of(finding);
            details.add(text.headline());
            text.table().forEach(line -> details.add("  " + line));
        }
        String title = failed.title() == null ? "" : ", " + failed.title();
        return refusal(
                "the test %s fails in step %d%s".formatted(failed.name(), failed.step(), title),
                failed.findings().getFirst().place(),
                details);
    }

    private static PlanRefusal refusal(TestOutcome.Broken broken) {
        Problem first = broken.problems().getFirst();
        return refusal(
                "the test %s cannot be run".formatted(broken.name()),
                first.place(),
                broken.problems().stream()
                        .map(problem -> problem.place() + ": " + problem.message())
                        .toList());
    }

    private static PlanRefusal refusal(String message, Place place, List<String> details) {
        return new PlanRefusal(
                ErrorCode.TESTS_FAILED,
                message,
                "mend the query or what the test expects; tidemill test-project runs it alone",
                place,
                details,
                List.of(),
                false);
    }
}
