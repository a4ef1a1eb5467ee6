package dev.tidemill.node.backup;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.Tidemill;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a backup of a running mill holds, and what is restored of it. */
class BackupTest {
    private static final long SEED = Long.getLong("tidemill.seed", System.nanoTime());

    @TempDir @Nullable Path folder;
    private @Nullable LoadedMill load;
    private final SplittableRandom random = new SplittableRandom(SEED);

    @BeforeEach
    void prepare() throws IOException {
        load = new LoadedMill(path("project"), SEED);
    }

    private Path path(String name) {
        return requireNonNull(folder).resolve(name);
    }

    private LoadedMill load() {
        return requireNonNull(load);
    }

    private static BackupManifest restore(Path backup, Path data) {
        return Restoration.restore(backup, data, new CopyMeter());
    }

    private static ErrorCode refusal(org.junit.jupiter.api.function.Executable what) {
        return assertThrows(TidemillException.class, what).errorCode();
    }

    @Test
    void holdsEveryTableAsOfItsTickWhileRowsCome() throws Exception {
        List<BackupManifest> taken = new ArrayList<>();
        try (Tidemill mill = load().open(path("data"))) {
            AtomicBoolean enough = new AtomicBoolean();
            AtomicReference<@Nullable Throwable> failed = new AtomicReference<>();
            Thread writer =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        try {
                                            while (!enough.get()) {
                                                load().append(mill);
                                            }
                                        } catch (Throwable e) {
                                            failed.set(e);
                                        }
                                    });
            for (int i = 0; i < 5; i++) {
                Thread.sleep(random.nextInt(100, 700));
                taken.add(mill.backups().take(path("backup" + i)));
            }
            enough.set(true);
            writer.join();
            assertEquals(null, failed.get(), "seed " + SEED);
            load().check(mill, load().lastTick(), "live, seed " + SEED);
        }
        assertTrue(taken.getLast().files().stream().anyMatch(f -> f.path().startsWith("history")));
        assertTrue(taken.getLast().checkpointTick() > 0);
        for (int i = 0; i < taken.size(); i++) {
            String when = "backup " + i + ", seed " + SEED;
            Path data = path("restored" + i);
            BackupManifest manifest = restore(path("backup" + i), data);
            assertEquals(taken.get(i), manifest, when);
            try (Tidemill mill = load().open(data)) {
                assertEquals(manifest.tick(), mill.status().tick(), when);
                load().check(mill, manifest.tick(), when);
            }
        }
    }

    @Test
    void goesOnFromTheBackup() throws Exception {
        try (Tidemill mill = load().open(path("data"))) {
            for (int i = 0; i < 30; i++) {
                load().append(mill);
            }
            BackupManifest ignored = mill.backups().take(path("backup"));
        }
        BackupManifest manifest = restore(path("backup"), path("again"));
        assertEquals(load().lastTick(), manifest.tick());
        try (Tidemill mill = load().open(path("again"))) {
            for (int i = 0; i < 60; i++) {
                load().append(mill);
            }
            load().check(mill, load().lastTick(), "seed " + SEED);
        }
        try (Tidemill mill = load().open(path("again"))) {
            load().check(mill, load().lastTick(), "after a restart, seed " + SEED);
        }
    }

    @Test
    void isTakenOfAMillThatDoesNotRun() throws Exception {
        try (Tidemill mill = load().open(path("data"))) {
            for (int i = 0; i < 40; i++) {
                load().append(mill);
            }
            assertEquals(
                    ErrorCode.DATA_DIRECTORY_LOCKED,
                    refusal(() -> OfflineBackup.take(path("data"), path("b"), new CopyMeter())));
        }
        BackupManifest taken = OfflineBackup.take(path("data"), path("b"), new CopyMeter());
        assertEquals(taken, restore(path("b"), path("again")));
        try (Tidemill mill = load().open(path("again"))) {
            load().check(mill, load().lastTick(), "seed " + SEED);
        }
        assertEquals(
                ErrorCode.NOT_FOUND,
                refusal(() -> OfflineBackup.take(path("project"), path("c"), new CopyMeter())));
        assertFalse(Files.exists(path("c")));
    }

    @Test
    void isTakenOfAMillWithoutACheckpointOrARow() throws Exception {
        try (Tidemill mill = load().open(path("data"))) {
            BackupManifest ignored = mill.backups().take(path("backup"));
        }
        BackupManifest manifest = restore(path("backup"), path("again"));
        try (Tidemill mill = load().open(path("again"))) {
            load().check(mill, manifest.tick(), "empty");
        }
    }

    @Test
    void neverWritesOverAFolder() throws Exception {
        Files.createDirectories(path("there"));
        Files.createDirectories(path("other.partial"));
        Files.writeString(path("other.partial/mine.txt"), "mine");
        try (Tidemill mill = load().open(path("data"))) {
            load().append(mill);
            assertEquals(
                    ErrorCode.FOLDER_EXISTS, refusal(() -> mill.backups().take(path("there"))));
            assertEquals(
                    ErrorCode.FOLDER_EXISTS, refusal(() -> mill.backups().take(path("other"))));
            assertEquals(ErrorCode.NOT_FOUND, refusal(() -> mill.backups().take(path("no/where"))));
            assertEquals(
                    ErrorCode.INVALID_ARGUMENT,
                    refusal(() -> mill.backups().take(path("data/backup"))));
            BackupManifest ignored = mill.backups().take(path("backup"));
            assertEquals(
                    ErrorCode.FOLDER_EXISTS, refusal(() -> mill.backups().take(path("backup"))));
            assertEquals(
                    ErrorCode.DATA_DIRECTORY_LOCKED,
                    refusal(() -> restore(path("backup"), path("data"))));
        }
        assertEquals(List.of(), list("there"));
        assertEquals("mine", Files.readString(path("other.partial/mine.txt")));
        assertEquals(ErrorCode.FOLDER_EXISTS, refusal(() -> restore(path("backup"), path("data"))));
        assertEquals(ErrorCode.NOT_FOUND, refusal(() -> restore(path("project"), path("x"))));
        assertFalse(Files.exists(path("x")));
        BackupManifest ignored = restore(path("backup"), path("there"));
        try (Tidemill mill = load().open(path("there"))) {
            load().check(mill, load().lastTick(), "into an empty folder");
        }
    }

    @Test
    void removesWhatAKilledBackupLeft() throws Exception {
        Files.createDirectories(path("backup.partial/journal"));
        Files.writeString(path("backup.partial/LOCK"), "");
        Files.writeString(path("backup.partial/journal/half"), "half");
        Files.createDirectories(path("empty.partial"));
        try (Tidemill mill = load().open(path("data"))) {
            load().append(mill);
            BackupManifest first = mill.backups().take(path("backup"));
            BackupManifest second = mill.backups().take(path("empty"));
            assertEquals(first.tick(), second.tick());
        }
        assertFalse(Files.exists(path("backup.partial")));
        assertFalse(Files.exists(path("backup/journal/half")));
        assertFalse(Files.exists(path("data/tmp/backup")));
    }

    @Test
    void isWholeOrNothingWhenTheMillCloses() throws Exception {
        int whole = 0;
        for (int i = 0; i < 6; i++) {
            Path target = path("backup" + i);
            Tidemill mill = load().open(path("data"));
            for (int batch = 0; batch < 20; batch++) {
                load().append(mill);
            }
            AtomicReference<@Nullable Throwable> failed = new AtomicReference<>();
            Thread backup =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        try {
                                            BackupManifest ignored = mill.backups().take(target);
                                        } catch (Throwable e) {
                                            failed.set(e);
                                        }
                                    });
            Thread.sleep(random.nextInt(600));
            mill.close();
            backup.join();
            String when = "backup " + i + ", seed " + SEED;
            assertFalse(Files.exists(path("backup" + i + ".partial")), when);
            assertEquals(failed.get() == null, Files.exists(target), when + failed.get());
            if (failed.get() instanceof TidemillException refused) {
                assertEquals(ErrorCode.SHUTTING_DOWN, refused.errorCode(), when);
            } else {
                assertEquals(null, failed.get(), when);
                BackupManifest ignored = restore(target, path("restored" + i));
                whole++;
            }
        }
        System.out.println(whole + " of 6 backups were whole, seed " + SEED);
        try (Tidemill mill = load().open(path("data"))) {
            load().check(mill, load().lastTick(), "seed " + SEED);
        }
    }

    @Test
    void restoresNothingOfADamagedBackup() throws Exception {
        try (Tidemill mill = load().open(path("data"))) {
            for (int i = 0; i < 60; i++) {
                load().append(mill);
            }
            Thread.sleep(200);
            load().append(mill);
            BackupManifest ignored = mill.backups().take(path("backup"));
        }
        List<Path> files;
        try (Stream<Path> all = Files.walk(path("backup"))) {
            files =
                    all.filter(Files::isRegularFile)
                            .filter(file -> !file.endsWith("LOCK"))
                            .sorted()
                            .toList();
        }
        assertTrue(files.size() > 5, "files: " + files);
        for (Path file : files) {
            byte[] bytes = Files.readAllBytes(file);
            for (int i = 0; i < 6; i++) {
                int at = random.nextInt(bytes.length);
                byte[] changed = bytes.clone();
                changed[at] ^= (byte) random.nextInt(1, 256);
                Files.write(file, changed);
                refuses(file + " changed at " + at);
            }
            Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 1));
            refuses(file + " is shorter");
            Files.delete(file);
            refuses(file + " is missing");
            Files.write(file, bytes);
        }
        BackupManifest ignored = restore(path("backup"), path("again"));
        assertEquals(List.of(), list("again/none"));
    }

    private void refuses(String how) {
        ErrorCode code = refusal(() -> restore(path("backup"), path("again")));
        boolean noBackup = code == ErrorCode.NOT_FOUND && how.endsWith("BACKUP.json is missing");
        assertTrue(
                code == ErrorCode.BACKUP_CORRUPT || noBackup, how + ", seed " + SEED + ": " + code);
        assertFalse(Files.exists(path("again")), how + ", seed " + SEED);
        assertFalse(Files.exists(path("again.partial")), how + ", seed " + SEED);
    }

    private List<Path> list(String name) throws IOException {
        if (!Files.exists(path(name))) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(path(name))) {
            return files.toList();
        }
    }

    @Test
    void refusesADiskWithoutRoom() throws Exception {
        Files.createDirectories(path("partial"));
        assertEquals(
                ErrorCode.DISK_FULL,
                refusal(() -> BackupWriter.requireRoom(path("partial"), Long.MAX_VALUE)));
    }
}
