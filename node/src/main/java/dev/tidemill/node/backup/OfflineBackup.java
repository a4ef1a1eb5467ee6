package dev.tidemill.node.backup;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.engine.state.checkpoint.CheckpointFiles;
import dev.tidemill.journal.JournalException;
import dev.tidemill.journal.JournalInspection;
import dev.tidemill.journal.SealedPart;
import dev.tidemill.node.data.DataDirectory;
import dev.tidemill.store.HistoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Takes a backup of a data folder that no mill has open, and keeps any from opening it. */
public final class OfflineBackup {
    private OfflineBackup() {}

    /**
     * Takes a backup into a new folder, which appears when it is whole.
     *
     * @throws TidemillException DATA_DIRECTORY_LOCKED while a mill runs; FOLDER_EXISTS, DISK_FULL;
     *     JOURNAL_CORRUPT and the like when what should be copied is damaged
     */
    public static BackupManifest take(Path root, Path target, CopyMeter meter) {
        DataDirectory.requireExisting(root);
        try (DataDirectory data = DataDirectory.open(root);
                UnfinishedFolder folder = UnfinishedFolder.begin(target, false)) {
            BackupWriter writer = new BackupWriter(folder.path(), meter);
            Optional<CheckpointFiles> checkpoint = CheckpointFiles.newest(data.checkpoints());
            List<Path> pages = checkpoint.map(CheckpointFiles::files).orElse(List.of());
            JournalInspection journal = JournalInspection.open(data.journal());
            List<Path> history = HistoryStore.files(data.history());
            long bytes = journal.sealedParts().parts().stream().mapToLong(SealedPart::bytes).sum();
            for (Path file : pages) {
                bytes += Files.size(file);
            }
            for (Path file : history) {
                bytes += Files.size(file);
            }
            meter.expect(bytes);
            writer.requireRoom(bytes);
            writer.checkpoint(pages);
            writer.journal(data.journal(), journal.sealedParts());
            writer.history(history);
            writer.functions(data.functions());
            writer.releases(data.releases());
            BackupManifest manifest =
                    writer.finish(
                            data.version(),
                            journal.lastTick(),
                            checkpoint.map(CheckpointFiles::tick).orElse(0L),
                            List.of(),
                            data.temporary());
            folder.finish(false);
            new BackupLog(data.backups())
                    .note(new TakenBackup(manifest.time(), manifest.tick(), target.toString()));
            return manifest;
        } catch (JournalException e) {
            throw new TidemillException(
                            ErrorCode.JOURNAL_CORRUPT, String.valueOf(e.getMessage()), e)
                    .withHint("tidemill check --data " + root + " shows all that is damaged");
        } catch (IOException e) {
            throw BackupWriter.failed(target, e);
        }
    }
}
