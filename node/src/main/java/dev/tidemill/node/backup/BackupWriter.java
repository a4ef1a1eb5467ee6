package dev.tidemill.node.backup;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.engine.history.HistoryMark;
import dev.tidemill.journal.SealedPart;
import dev.tidemill.journal.SealedParts;
import dev.tidemill.node.data.DataDirectory;
import dev.tidemill.store.HistoryFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** Fills the folder of a backup, part by part, and writes its manifest last. One thread. */
final class BackupWriter {

    private final Path folder;
    private final FileCopier copier;
    private final List<BackupFile> files = new ArrayList<>();

    BackupWriter(Path folder, CopyMeter meter) throws IOException {
        this.folder = folder;
        this.copier = new FileCopier(folder, meter);
        // Empty ones too: what is restored is opened as it is.
        Files.createDirectory(folder.resolve("journal"));
        Files.createDirectory(folder.resolve("checkpoints"));
    }

    /**
     * Refuses before anything is copied.
     *
     * @throws TidemillException DISK_FULL
     */
    void requireRoom(long bytes) throws IOException {
        requireRoom(folder, bytes);
    }

    static void requireRoom(Path folder, long bytes) throws IOException {
        long usable = Files.getFileStore(folder).getUsableSpace();
        if (usable < bytes) {
            throw new TidemillException(
                            ErrorCode.DISK_FULL,
                            "the copy takes %,d bytes, and its disk has room for %,d"
                                    .formatted(bytes, usable))
                    .withHint("free space there, or name a folder on another disk");
        }
    }

    /** The acknowledged parts of journal files that lie, or are linked, in a folder. */
    void journal(Path from, SealedParts sealed) throws IOException {
        for (SealedPart part : sealed.parts()) {
            files.add(
                    copier.copy(
                            from.resolve(part.fileName()),
                            part.bytes(),
                            "journal/" + part.fileName()));
        }
    }

    void checkpoint(Collection<Path> from) throws IOException {
        for (Path file : from) {
            files.add(copier.copy(file, "checkpoints/" + file.getFileName()));
        }
    }

    /** The history's file and its log, at rest. */
    void history(Collection<Path> from) throws IOException {
        for (Path file : from) {
            files.add(copier.copy(file, String.valueOf(file.getFileName())));
        }
    }

    /** The same, through a channel on the file that stays open. */
    void history(Collection<Path> from, Path file, FileChannel open) throws IOException {
        for (Path each : from) {
            String path = String.valueOf(each.getFileName());
            files.add(
                    each.equals(file)
                            ? copier.copy(open, open.size(), path)
                            : copier.copy(each, path));
        }
    }

    /** Jars never change, and none is removed; one that appears meanwhile may come along or not. */
    void functions(Path from) throws IOException {
        if (!Files.isDirectory(from)) {
            return;
        }
        List<Path> jars;
        try (Stream<Path> found = Files.list(from)) {
            jars = found.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
        }
        for (Path jar : jars) {
            files.add(copier.copy(jar, "functions/" + jar.getFileName()));
        }
    }

    /** The files of applied definitions, which lie, or are linked, in a folder and stay as is. */
    void releases(Path from) throws IOException {
        if (!Files.isDirectory(from)) {
            return;
        }
        List<Path> kept;
        try (Stream<Path> found = Files.list(from)) {
            kept = found.filter(file -> !file.toString().endsWith(".tmp")).sorted().toList();
        }
        for (Path file : kept) {
            files.add(copier.copy(file, "releases/" + file.getFileName()));
        }
    }

    /**
     * Sees that the copied history has what the checkpoint says, and writes the manifest.
     *
     * @param version the data folder's VERSION file
     * @param marks what the history must have; those of a folder at rest need not be asked for
     * @throws TidemillException HISTORY_CORRUPT
     */
    BackupManifest finish(
            Path version,
            long tick,
            long checkpointTick,
            Collection<HistoryMark> marks,
            Path temporary)
            throws IOException {
        files.add(copier.copy(version, "VERSION"));
        try (HistoryFile copied = HistoryFile.open(folder.resolve("history.duckdb"), temporary)) {
            copied.restore(marks);
        }
        BackupManifest manifest =
                new BackupManifest(
                        DataDirectory.VERSION,
                        tick,
                        checkpointTick,
                        Instant.now().truncatedTo(ChronoUnit.MILLIS),
                        files);
        try (FileChannel channel =
                FileChannel.open(
                        folder.resolve(BackupManifest.NAME),
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(manifest.encode());
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        return manifest;
    }

    /** An error with a code, for what a copy met. */
    static TidemillException failed(Path target, IOException e) {
        String text = String.valueOf(e.getMessage());
        boolean full = text.contains("No space left") || text.contains("quota exceeded");
        return new TidemillException(
                        full ? ErrorCode.DISK_FULL : ErrorCode.IO_FAILED,
                        "no copy was made in " + target + ": " + e,
                        e)
                .withHint("what was copied is removed; see to that disk and try again");
    }
}
