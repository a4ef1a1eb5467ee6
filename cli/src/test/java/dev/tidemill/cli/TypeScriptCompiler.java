package dev.tidemill.cli;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/** The compiler of TypeScript, which comes as a library of the build: only node has to be there. */
final class TypeScriptCompiler {
    private static final String PROPERTIES =
            "/META-INF/maven/org.webjars.npm/typescript/pom.properties";

    private TypeScriptCompiler() {}

    /** Unpacks the compiler; returns the script that node runs. */
    static Path unpackedInto(Path folder) throws IOException {
        URL properties = requireNonNull(TypeScriptCompiler.class.getResource(PROPERTIES));
        try (FileSystem jar = FileSystems.newFileSystem(jarOf(properties))) {
            Path lib =
                    jar.getPath(
                            "META-INF/resources/webjars/typescript", version(properties), "lib");
            List<Path> files;
            try (Stream<Path> all = Files.list(lib)) {
                files = all.filter(Files::isRegularFile).toList();
            }
            Files.createDirectories(folder);
            for (Path file : files) {
                Files.copy(file, folder.resolve(file.getFileName().toString()));
            }
        }
        // Its files are modules of the older kind.
        Files.writeString(folder.resolve("package.json"), "{\"type\": \"commonjs\"}");
        return folder.resolve("tsc.js");
    }

    private static String version(URL properties) throws IOException {
        Properties read = new Properties();
        try (InputStream stream = properties.openStream()) {
            read.load(stream);
        }
        return read.getProperty("version");
    }

    private static Path jarOf(URL resource) throws IOException {
        try {
            JarURLConnection connection = (JarURLConnection) resource.openConnection();
            return Path.of(connection.getJarFileURL().toURI());
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }
}
