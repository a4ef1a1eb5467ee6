package dev.tidemill.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/**
 * Programs with a generated client, made ready to run, in the three languages. What they need is
 * part of the build's machine: without it a test fails, since nobody would see that clients are not
 * tested.
 */
final class ClientPrograms {
    private ClientPrograms() {}

    /** Compiles all sources, with each warning an error; returns the command to run a class. */
    static List<String> java(Path sources, Path out, String main) throws IOException {
        List<String> compile =
                new ArrayList<>(
                        List.of("-d", out.toString(), "-Xlint:all", "-Werror", "-proc:none"));
        try (Stream<Path> files = Files.walk(sources)) {
            files.filter(file -> file.toString().endsWith(".java"))
                    .forEach(file -> compile.add(file.toString()));
        }
        assertEquals(
                0,
                ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, compile.toArray(String[]::new)));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return List.of(java, "-XX:+UseSerialGC", "-cp", out.toString(), main);
    }

    /** The command to run a script. */
    static List<String> python(Path script) throws InterruptedException {
        require("python3", "--version");
        return List.of("python3", script.toString());
    }

    /**
     * Compiles a program and what it imports, strictly; returns the command to run it.
     *
     * @param compiler a folder for the compiler
     */
    static List<String> typeScript(Path program, Path compiler) throws Exception {
        require("node", "--version");
        Files.writeString(program.resolveSibling("package.json"), "{\"type\": \"module\"}");
        Process compile =
                new ProcessBuilder(
                                "node",
                                TypeScriptCompiler.unpackedInto(compiler).toString(),
                                "--strict",
                                "--target",
                                "es2022",
                                "--module",
                                "nodenext",
                                "--lib",
                                "es2022,dom",
                                "--noUncheckedIndexedAccess",
                                program.toString())
                        .redirectErrorStream(true)
                        .start();
        String told = new String(compile.getInputStream().readAllBytes(), UTF_8);
        assertEquals(0, compile.waitFor(), told);
        return List.of("node", program.toString().replaceFirst("\\.ts$", ".js"));
    }

    private static void require(String... command) throws InterruptedException {
        try {
            assertEquals(
                    0, new ProcessBuilder(command).redirectErrorStream(true).start().waitFor());
        } catch (IOException e) {
            fail(command[0] + " has to be on the path for tests of generated clients", e);
        }
    }
}
