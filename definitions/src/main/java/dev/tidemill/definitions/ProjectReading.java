package dev.tidemill.definitions;

import dev.tidemill.definitions.problem.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What reading a folder gave: a project, or the problems that stand against it.
 *
 * @param project null exactly when there are problems
 */
public record ProjectReading(@Nullable Project project, List<Problem> problems) {
    public ProjectReading {
        problems = List.copyOf(problems);
        if ((project == null) == problems.isEmpty()) {
            throw new IllegalArgumentException("either a project or problems");
        }
    }
}
