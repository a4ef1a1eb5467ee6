package dev.tidemill.node.function;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** Compiles a class and packs it into a jar, as a user's build does. */
record JarMaker(Path scratch) {
    private static final String HEAD =
            """
            import dev.tidemill.algebra.function.*;
            import java.math.BigDecimal;
            import java.time.*;
            import java.util.UUID;
            public class Functions {
            """;

    /** The jar appears whole. */
    void make(Path jar, String methods) throws IOException {
        Path source = scratch.resolve("Functions.java");
        Path classes = scratch.resolve("classes");
        Files.createDirectories(classes);
        Files.writeString(source, HEAD + methods + "\n}\n", UTF_8);
        int result =
                ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "-cp",
                                System.getProperty("java.class.path"),
                                "-proc:none",
                                "-d",
                                classes.toString(),
                                source.toString());
        assertEquals(0, result, "the functions compile");
        write(jar, classes);
    }

    /** With the classes of the jar before, as a compiler of a later Java would mark them. */
    void makeOfNewerJava(Path jar) throws IOException {
        Path file = scratch.resolve("classes/Functions.class");
        byte[] bytes = Files.readAllBytes(file);
        bytes[7]++;
        bytes[7]++;
        Files.write(file, bytes);
        write(jar, scratch.resolve("classes"));
    }

    private void write(Path jar, Path classes) throws IOException {
        Path temporary = scratch.resolve("made");
        try (OutputStream out = Files.newOutputStream(temporary);
                JarOutputStream zip = new JarOutputStream(out)) {
            for (Path file : filesIn(classes)) {
                zip.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                Files.copy(file, zip);
                zip.closeEntry();
            }
        }
        Files.move(temporary, jar, StandardCopyOption.REPLACE_EXISTING);
    }

    private static List<Path> filesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
