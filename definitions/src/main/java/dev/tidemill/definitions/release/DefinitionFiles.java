package dev.tidemill.definitions.release;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.definitions.ProjectLoader;
import dev.tidemill.definitions.ProjectTestLoader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files that define a project, byte by byte: {@code tidemill.yaml}, contracts, tables, indexes,
 * actions, feature views, predictors, policies, jars of functions and tests. Secrets and the files
 * that sources read are none of them, so a value of this type may be sent and kept. Immutable.
 */
public final class DefinitionFiles {
    /** The most files of a project that can be sent or kept. */
    public static final int FILES_MAX = 10_000;

    /** The most bytes of all of them together. */
    public static final long BYTES_MAX = 64L << 20;

    private static final Pattern PATH =
            Pattern.compile(
                    Pattern.quote(ProjectLoader.PROJECT_FILE)
                            + "|(contracts|actions|features|predictors|policies|tests)/[^./\\p{Cntrl}][^/\\p{Cntrl}]*\\.ya?ml"
                            + "|(tables|indexes)/[^./\\p{Cntrl}][^/\\p{Cntrl}]*\\.sql"
                            + "|functions/[^./\\p{Cntrl}][^/\\p{Cntrl}]*\\.jar");

    private static final String[] FOLDERS = {
        "contracts",
        "tables",
        "indexes",
        "actions",
        "features",
        "predictors",
        "policies",
        "functions",
        ProjectTestLoader.FOLDER
    };

    private final SortedMap<String, byte[]> files;
    private final String hash;

    private DefinitionFiles(SortedMap<String, byte[]> files) {
        this.files = Collections.unmodifiableSortedMap(files);
        this.hash = hash(files);
    }

