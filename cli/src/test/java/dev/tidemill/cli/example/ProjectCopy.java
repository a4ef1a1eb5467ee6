package dev.tidemill.cli.example;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** An example in a folder where a test may change it; its data are not copied. */
final class ProjectCopy {
    private ProjectCopy() {}

    static Path of(Path example, Path to) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(example)) {
            files =
                    all.filter(Files::isRegularFile)
                            .filter(file -> !file.startsWith(example.resolve("data")))
                            .toList();
        }
        for (Path file : files) {
            Path copy = to.resolve(example.relativize(file).toString());
            Files.createDirectories(requireNonNull(copy.getParent()));
            Files.copy(file, copy);
        }
        if (Files.isDirectory(example.resolve("data"))) {
            Files.createSymbolicLink(to.resolve("data"), example.resolve("data"));
        }
        return to;
    }
}
