package dev.tidemill.node.check;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.backup.BackupManifest;
import dev.tidemill.node.backup.CopyMeter;
import dev.tidemill.node.backup.LoadedMill;
import dev.tidemill.node.backup.OfflineBackup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A check finds damage of every kind of file, and writes nothing. */
class DataCheckTest {
    private static final long SEED = Long.getLong("tidemill.seed", System.nanoTime());
    private static final int FLIPS = Boolean.getBoolean("tidemill.long") ? 200 : 12;

    @TempDir @Nullable Path folder;
    private @Nullable LoadedMill load;
    private final SplittableRandom random = new SplittableRandom(SEED);

    private Path path(String name) {
        return requireNonNull(folder).resolve(name);
    }

    @BeforeEach
    void fillAFolder() throws Exception {
        load = new LoadedMill(path("project"), SEED);
        try (Tidemill mill = load.open(path("data"))) {
            for (int i = 0; i < 120; i++) {
                load.append(mill);
            }
            awaitHistory(mill);
        }
        // Ticks behind the last checkpoint, so that there is something to replay.
        copy(path("data"), path("closed"));
    }

    private static void awaitHistory(Tidemill mill) throws InterruptedException {
        for (int i = 0; i < 400; i++) {
            long rows =
                    mill.status().tables().stream().mapToLong(table -> table.historyRows()).sum();
            if (rows > 0) {
                return;
            }
            Thread.sleep(25);
        }
        throw new AssertionError("no row left memory");
    }

    private CheckReport check(Path data) throws IOException {
        Path spill = path("spill");
        Files.createDirectories(spill);
        return DataCheck.of(data, spill, _ -> {});
    }

    private static CheckedPart part(CheckReport report, String name) {
        return report.parts().stream()
                .filter(part -> part.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    private static Map<String, String> contents(Path folder) throws IOException {
        Map<String, String> contents = new HashMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.toList()) {
                FileTime time = Files.getLastModifiedTime(file);
                String bytes =
                        Files.isDirectory(file)
                                ? "folder"
                                : Integer.toString(Arrays.hashCode(Files.readAllBytes(file)));
                contents.put(file.toString(), time + " " + bytes);
            }
        }
        return contents;
    }

    @Test
    void findsAWholeFolderWholeAndChangesNothing() throws Exception {
        Map<String, String> before = contents(path("data"));
        CheckReport report = check(path("data"));
        assertTrue(report.isWhole(), report + ", seed " + SEED);
        assertTrue(
                report.tick() >= requireNonNull(load).lastTick(),
                "behind the load's rows there may be what was measured of latencies");
        assertFalse(part(report, "history").found().startsWith("0 rows"), report.toString());
        assertEquals(before, contents(path("data")), "seed " + SEED);
    }

    @Test
    void findsABackupWhole() throws Exception {
        BackupManifest ignored = OfflineBackup.take(path("data"), path("b"), new CopyMeter());
        CheckReport report = check(path("b"));
        assertTrue(report.isWhole(), report + ", seed " + SEED);
        assertEquals(8, report.parts().size(), report.toString());
    }

    @Test
    void doesNotReadWhatAMillHasOpen() throws Exception {
        try (Tidemill _ = requireNonNull(load).open(path("data"))) {
            assertEquals(
                    ErrorCode.DATA_DIRECTORY_LOCKED,
                    assertThrows(TidemillException.class, () -> check(path("data"))).errorCode());
        }
        assertEquals(
                ErrorCode.NOT_FOUND,
                assertThrows(TidemillException.class, () -> check(path("project"))).errorCode());
    }

    /**
     * The log of the history is not looked at here, as a folder at rest has none. Of the history's
     * file, bytes are free or hold a former version; a change there is none of what the mill has.
     */
    @Test
    void findsChangedBytesOfEveryKindOfFile() throws Exception {
        Map<String, Integer> found = new HashMap<>();
        for (int i = 0; i < FLIPS; i++) {
            for (String kind : List.of("journal", "checkpoints/manifest", "checkpoints/pages")) {
                Path file = pick(kind);
                byte[] bytes = Files.readAllBytes(file);
                int end = kind.equals("journal") ? sealedBytes(bytes) : bytes.length;
                int at = random.nextInt(end);
                byte[] changed = bytes.clone();
                changed[at] ^= (byte) random.nextInt(1, 256);
                Files.write(file, changed);
                CheckReport report = check(path("data"));
                Files.write(file, bytes);
                assertFalse(
                        report.isWhole(),
                        file + " changed at " + at + ", seed " + SEED + ": " + report);
                found.merge(kind, 1, Integer::sum);
            }
        }
        assertTrue(check(path("data")).isWhole());
        assertEquals(3, found.size());
    }

