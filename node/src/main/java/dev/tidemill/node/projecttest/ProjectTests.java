package dev.tidemill.node.projecttest;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.definitions.Project;
import dev.tidemill.definitions.ProjectTestLoader;
import dev.tidemill.definitions.ProjectTestReading;
import dev.tidemill.definitions.TrialBounds;
import dev.tidemill.definitions.problem.Problem;
import dev.tidemill.definitions.projecttest.ProjectTest;
import dev.tidemill.node.function.FunctionStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Runs the tests in a project's folder, inside this process and one after the other. The project is
 * planned once for all of them; each begins with empty tables and a clock of its own.
 */
public final class ProjectTests {
    private ProjectTests() {}

    /**
     * Runs all tests.
     *
     * @param jarCopies a folder for copies of the project's jars of functions, the caller's to
     *     delete
     * @throws dev.tidemill.algebra.error.TidemillException when the project itself does not plan
     */
    public static List<TestOutcome> run(Project project, Path jarCopies) {
        return run(project, jarCopies, _ -> true, _ -> {});
    }

    /**
     * Runs those tests whose names are wanted, by file.
     *
     * @param told hears of each test as it ends
     */
    public static List<TestOutcome> run(
            Project project, Path jarCopies, Predicate<String> wanted, Consumer<TestOutcome> told) {
        return run(
                ProjectTestLoader.read(project.directory()),
                () -> PlannedProject.of(project, jarCopies),
                wanted,
                told,
                TestDeadline.NONE);
    }

    /**
     * Runs all tests of definitions that a mill may take, on the calling thread.
     *
     * @param project was read from the folder
     * @param folder with the tests and the jars
     * @param functions keeps the jars
     * @throws TidemillException TESTS_FAILED when there are more tests than the bounds allow, or
     *     they take longer; whatever is wrong with the project itself
     */
    public static List<TestOutcome> run(
            Project project, Path folder, FunctionStore functions, TrialBounds bounds) {
        ProjectTestReading reading = ProjectTestLoader.read(folder);
        if (reading.tests().size() > bounds.tests()) {
            throw new TidemillException(
                            ErrorCode.TESTS_FAILED,
                            "the project has %,d tests, of %,d at most that a plan runs"
                                    .formatted(reading.tests().size(), bounds.tests()))
                    .withHint("limits.plan-tests is the bound; tidemill test-project has none");
        }
        return run(
                reading,
                () -> PlannedProject.of(project, folder, functions, bounds.testMemory()),
                _ -> true,
                _ -> {},
                TestDeadline.after(bounds.testTime()));
    }

    private static List<TestOutcome> run(
            ProjectTestReading reading,
            Supplier<PlannedProject> plan,
            Predicate<String> wanted,
            Consumer<TestOutcome> told,
            TestDeadline deadline) {
        List<TestOutcome> outcomes = new ArrayList<>();
        for (TestOutcome unread : unread(reading.problems())) {
            if (wanted.test(unread.name())) {
                told.accept(unread);
                outcomes.add(unread);
            }
        }
        List<ProjectTest> tests =
                reading.tests().stream().filter(test -> wanted.test(test.name())).toList();
        if (!tests.isEmpty()) {
            PlannedProject planned = plan.get();
            for (ProjectTest test : tests) {
                TestOutcome outcome = TestRun.of(test, planned, deadline);
                told.accept(outcome);
                outcomes.add(outcome);
            }
        }
        outcomes.sort(Comparator.comparing(TestOutcome::file));
        return List.copyOf(outcomes);
    }

    /** Files that are no tests, each with all that is wrong with it. */
    private static List<TestOutcome> unread(List<Problem> problems) {
        Map<String, List<Problem>> byFile = new LinkedHashMap<>();
        for (Problem problem : problems) {
            byFile.computeIfAbsent(problem.file(), _ -> new ArrayList<>()).add(problem);
        }
        List<TestOutcome> unread = new ArrayList<>();
        byFile.forEach(
                (file, all) ->
                        unread.add(new TestOutcome.Broken(ProjectTest.nameOf(file), file, all, 0)));
        return unread;
    }
}
