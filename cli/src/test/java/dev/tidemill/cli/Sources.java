package dev.tidemill.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The repository's own files. The build tells tests where its root is. */
public final class Sources {
    private Sources() {}

    public static Path root() {
        String told = System.getProperty("tidemill.root");
        return told == null ? Path.of("..").toAbsolutePath().normalize() : Path.of(told);
    }

    public static String read(String path) {
        try {
            return Files.readString(root().resolve(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The Java files of every room's main code. */
    static List<Path> mainJava() {
        try (Stream<Path> rooms = Files.list(root())) {
            return rooms.map(room -> room.resolve("src/main/java"))
                    .filter(Files::isDirectory)
                    .flatMap(Sources::javaBelow)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Path> javaBelow(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
