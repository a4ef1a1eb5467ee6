package dev.tidemill.definitions;

import dev.tidemill.definitions.problem.Problem;
import dev.tidemill.definitions.projecttest.ProjectTest;
import java.util.List;

/**
 * What reading a folder's tests gave.
 *
 * @param tests those that have the form of a test
 * @param problems of the other files, by file and line
 */
public record ProjectTestReading(List<ProjectTest> tests, List<Problem> problems) {
    public ProjectTestReading {
        tests = List.copyOf(tests);
        problems = List.copyOf(problems);
    }
}
