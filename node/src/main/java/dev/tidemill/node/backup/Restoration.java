package dev.tidemill.node.backup;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.data.DataDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Makes a data folder of a backup. */
public final class Restoration {
    private Restoration() {}

    /**
     * Copies a backup into a new data folder, comparing each file with the manifest. The folder
     * appears when all fit.
     *
     * @param data missing, or an empty folder
     * @throws TidemillException NOT_FOUND when the folder is no backup; BACKUP_CORRUPT;
     *     DATA_DIRECTORY_VERSION; FOLDER_EXISTS; DATA_DIRECTORY_LOCKED; DISK_FULL
     */
    public static BackupManifest restore(Path backup, Path data, CopyMeter meter) {
        BackupManifest manifest = BackupManifest.read(backup);
        if (!manifest.version().equals(DataDirectory.VERSION)) {
            throw new TidemillException(
                            ErrorCode.DATA_DIRECTORY_VERSION,
                            "%s has layout version %s, not %s"
                                    .formatted(backup, manifest.version(), DataDirectory.VERSION))
                    .withHint("restore it with the release that wrote it");
        }
        DataDirectory.refuseOpen(data);
        meter.expect(manifest.bytes());
        requireSizes(backup, manifest);
        try (UnfinishedFolder folder = UnfinishedFolder.begin(data, true)) {
            BackupWriter.requireRoom(folder.path(), manifest.bytes());
            Files.createDirectory(folder.path().resolve("journal"));
            Files.createDirectory(folder.path().resolve("checkpoints"));
            FileCopier copier = new FileCopier(folder.path(), meter);
            for (BackupFile file : manifest.files()) {
                BackupFile copied =
                        copier.copy(backup.resolve(file.path()), file.bytes(), file.path());
                if (!copied.equals(file)) {
                    throw changed(backup.resolve(file.path()));
                }
            }
            folder.finish(true);
            return manifest;
        } catch (IOException e) {
            throw BackupWriter.failed(data, e);
        }
    }

    /**
     * Compares every file of a backup with its manifest and copies nothing.
     *
     * @throws TidemillException BACKUP_CORRUPT
     */
    public static void verify(Path backup, BackupManifest manifest) {
        requireSizes(backup, manifest);
        for (BackupFile file : manifest.files()) {
            Path path = backup.resolve(file.path());
            try {
                if (!Digests.of(path).equals(file.sha256())) {
                    throw changed(path);
                }
            } catch (IOException e) {
                throw BackupManifest.corrupt(path, "cannot be read: " + e);
            }
        }
    }

    private static TidemillException changed(Path file) {
        return BackupManifest.corrupt(file, "was changed: its SHA-256 does not fit");
    }

    /** Seen at once, before anything is copied. */
    static void requireSizes(Path backup, BackupManifest manifest) {
        for (BackupFile file : manifest.files()) {
            Path path = backup.resolve(file.path());
            try {
                if (Files.size(path) != file.bytes()) {
                    throw BackupManifest.corrupt(
                            path,
                            "has %,d bytes, not %,d".formatted(Files.size(path), file.bytes()));
                }
            } catch (NoSuchFileException e) {
                throw BackupManifest.corrupt(path, "is missing");
            } catch (IOException e) {
                throw BackupManifest.corrupt(path, "cannot be read: " + e);
            }
        }
    }
}