    /** Zeros are written ahead of the journal's records; they are no part of any tick. */
    private static int sealedBytes(byte[] bytes) {
        int end = bytes.length;
        while (end > 40 && bytes[end - 1] == 0) {
            end--;
        }
        return end;
    }

    private Path pick(String kind) throws IOException {
        int slash = kind.indexOf('/');
        String name = slash < 0 ? "" : kind.substring(slash + 1);
        Path in = path("data").resolve(slash < 0 ? kind : kind.substring(0, slash));
        try (Stream<Path> files = Files.list(in)) {
            List<Path> some =
                    files.filter(file -> file.getFileName().toString().startsWith(name))
                            .sorted()
                            .toList();
            return some.get(random.nextInt(some.size()));
        }
    }

    @Test
    void findsChangedBytesOfTheHistoryOrTheyDoNotMatter() throws Exception {
        Path file = path("data/history.duckdb");
        byte[] bytes = Files.readAllBytes(file);
        int damaged = 0;
        for (int i = 0; i < 2 * FLIPS; i++) {
            int at = random.nextInt(bytes.length);
            byte[] changed = bytes.clone();
            changed[at] ^= (byte) random.nextInt(1, 256);
            Files.write(file, changed);
            CheckReport report = check(path("data"));
            Files.write(file, bytes);
            if (!report.isWhole()) {
                damaged++;
                continue;
            }
            Path copy = path("copy" + i);
            copy(path("closed"), copy);
            Files.write(copy.resolve("history.duckdb"), changed);
            try (Tidemill mill = requireNonNull(load).open(copy)) {
                requireNonNull(load)
                        .check(
                                mill,
                                requireNonNull(load).lastTick(),
                                "history changed at " + at + ", seed " + SEED);
            }
        }
        System.out.println(
                damaged + " of " + 2 * FLIPS + " changes of the history mattered, seed " + SEED);
        assertTrue(damaged > 0, "seed " + SEED);
    }

    @Test
    void findsPartsThatDoNotBelongTogether() throws Exception {
        Path closed = path("closed");
        try (Tidemill mill = requireNonNull(load).open(path("data"))) {
            for (int i = 0; i < 120; i++) {
                requireNonNull(load).append(mill);
            }
            awaitHistory(mill);
        }
        assertTrue(check(path("data")).isWhole());
        replace("history.duckdb", closed, "history");
        replace("journal", closed, "ticks");
        Files.delete(path("data/VERSION"));
        Files.writeString(path("data/VERSION"), "1\n");
        assertEquals(CheckedPart.State.DAMAGED, part(check(path("data")), "folder").state());
    }

    /** With a part of an older copy of the folder in its place, the check names what is wrong. */
    private void replace(String name, Path from, String wrong) throws IOException {
        Path mine = path("data").resolve(name);
        Path kept = path("kept");
        Files.move(mine, kept);
        copy(from.resolve(name), mine);
        CheckReport report = check(path("data"));
        assertEquals(
                CheckedPart.State.DAMAGED,
                part(report, wrong).state(),
                name + ", seed " + SEED + ": " + report);
        try (Stream<Path> files = Files.walk(mine)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
        Files.move(kept, mine);
    }

    @Test
    void findsMissingFiles() throws Exception {
        for (String kind : List.of("checkpoints/pages", "journal")) {
            Path file = pick(kind);
            Path aside = path("aside");
            Files.move(file, aside);
            CheckReport report = check(path("data"));
            assertFalse(report.isWhole(), kind + ", seed " + SEED + ": " + report);
            Files.move(aside, file);
        }
        Files.move(path("data/history.duckdb"), path("aside"));
        assertEquals(CheckedPart.State.DAMAGED, part(check(path("data")), "history").state());
    }
}
