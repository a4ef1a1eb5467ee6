package dev.tidemill.node.plan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.definitions.release.DefinitionFiles;
import dev.tidemill.node.data.DataDirectory;
import dev.tidemill.node.data.DurableFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The definitions that were applied, those that they replaced, and when.
 *
 * <pre>
 * HASH.zip   the files of definitions; never changes
 * LOG        what came into force, a line each, oldest first
 * SETTLING   definitions that must show that they are good; absent when there are none
 * NEXT       the same of definitions that are about to be in force
 * </pre>
 *
 * Each file is whole or not there, and on disk before a method returns. What is in force is said by
 * the journal alone: the log may lack the last of it after a crash. Safe for all threads.
 */
public final class ReleaseStore {
    private static final Logger LOGGER = LoggerFactory.getLogger(ReleaseStore.class);

    /** The most releases that the log and the folder keep; older ones are dropped. */
    public static final int KEPT_MAX = 20;

    private static final String LOG = "LOG";
    private static final String SETTLING = "SETTLING";
    private static final String NEXT = "NEXT";
    private static final String SUFFIX = ".zip";

    /** Nothing else may become the name of a file. */
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{32}");

    private final Path folder;

    /**
     * @param folder made when there is something to keep
     */
    public ReleaseStore(Path folder) {
        this.folder = requireNonNull(folder, "folder");
    }

    /** Keeps the files of definitions. */
    synchronized void keep(DefinitionFiles files) {
        Path kept = folder.resolve(files.hash() + SUFFIX);
        if (!Files.isRegularFile(kept)) {
            replace(kept, zipped(files));
        }
    }

    /**
     * The files of definitions that were kept.
     *
     * @throws TidemillException NOT_FOUND when they are not; IO_FAILED when they are damaged
     */
    public synchronized DefinitionFiles read(String hash) {
        Path kept = folder.resolve(hash + SUFFIX);
        if (!HASH.matcher(hash).matches() || !Files.isRegularFile(kept)) {
            throw new TidemillException(ErrorCode.NOT_FOUND, "the release " + hash + " is not kept")
                    .withHint("the last %d are: GET /v1/definitions".formatted(KEPT_MAX));
        }
        DefinitionFiles files = unzipped(kept);
        if (!files.hash().equals(hash)) {
            throw new TidemillException(
                            ErrorCode.IO_FAILED, "the release " + hash + " is damaged in " + folder)
                    .withHint("put it back from a copy of the data folder");
        }
        return files;
    }

    /** What came into force, oldest first. */
    public synchronized List<Release> releases() {
        return lines(LOG).stream().map(Release::parse).toList();
    }

    /** The last that came into force; null when nothing was applied yet. */
    synchronized @Nullable Release last() {
        List<Release> all = releases();
        return all.isEmpty() ? null : all.getLast();
    }

