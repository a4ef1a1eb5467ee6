package dev.tidemill.engine.state.checkpoint;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.engine.state.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files of the newest checkpoint in a directory, as its manifest names them. None of them ever
 * changes; they stay until the next checkpoint is written. Nothing here writes.
 */
public final class CheckpointFiles {
    private final Path directory;
    private final Path manifestFile;
    private final CheckpointManifest manifest;

    private CheckpointFiles(Path directory, Path manifestFile, CheckpointManifest manifest) {
        this.directory = requireNonNull(directory, "directory");
        this.manifestFile = manifestFile;
        this.manifest = manifest;
    }

    /**
     * Reads the newest manifest; empty when there is no checkpoint.
     *
     * @throws TidemillException CHECKPOINT_CORRUPT, DATA_DIRECTORY_VERSION
     */
    public static Optional<CheckpointFiles> newest(Path directory) throws IOException {
        Optional<Path> found = CheckpointStore.newestManifest(directory);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Path file = found.get();
        return Optional.of(
                new CheckpointFiles(
                        directory,
                        file,
                        CheckpointManifest.decode(Files.readAllBytes(file), file)));
    }

    /** The last tick that the checkpoint contains. */
    public long tick() {
        return manifest.tick();
    }

    /** The owner's bytes. */
    public byte[] extras() {
        return manifest.extras().clone();
    }

    /** The manifest and the page files. */
    public List<Path> files() {
        List<Path> files = new ArrayList<>();
        files.add(manifestFile);
        manifest.fileBytes().keySet().forEach(id -> files.add(pageFile(id)));
        return files;
    }

    private Path pageFile(int id) {
        return CheckpointStore.pageFile(directory, id);
    }

    /**
     * Reads every page of every file, those included that are not in use any more.
     *
     * @return how many pages are in use
     * @throws TidemillException CHECKPOINT_CORRUPT, with the file and the position
     */
    public long readAll() throws IOException {
        long inUse = 0;
        for (SegmentManifest[] segments : manifest.regions().values()) {
            for (SegmentManifest segment : segments) {
                inUse += segment.pages();
            }
        }
        for (Map.Entry<Integer, Long> file : manifest.fileBytes().entrySet()) {
            readAll(file.getKey(), file.getValue());
        }
        return inUse;
    }

    private void readAll(int id, long bytes) throws IOException {
        Path file = pageFile(id);
        if (!Files.exists(file)) {
            throw CheckpointManifest.corrupt(file, 0, "the file is missing");
        }
        if (Files.size(file) != bytes) {
            throw CheckpointManifest.corrupt(
                    file, Files.size(file), "the file has not " + bytes + " bytes");
        }
        byte[] page = new byte[Page.BYTES];
        try (PageFileReader reader = new PageFileReader(file)) {
            reader.readHeader(id);
            for (long at = PageFileWriter.FILE_HEADER; at < bytes; ) {
                int length = reader.lengthAt(at);
                reader.read(at, length, page);
                at += length;
            }
        } catch (IllegalArgumentException e) {
            throw new TidemillException(
                    ErrorCode.CHECKPOINT_CORRUPT, file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
