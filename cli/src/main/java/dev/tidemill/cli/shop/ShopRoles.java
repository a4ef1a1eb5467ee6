package dev.tidemill.cli.shop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Puts the roles of the example shop in force, in a copy of its project. */
public final class ShopRoles {
    private static final String ROLES = "roles";
    private static final String POLICIES = "policies";

    private ShopRoles() {}

    /**
     * Copies the project, with its roles as policies. A copy that is there stays as it is, with
     * what somebody may have changed in it.
     *
     * @param example is only read
     * @param project where the copy is
     */
    public static void copy(Path example, Path project) throws IOException {
        if (Files.isDirectory(project.resolve(POLICIES))) {
            return;
        }
        List<Path> files;
        try (Stream<Path> all = Files.walk(example)) {
            files =
                    all.filter(Files::isRegularFile)
                            .filter(file -> !isHidden(example.relativize(file)))
                            .toList();
        }
        // The policies come last: a copy that was broken off has none, and is made again.
        for (Path file : files) {
            if (!file.startsWith(example.resolve(ROLES))
                    && !file.startsWith(example.resolve(POLICIES))) {
                put(file, project.resolve(example.relativize(file).toString()));
            }
        }
        for (Path file : files) {
            if (file.startsWith(example.resolve(ROLES))) {
                Path name = example.resolve(ROLES).relativize(file);
                put(file, project.resolve(POLICIES).resolve(name.toString()));
            }
        }
    }

    /** Such as the data of a mill that somebody ran there. */
    private static boolean isHidden(Path inside) {
        return inside.getName(0).toString().startsWith(".");
    }

    private static void put(Path file, Path copy) throws IOException {
        Files.createDirectories(Objects.requireNonNull(copy.getParent()));
        Files.deleteIfExists(copy);
        Files.copy(file, copy);
    }
}
