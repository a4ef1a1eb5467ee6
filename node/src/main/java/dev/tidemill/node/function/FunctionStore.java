package dev.tidemill.node.function;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.function.ProjectFunction;
import dev.tidemill.node.data.DurableFile;
import dev.tidemill.node.record.DefinitionEntry.FunctionJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps each version of each jar of functions that definitions in the journal or the checkpoint
 * name, by its hash, so that ticks are replayed with the functions that were in force then. A
 * version is loaded once, and its functions are the same objects from then on. Safe for all
 * threads.
 */
public final class FunctionStore implements FunctionSource {
    private static final Logger LOG = LoggerFactory.getLogger(FunctionStore.class);

    /** The most bytes of a jar; a larger one is refused. */
    public static final long JAR_BYTES_MAX = 64L << 20;

    /** The most jars in a project; with more it is refused. */
    public static final int JARS_MAX = 64;

    private static final String FOLDER = "functions";
    private static final String SUFFIX = ".jar";

    private final Path kept;
    private final @Nullable FunctionStore beside;
    private final Map<String, Map<String, ProjectFunction>> loaded = new ConcurrentHashMap<>();

    /**
     * @param kept the folder for the copies, made when there is something to keep
     */
    public FunctionStore(Path kept) {
        this(kept, null);
    }

    private FunctionStore(Path kept, @Nullable FunctionStore beside) {
        this.kept = requireNonNull(kept, "kept");
        this.beside = beside;
    }

    /**
     * A store for jars that are only looked at: versions that this one has loaded are the same
     * functions there, and others are forgotten with it.
     *
     * @param folder for its copies, the caller's to delete
     */
    public FunctionStore trial(Path folder) {
        return new FunctionStore(folder, this);
    }

    /**
     * Reads a project's jars, checks them, and keeps a copy of each on disk before it returns.
     *
     * @throws TidemillException INVALID_FUNCTION at the first jar that cannot be used
     */
    public List<FunctionJar> keep(Path project) {
        List<FunctionJar> jars = new ArrayList<>();
        Map<String, byte[]> contents = new HashMap<>();
        Map<String, String> owners = new HashMap<>();
        for (Path path : jars(project.resolve(FOLDER), JARS_MAX)) {
            String file = FOLDER + "/" + path.getFileName();
            byte[] bytes = bytes(file, path);
            String version = hash(bytes);
            for (String name : functions(file, version, bytes).keySet()) {
                String owner = owners.putIfAbsent(name, file);
                if (owner != null) {
                    throw Refusal.of(file, "the function " + name + " is in " + owner + " too");
                }
            }
            contents.put(version, bytes);
            jars.add(new FunctionJar(file, version));
        }
        contents.forEach(this::copy);
        return jars;
    }

