package dev.tidemill.definitions.javaclass;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ProviderNotFoundException;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The class files of a folder or a jar, by internal name, as {@code shop/OrderPlaced}. Nothing of
 * them is run.
 */
record ClassFolder(Map<String, ClassModel> classes) {
    /** The most class files that are looked at. */
    static final int CLASSES_MAX = 20_000;

    private static final String SUFFIX = ".class";

    ClassFolder {
        requireNonNull(classes, "classes");
    }

    /**
     * All classes of a folder or a jar.
     *
     * @throws TidemillException INVALID_FILE when it is neither, or a file in it is no class
     */
    static ClassFolder read(Path path) {
        try {
            if (Files.isDirectory(path)) {
                return below(path);
            }
            if (!Files.isRegularFile(path)) {
                throw new TidemillException(
                        ErrorCode.INVALID_FILE, "there is no folder or jar " + path);
            }
            try (FileSystem jar = FileSystems.newFileSystem(path)) {
                return below(jar.getPath("/"));
            }
        } catch (IOException | ProviderNotFoundException e) {
            throw new TidemillException(
                    ErrorCode.INVALID_FILE, path + " is no folder or jar of classes: " + e, e);
        }
    }

    private static ClassFolder below(Path root) throws IOException {
        Map<String, ClassModel> classes = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(SUFFIX))
                            .limit(CLASSES_MAX)
                            .toList()) {
                ClassModel model = parsed(file);
                classes.put(model.thisClass().asInternalName(), model);
            }
        }
        return new ClassFolder(Collections.unmodifiableMap(classes));
    }

    private static ClassModel parsed(Path file) throws IOException {
        try {
            return ClassFile.of().parse(Files.readAllBytes(file));
        } catch (IllegalArgumentException e) {
            throw new TidemillException(
                    ErrorCode.INVALID_FILE, file + " is no class file: " + e.getMessage(), e);
        }
    }

    Optional<ClassModel> find(String internalName) {
        return Optional.ofNullable(classes.get(internalName));
    }
}