    /**
     * The newest definitions before those in force that are others, and that nobody went back from
     * since; empty when none are kept.
     */
    synchronized Optional<Release> former(String inForce) {
        List<Release> all = releases();
        Set<String> left = new HashSet<>();
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).origin() == Release.Origin.ROLLBACK && i > 0) {
                left.add(all.get(i - 1).hash());
            }
            left.remove(all.get(i).hash());
        }
        return all.reversed().stream()
                .filter(release -> !release.hash().equals(inForce))
                .filter(release -> !left.contains(release.hash()))
                .findFirst();
    }

    /** Writes down what came into force, and drops what is older than the last ones. */
    synchronized void note(Release release) {
        List<Release> all = new ArrayList<>(releases());
        all.add(release);
        List<Release> kept = all.subList(Math.max(0, all.size() - KEPT_MAX), all.size());
        replace(LOG, kept.stream().map(Release::line).toList());
        Set<String> named = new HashSet<>();
        kept.forEach(each -> named.add(each.hash()));
        try {
            for (String name : List.of(SETTLING, NEXT)) {
                settling(name)
                        .ifPresent(
                                settling -> {
                                    named.add(settling.release());
                                    named.add(settling.former());
                                });
            }
        } catch (TidemillException e) {
            LOGGER.warn("all releases are kept: {}", e.message());
            return;
        }
        deleteAllBut(named);
    }

    private void deleteAllBut(Set<String> hashes) {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String name = String.valueOf(file.getFileName());
                boolean unnamed =
                        name.endsWith(SUFFIX)
                                && !hashes.contains(
                                        name.substring(0, name.length() - SUFFIX.length()));
                if (unnamed || name.endsWith(DurableFile.UNFINISHED)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw failed("old releases cannot be deleted", e);
        }
    }

    /** Definitions that must show that they are good. */
    synchronized Optional<Settling> settling() {
        return settling(SETTLING);
    }

    private Optional<Settling> settling(String name) {
        List<String> lines = lines(name);
        return lines.isEmpty() ? Optional.empty() : Optional.of(Settling.parse(lines));
    }

    /**
     * Definitions are about to be in force, and will have to show that they are good. What is still
     * to be seen of those before stays until then.
     */
    synchronized void begin(Settling settling) {
        replace(NEXT, settling.lines());
    }

    /** These definitions are in force: from now on they must show that they are good. */
    synchronized void settleSealed(String release) {
        Optional<Settling> next = settling(NEXT);
        if (next.isEmpty()) {
            return;
        }
        if (!next.get().release().equals(release)) {
            delete(NEXT);
            return;
        }
        try {
            Files.move(
                    folder.resolve(NEXT),
                    folder.resolve(SETTLING),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            DataDirectory.forceDirectory(folder);
        } catch (IOException e) {
            throw failed("what has to settle cannot be written down", e);
        }
    }

    /** They did not come into force. */
    synchronized void giveUp(String release) {
        if (settling(NEXT).filter(next -> next.release().equals(release)).isPresent()) {
            delete(NEXT);
        }
    }

    /** They are good, or not in force any more; nothing happens when others have begun since. */
    synchronized void settled(String release) {
        if (settling().filter(settling -> settling.release().equals(release)).isEmpty()) {
            return;
        }
        delete(SETTLING);
    }

    private void delete(String name) {
        try {
            if (Files.deleteIfExists(folder.resolve(name))) {
                DataDirectory.forceDirectory(folder);
            }
        } catch (IOException e) {
            throw failed("what settled cannot be forgotten", e);
        }
    }

    /** Links all files as they are now into a folder, which is made when there are any. */
    public synchronized void link(Path into) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        Files.createDirectories(into);
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                if (!file.toString().endsWith(DurableFile.UNFINISHED)) {
                    link(into.resolve(requireNonNull(file.getFileName())), file);
                }
            }
        }
    }

    private static void link(Path link, Path file) throws IOException {
        try {
            Path ignored = Files.createLink(link, file);
        } catch (UnsupportedOperationException | FileSystemException e) {
            Path ignored = Files.copy(file, link);
        }
    }

    private List<String> lines(String name) {
        Path file = folder.resolve(name);
        try {
            return Files.isRegularFile(file) ? Files.readAllLines(file, UTF_8) : List.of();
        } catch (IOException e) {
            throw failed(file + " cannot be read", e);
        }
    }

    private void replace(String name, List<String> lines) {
        replace(folder.resolve(name), (String.join("\n", lines) + "\n").getBytes(UTF_8));
    }

    private void replace(Path file, byte[] bytes) {
        try {
            DurableFile.replace(file, bytes);
        } catch (IOException e) {
            throw failed(file + " cannot be written", e);
        }
    }

    private static byte[] zipped(DefinitionFiles files) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes, UTF_8)) {
            for (String path : files.paths()) {
                zip.putNextEntry(new ZipEntry(path));
                zip.write(files.bytes(path));
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw failed("definitions cannot be packed", e);
        }
        return bytes.toByteArray();
    }

    private static DefinitionFiles unzipped(Path kept) {
        Map<String, byte[]> files = new TreeMap<>();
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(kept), UTF_8)) {
            ZipEntry entry;
            while ((entry = zip.getNextEntry()) != null) {
                files.put(entry.getName(), zip.readAllBytes());
            }
        } catch (IOException e) {
            throw failed(kept + " cannot be read", e);
        }
        return DefinitionFiles.of(files);
    }

    private static TidemillException failed(String what, IOException e) {
        return new TidemillException(ErrorCode.IO_FAILED, what + ": " + e, e);
    }
}
