package dev.tidemill.node.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One line that a crash tore takes no other backup with it. */
class BackupLogTest {
    @TempDir private Path folder;

    private static TakenBackup backup(String path) {
        return new TakenBackup(Instant.parse("2026-11-26T19:08:24.394Z"), 7, path);
    }

    @Test
    void tornLineIsCountedAndTheOthersAreRead() throws Exception {
        Path file = folder.resolve("backups");
        BackupLog log = new BackupLog(file);
        log.note(backup("/backups/monday"));
        Files.writeString(file, "2026-11-27T1", StandardOpenOption.APPEND);
        Files.write(file, new byte[] {(byte) 0xc3}, StandardOpenOption.APPEND);
        log.note(backup("/backups/friday"));
        KnownBackups known = log.known(null);
        assertEquals(List.of(backup("/backups/monday"), backup("/backups/friday")), known.taken());
        assertEquals(1, known.unreadable());
        assertNull(known.underWay());
    }

    @Test
    void pathWithALineBreakIsOneLine() throws Exception {
        Path file = folder.resolve("backups");
        BackupLog log = new BackupLog(file);
        List<TakenBackup> all =
                List.of(backup("/odd\npath"), backup("C:\\new\\rows"), backup("/a b\r"));
        all.forEach(log::note);
        assertEquals(3, Files.readAllLines(file).size());
        assertEquals(new KnownBackups(all, null, 0), log.known(null));
        Files.writeString(
                file, "2026-11-26T19:08:24.394Z 7 D:\\old\n", StandardOpenOption.TRUNCATE_EXISTING);
        assertEquals(
                List.of(backup("D:\\old")), log.known(null).taken(), "as it was written before");
    }
}
