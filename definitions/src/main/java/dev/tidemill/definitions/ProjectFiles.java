package dev.tidemill.definitions;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.Place;
import dev.tidemill.definitions.problem.Problems;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The definition files of a folder, read as UTF-8 and of bounded size. Owned by one call. */
record ProjectFiles(Path directory, Problems problems) {
    static final long FILE_BYTES_MAX = 1 << 20;

    ProjectFiles {
        requireNonNull(directory, "directory");
        requireNonNull(problems, "problems");
    }

    /** Paths inside the project of the files in a folder with one of these endings, by name. */
    List<String> in(String folder, String... endings) {
        Path path = directory.resolve(folder);
        if (!Files.isDirectory(path)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> requireNonNull(file.getFileName()).toString())
                    .filter(name -> !name.startsWith("."))
                    .filter(name -> Stream.of(endings).anyMatch(name::endsWith))
                    .sorted()
                    .map(name -> folder + "/" + name)
                    .toList();
        } catch (IOException e) {
            problems.add(new Place(folder, 0, 0), "cannot be listed: " + e.getMessage());
            return List.of();
        }
    }

    /** Empty when the file cannot be read; the problem is told. */
    Optional<String> read(String name) {
        Place place = new Place(name, 0, 0);
        Path file = directory.resolve(name);
        try {
            if (!Files.isRegularFile(file)) {
                problems.add(place, "there is no such file in " + directory);
            } else if (Files.size(file) > FILE_BYTES_MAX) {
                problems.add(
                        place, "larger than a definition may be, " + FILE_BYTES_MAX + " bytes");
            } else {
                return Optional.of(decode(Files.readAllBytes(file)));
            }
        } catch (CharacterCodingException e) {
            problems.add(place, "not UTF-8");
        } catch (IOException e) {
            problems.add(place, "cannot be read: " + e.getMessage());
        }
        return Optional.empty();
    }

    private static String decode(byte[] bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    }
}