    /**
     * Deletes the copies of all versions but these, and what a crash left of a copy. Nobody may
     * keep jars at the same time; a copy that cannot be deleted stays.
     */
    public void deleteAllBut(Set<String> versions) {
        if (!Files.isDirectory(kept)) {
            return;
        }
        try (Stream<Path> files = Files.list(kept)) {
            for (Path file : files.toList()) {
                String name = String.valueOf(file.getFileName());
                boolean copy = name.endsWith(SUFFIX) || name.endsWith(DurableFile.UNFINISHED);
                if (copy && !versions.contains(name.substring(0, name.lastIndexOf('.')))) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            LOG.warn("old jars stay in {}: {}", kept, e.toString());
        }
    }

    @Override
    public Optional<ProjectFunction> function(List<FunctionJar> jars, String name) {
        for (FunctionJar jar : jars) {
            ProjectFunction function = functions(jar).get(name);
            if (function != null) {
                return Optional.of(function);
            }
        }
        return Optional.empty();
    }

    @Override
    public List<ProjectFunction> all(List<FunctionJar> jars) {
        Map<String, ProjectFunction> all = new TreeMap<>();
        jars.forEach(jar -> functions(jar).forEach(all::putIfAbsent));
        return List.copyOf(all.values());
    }

    /**
     * Compares the kept copies with their names, which are their hashes, without loading any.
     *
     * @return how many there are
     * @throws TidemillException IO_FAILED at the first that is damaged or missing
     */
    public int check(List<FunctionJar> needed) {
        for (FunctionJar jar : needed) {
            if (!Files.isRegularFile(kept.resolve(jar.version() + SUFFIX))) {
                throw damaged(jar, "is not in " + kept);
            }
        }
        List<Path> copies = jars(kept, Integer.MAX_VALUE);
        for (Path copy : copies) {
            String version = String.valueOf(copy.getFileName()).replace(SUFFIX, "");
            if (!hash(bytes(version, copy)).equals(version)) {
                throw damaged(new FunctionJar(version, version), "is damaged in " + kept);
            }
        }
        return copies.size();
    }

    private Map<String, ProjectFunction> functions(FunctionJar jar) {
        Map<String, ProjectFunction> known = loaded.get(jar.version());
        if (known != null) {
            return known;
        }
        return functions(jar.file(), jar.version(), bytes(jar));
    }

    /**
     * The bytes of a jar that is kept.
     *
     * @throws TidemillException IO_FAILED when the copy is damaged or missing
     */
    public byte[] bytes(FunctionJar jar) {
        Path copy = kept.resolve(jar.version() + SUFFIX);
        if (!Files.isRegularFile(copy)) {
            throw damaged(jar, "is not in " + kept);
        }
        byte[] bytes = bytes(jar.file(), copy);
        if (!hash(bytes).equals(jar.version())) {
            throw damaged(jar, "is damaged in " + kept);
        }
        return bytes;
    }

    private static TidemillException damaged(FunctionJar jar, String what) {
        return new TidemillException(
                        ErrorCode.IO_FAILED,
                        "the version %s of %s %s".formatted(jar.version(), jar.file(), what))
                .withHint("put it back from a copy of the data folder");
    }

    private Map<String, ProjectFunction> functions(String file, String version, byte[] bytes) {
        Map<String, ProjectFunction> known = beside == null ? null : beside.loaded.get(version);
        return known != null
                ? known
                : loaded.computeIfAbsent(version, key -> FunctionReader.read(file, key, bytes));
    }

    private static List<Path> jars(Path folder, int jarsMax) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> jars =
                    files.filter(file -> isJar(String.valueOf(file.getFileName())))
                            .filter(Files::isRegularFile)
                            .sorted()
                            .toList();
            if (jars.size() > jarsMax) {
                throw Refusal.of(FOLDER, "more than " + jarsMax + " jars");
            }
            return jars;
        } catch (IOException e) {
            throw Refusal.of(FOLDER, "cannot be listed: " + e.getMessage());
        }
    }

    private static boolean isJar(String name) {
        return name.endsWith(SUFFIX) && !name.startsWith(".");
    }

    private static byte[] bytes(String file, Path path) {
        try {
            if (Files.size(path) > JAR_BYTES_MAX) {
                throw Refusal.of(file, "larger than a jar may be, " + JAR_BYTES_MAX + " bytes");
            }
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw Refusal.of(file, "cannot be read: " + e.getMessage());
        }
    }

    /**
     * The version of a jar with these bytes: the first 128 bits of the SHA-256, which is what tells
     * plans apart too.
     */
    public static String hash(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Whole or not at all, and on disk before a definition in the journal names it. */
    private synchronized void copy(String version, byte[] bytes) {
        Path copy = kept.resolve(version + SUFFIX);
        try {
            if (Files.isRegularFile(copy) && hash(Files.readAllBytes(copy)).equals(version)) {
                return;
            }
            DurableFile.replace(copy, bytes);
        } catch (IOException e) {
            throw new TidemillException(
                    ErrorCode.IO_FAILED,
                    "a jar of functions cannot be kept in " + kept + ": " + e,
                    e);
        }
    }
}
