package dev.tidemill.node.plan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.definitions.release.DefinitionFiles;
import dev.tidemill.node.data.DataDirectory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
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

/**
 * The definitions that were applied, those that they replaced, and when.
 *
 * <pre>
 * HASH.zip   the files of definitions; never changes
 * LOG        what came into force, a line each, oldest first
 * SETTLING   definitions that must show that they are good; absent when there are none
 * </pre>
 *
 * Each file is whole or not there, and on disk before a method returns. What is in force is said by
 * the journal alone: the log may lack the last of it after a crash. Safe for all threads.
 */
public final class ReleaseStore {
    /** The most releases that the log and the folder keep; older ones are dropped. */
    public static final int KEPT_MAX = 20;

    private static final String LOG = "LOG";
    private static final String SETTLING = "SETTLING";
    private static final String SUFFIX = ".zip";
    private static final String UNFINISHED = ".tmp";

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

    /** The newest definitions before those in force that are others; empty when none are kept. */
    synchronized Optional<Release> former(String inForce) {
        return releases().reversed().stream()
                .filter(release -> !release.hash().equals(inForce))
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
        settling()
                .ifPresent(
                        settling -> {
                            named.add(settling.release());
                            named.add(settling.former());
                        });
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
                if (unnamed || name.endsWith(UNFINISHED)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw failed("old releases cannot be deleted", e);
        }
    }

    /** Definitions that must show that they are good. */
    synchronized Optional<Settling> settling() {
        List<String> lines = lines(SETTLING);
        return lines.isEmpty() ? Optional.empty() : Optional.of(Settling.parse(lines));
    }

    /** Definitions begin to show that they are good. */
    synchronized void begin(Settling settling) {
        replace(SETTLING, settling.lines());
    }

    /** They are good, or not in force any more; nothing happens when others have begun since. */
    synchronized void settled(String release) {
        if (settling().filter(settling -> settling.release().equals(release)).isEmpty()) {
            return;
        }
        try {
            if (Files.deleteIfExists(folder.resolve(SETTLING))) {
                DataDirectory.forceDirectory(folder);
            }
        } catch (IOException e) {
            throw failed("what settled cannot be forgotten", e);
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
        Path temporary = file.resolveSibling(file.getFileName() + UNFINISHED);
        try {
            Files.createDirectories(folder);
            try (FileChannel channel =
                    FileChannel.open(
                            temporary,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.TRUNCATE_EXISTING,
                            StandardOpenOption.WRITE)) {
                ByteBuffer left = ByteBuffer.wrap(bytes);
                while (left.hasRemaining()) {
                    channel.write(left);
                }
                channel.force(true);
            }
            Files.move(
                    temporary,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            DataDirectory.forceDirectory(folder);
            DataDirectory.forceDirectory(requireNonNull(folder.toAbsolutePath().getParent()));
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
