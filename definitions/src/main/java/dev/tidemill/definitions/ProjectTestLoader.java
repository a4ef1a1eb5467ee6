package dev.tidemill.definitions;

import dev.tidemill.definitions.problem.Problems;
import dev.tidemill.definitions.projecttest.ProjectTest;
import dev.tidemill.definitions.projecttest.TestReader;
import dev.tidemill.definitions.yaml.YamlReader;
import dev.tidemill.definitions.yaml.YamlSchema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads {@code tests/*.yaml} of a project folder, apart from its definitions: a test with a problem
 * keeps no mill from starting.
 */
public final class ProjectTestLoader {
    public static final String FOLDER = "tests";

    private ProjectTestLoader() {}

    /** All tests of a folder, by file, and what is wrong with the others. */
    public static ProjectTestReading read(Path directory) {
        Problems problems = new Problems();
        ProjectFiles files = new ProjectFiles(directory.toAbsolutePath().normalize(), problems);
        List<ProjectTest> tests = new ArrayList<>();
        for (String name : files.in(FOLDER, ".yaml", ".yml")) {
            read(files, name, problems).ifPresent(tests::add);
        }
        return new ProjectTestReading(tests, problems.sorted());
    }

    private static Optional<ProjectTest> read(ProjectFiles files, String name, Problems problems) {
        return files.read(name)
                .flatMap(text -> YamlReader.read(name, text, problems))
                .filter(file -> YamlSchema.TEST.accepts(file, problems))
                .flatMap(file -> new TestReader(problems).read(file));
    }
}
