package dev.tidemill.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A folder that is deleted when it is closed. Owned by one command. */
record TemporaryFolder(Path path) implements AutoCloseable {
    /** Inside a project's own hidden folder, so that it is on the disk that a mill would use. */
    static TemporaryFolder inside(Path project, String prefix) throws IOException {
        Path parent = Files.createDirectories(project.resolve(".tidemill"));
        return new TemporaryFolder(Files.createTempDirectory(parent, prefix));
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    @Override
    public void close() throws IOException {
        delete(path);
    }
}
