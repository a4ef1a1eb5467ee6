package dev.tidemill.node.plan;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.definitions.Project;
import dev.tidemill.definitions.ProjectLoader;
import dev.tidemill.node.data.DataDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the project that a mill begins to start with, whose settings it needs before its data. */
public final class StartingProject {
    private static final Logger LOG = LoggerFactory.getLogger(StartingProject.class);

    private StartingProject() {}

    /**
     * The project that was applied last, as far as the log of releases knows, when nobody watches
     * the folder; the folder's otherwise. What is in force is said by the journal, which is read
     * later.
     *
     * @param home the project's folder, absolute
     * @param data the data folder, which need not be there
     * @throws TidemillException INVALID_PROJECT; IO_FAILED when the release is damaged
     */
    public static Project read(Path home, Path data, boolean watches) {
        ReleaseStore releases = new ReleaseStore(DataDirectory.releasesIn(data));
        Release last = watches ? null : releases.last();
        if (last == null || last.origin() == Release.Origin.FOLDER) {
            return ProjectLoader.load(home);
        }
        Path temporary = DataDirectory.temporaryIn(data);
        try {
            Files.createDirectories(temporary);
        } catch (IOException e) {
            throw new TidemillException(
                    ErrorCode.IO_FAILED, temporary + " cannot be made: " + e, e);
        }
        try (StagedDefinitions staged =
                StagedDefinitions.write(releases.read(last.hash()), temporary)) {
            return ProjectLoader.load(staged.folder(), home);
        } catch (TidemillException e) {
            if (e.errorCode() != ErrorCode.NOT_FOUND) {
                throw e;
            }
            LOG.warn("the start begins with the folder's definitions: {}", e.message());
            return ProjectLoader.load(home);
        }
    }
}
