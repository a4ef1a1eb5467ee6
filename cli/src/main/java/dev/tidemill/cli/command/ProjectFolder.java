package dev.tidemill.cli.command;

import dev.tidemill.catalog.ProjectCatalog;
import dev.tidemill.definitions.Project;
import dev.tidemill.definitions.ProjectLoader;
import dev.tidemill.node.catalog.MillCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What commands know of a project without a mill. */
final class ProjectFolder {
    private ProjectFolder() {}

    /** Nothing is written into the folder. */
    static ProjectCatalog catalog(Path folder) throws IOException {
        Project project = ProjectLoader.load(folder);
        try (TemporaryFolder scratch =
                new TemporaryFolder(Files.createTempDirectory("tidemill-catalog-"))) {
            return MillCatalog.of(project, scratch.path());
        }
    }
}