    /**
     * Files by their paths inside the project.
     *
     * @throws TidemillException INVALID_REQUEST for a path that no definition has; BODY_TOO_LARGE
     *     beyond the bounds
     */
    public static DefinitionFiles of(Map<String, byte[]> files) {
        SortedMap<String, byte[]> copy = new TreeMap<>();
        long bytes = 0;
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            if (!PATH.matcher(file.getKey()).matches() || file.getKey().indexOf('\\') >= 0) {
                throw new TidemillException(
                                ErrorCode.INVALID_REQUEST,
                                "\"%s\" is not the path of a definition".formatted(file.getKey()))
                        .withHint("tidemill.yaml, tables/NAME.sql, contracts/NAME.yaml and so on");
            }
            bytes += file.getValue().length;
            copy.put(file.getKey(), file.getValue().clone());
        }
        if (copy.size() > FILES_MAX || bytes > BYTES_MAX) {
            throw new TidemillException(
                    ErrorCode.BODY_TOO_LARGE,
                    "%,d definitions of %,d bytes, of %,d and %,d at most"
                            .formatted(copy.size(), bytes, FILES_MAX, BYTES_MAX));
        }
        return new DefinitionFiles(copy);
    }

    /**
     * The definitions of a folder.
     *
     * @throws TidemillException INVALID_PROJECT when it cannot be read or has no {@code
     *     tidemill.yaml}; BODY_TOO_LARGE beyond the bounds
     */
    public static DefinitionFiles read(Path folder) {
        Map<String, byte[]> found = new TreeMap<>();
        try {
            Path settings = folder.resolve(ProjectLoader.PROJECT_FILE);
            if (!Files.isRegularFile(settings)) {
                throw new TidemillException(
                                ErrorCode.INVALID_PROJECT,
                                "%s has no %s".formatted(folder, ProjectLoader.PROJECT_FILE))
                        .withHint("name the project's folder, or make one with tidemill init");
            }
            found.put(ProjectLoader.PROJECT_FILE, Files.readAllBytes(settings));
            for (String name : FOLDERS) {
                readFolder(folder.resolve(name), name, found);
            }
        } catch (IOException e) {
            throw new TidemillException(
                    ErrorCode.INVALID_PROJECT, "the definitions cannot be read: " + e, e);
        }
        return of(found);
    }

    private static void readFolder(Path folder, String name, Map<String, byte[]> into)
            throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        long bytes = 0;
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String path = name + "/" + requireNonNull(file.getFileName());
                if (PATH.matcher(path).matches()) {
                    bytes += Files.size(file);
                    if (bytes > BYTES_MAX) {
                        throw new TidemillException(
                                ErrorCode.BODY_TOO_LARGE,
                                "the definitions in %s are over %,d bytes"
                                        .formatted(name, BYTES_MAX));
                    }
                    into.put(path, Files.readAllBytes(file));
                }
            }
        }
    }

    /** Paths inside the project, in order. */
    public Set<String> paths() {
        return files.keySet();
    }

    /** Whether a path is a jar's; all others are texts. */
    public static boolean isJar(String path) {
        return path.endsWith(".jar");
    }

    /** The texts alone, whose hash is another one when there are jars. */
    public DefinitionFiles withoutJars() {
        SortedMap<String, byte[]> texts = new TreeMap<>(files);
        texts.keySet().removeIf(DefinitionFiles::isJar);
        return new DefinitionFiles(texts);
    }

    /** Whether a path is a test's, which changes nothing that runs. */
    public static boolean isTest(String path) {
        return path.startsWith(ProjectTestLoader.FOLDER + "/");
    }

    /** What decides what runs: the hash of these is the same whatever the tests are. */
    public DefinitionFiles withoutTests() {
        SortedMap<String, byte[]> running = new TreeMap<>(files);
        running.keySet().removeIf(DefinitionFiles::isTest);
        return new DefinitionFiles(running);
    }

    /** The texts of the tests, by their paths inside the project. */
    public Map<String, String> tests() {
        Map<String, String> tests = new TreeMap<>();
        files.forEach(
                (path, bytes) -> {
                    if (isTest(path)) {
                        tests.put(path, new String(bytes, UTF_8));
                    }
                });
        return tests;
    }

    public int size() {
        return files.size();
    }

    /** A file's bytes, a copy. */
    public byte[] bytes(String path) {
        byte[] bytes = files.get(path);
        if (bytes == null) {
            throw new TidemillException(ErrorCode.NOT_FOUND, "there is no definition " + path);
        }
        return bytes.clone();
    }

    /**
     * The same files have the same hash, and others another one: 32 hexadecimal digits, the first
     * 128 bits of a SHA-256.
     */
    public String hash() {
        return hash;
    }

    private static String hash(SortedMap<String, byte[]> files) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            files.forEach(
                    (path, bytes) -> {
                        byte[] name = path.getBytes(UTF_8);
                        digest.update(ByteBuffer.allocate(8).putInt(name.length).array());
                        digest.update(name);
                        digest.update(ByteBuffer.allocate(8).putInt(bytes.length).array());
                        digest.update(bytes);
                    });
            return HexFormat.of().formatHex(digest.digest(), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Writes the files into a folder. */
    public void write(Path folder) throws IOException {
        write(folder, false);
    }

    /** Writes the files into a folder; they are on disk when this returns. */
    public void writeForced(Path folder) throws IOException {
        write(folder, true);
    }

    private void write(Path folder, boolean forced) throws IOException {
        Files.createDirectories(folder);
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path target = folder.resolve(file.getKey());
            Files.createDirectories(requireNonNull(target.getParent()));
            try (FileChannel channel =
                    FileChannel.open(
                            target,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.TRUNCATE_EXISTING,
                            StandardOpenOption.WRITE)) {
                ByteBuffer left = ByteBuffer.wrap(file.getValue());
                while (left.hasRemaining()) {
                    channel.write(left);
                }
                if (forced) {
                    channel.force(true);
                }
            }
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DefinitionFiles same && hash.equals(same.hash);
    }

    @Override
    public int hashCode() {
        return hash.hashCode();
    }

    @Override
    public String toString() {
        return files.size() + " definitions " + hash;
    }
}
