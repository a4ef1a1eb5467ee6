package dev.tidemill.node.function;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** Compiles a class and packs it into a jar, as a user's build does. */
record JarMaker(Path scratch) {
    private static final String HEAD =
            """
            import dev.tidemill.algebra.function.*;
            import java.io.*;
            import java.math.BigDecimal;
            import java.time.*;
            import java.util.*;
            public class Functions {
            """;

    /** The jar appears whole. */
    void make(Path jar, String methods) throws IOException {
        makeOf(jar, List.of(HEAD + methods + "\n}\n"));
    }

    /** A jar of whole source files, each with one public class. */
    void makeOf(Path jar, List<String> sources) throws IOException {
        List<String> arguments = new ArrayList<>();
        for (String source : sources) {
            Matcher name = Pattern.compile("public class (\\w+)").matcher(source);
            assertTrue(name.find(), source);
            Path file = scratch.resolve(name.group(1) + ".java");
            Files.writeString(file, source, UTF_8);
            arguments.add(file.toString());
        }
        Path classes = scratch.resolve("classes");
        Files.createDirectories(classes);
        for (Path former : filesIn(classes)) {
            Files.delete(former);
        }
        arguments.addAll(
                List.of(
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-proc:none",
                        "-d",
                        classes.toString()));
        int result =
                ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, arguments.toArray(String[]::new));
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
