package dev.tidemill.node.projecttest;

import static java.util.Objects.requireNonNull;

import dev.tidemill.definitions.problem.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What came of one test. */
public sealed interface TestOutcome {
    String name();

    /** The path inside the project. */
    String file();

    /** How long it ran. */
    double millis();

    /** All tables were as expected behind each step. */
    record Passed(String name, String file, int steps, double millis) implements TestOutcome {
        public Passed {
            requireNonNull(name, "name");
            requireNonNull(file, "file");
        }
    }

    /**
     * Behind a step something was not as expected; the steps behind it did not run.
     *
     * @param step from 1
     * @param title what the step is about; null when it does not say
     */
    record Failed(
            String name,
            String file,
            int step,
            @Nullable String title,
            List<Finding> findings,
            double millis)
            implements TestOutcome {
        public Failed {
            requireNonNull(name, "name");
            requireNonNull(file, "file");
            findings = List.copyOf(findings);
        }
    }

    /** The file is no test of this project, or a step of it cannot be taken. */
    record Broken(String name, String file, List<Problem> problems, double millis)
            implements TestOutcome {
        public Broken {
            requireNonNull(name, "name");
            requireNonNull(file, "file");
            problems = List.copyOf(problems);
        }
    }
}
