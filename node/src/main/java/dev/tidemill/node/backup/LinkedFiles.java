package dev.tidemill.node.backup;

import dev.tidemill.engine.history.HistoryMark;
import dev.tidemill.engine.state.checkpoint.CheckpointFiles;
import dev.tidemill.journal.SealedPart;
import dev.tidemill.journal.SealedParts;
import dev.tidemill.node.plan.ReleaseStore;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The newest checkpoint and the journal behind it, under second names in a folder on the same disk:
 * the mill may write another checkpoint and drop that journal at once. Where a disk has no second
 * names, the files are copied.
 *
 * @param checkpoint the checkpoint's files in that folder
 * @param checkpointTick 0 when there is no checkpoint
 * @param marks what of the history the checkpoint needs
 */
record LinkedFiles(
        Path folder,
        List<Path> checkpoint,
        SealedParts journal,
        long checkpointTick,
        List<HistoryMark> marks) {
    private static final String RELEASES = "releases";

    /** While nobody writes a checkpoint or drops journal. */
    static LinkedFiles into(
            Path folder,
            Path checkpoints,
            Path journal,
            Supplier<SealedParts> sealed,
            List<HistoryMark> marks,
            ReleaseStore releases)
            throws IOException {
        Files.createDirectories(folder);
        Optional<CheckpointFiles> newest = CheckpointFiles.newest(checkpoints);
        List<Path> linked = new ArrayList<>();
        if (newest.isPresent()) {
            for (Path file : newest.get().files()) {
                linked.add(link(file, folder));
            }
        }
        // Behind the checkpoint: what it says is sealed then.
        SealedParts parts = sealed.get();
        for (SealedPart part : parts.parts()) {
            Path ignored = link(journal.resolve(part.fileName()), folder);
        }
        // Behind the journal: definitions that it names are kept then, and in the log of them soon.
        releases.link(folder.resolve(RELEASES));
        return new LinkedFiles(
                folder, linked, parts, newest.map(CheckpointFiles::tick).orElse(0L), marks);
    }

    /** Where the files of applied definitions are linked; not there when there are none. */
    Path releases() {
        return folder.resolve(RELEASES);
    }

    private static Path link(Path file, Path folder) throws IOException {
        Path link = folder.resolve(String.valueOf(file.getFileName()));
        try {
            return Files.createLink(link, file);
        } catch (UnsupportedOperationException | FileSystemException e) {
            return Files.copy(file, link);
        }
    }

    /** Bytes of the checkpoint and of the journal's acknowledged part. */
    long bytes() throws IOException {
        long bytes = 0;
        for (Path file : checkpoint) {
            bytes += Files.size(file);
        }
        for (SealedPart part : journal.parts()) {
            bytes += part.bytes();
        }
        return bytes;
    }
}
