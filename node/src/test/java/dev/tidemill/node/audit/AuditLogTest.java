package dev.tidemill.node.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {
    private static final long BYTES = 1 << 20;

    @TempDir Path folder;

    private static AuditEvent event(String user, @Nullable String statement) {
        return new AuditEvent(
                Instant.parse("2026-01-02T03:04:05Z"),
                user,
                "127.0.0.1",
                "POST /v1/sql",
                "/v1/sql",
                AuditEvent.DONE,
                7,
                42,
                statement);
    }

    private AuditLog open() throws Exception {
        return new AuditLog(folder, () -> BYTES);
    }

    private List<Path> segments() throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    @Test
    void keepsWhatItIsToldAcrossStarts() throws Exception {
        String statement = "SELECT\t\\t\nFROM\r\\";
        try (AuditLog log = open()) {
            log.add(event("ann", statement));
            log.add(event("bob", null));
        }
        try (AuditLog log = open()) {
            log.add(event("carl", "x".repeat(10_000)));
            List<AuditEntry> all = log.newest(10, _ -> true);
            assertEquals(List.of(3L, 2L, 1L), all.stream().map(AuditEntry::number).toList());
            assertEquals(event("ann", statement), all.get(2).event());
            assertEquals("", all.get(1).digest());
            assertEquals(AuditLine.sha256("x".repeat(10_000)), all.getFirst().digest());
            assertEquals(4_001, String.valueOf(all.getFirst().event().statement()).length());
            assertEquals(1, log.newest(10, entry -> entry.event().user().equals("bob")).size());
            assertEquals(2, log.newest(2, _ -> true).size());
            assertTrue(log.broken().isEmpty());
        }
    }

    @Test
    void namesNobodyThatAStatementNames() throws Exception {
        String statement = "INSERT INTO people VALUES (7, 'ada@example.com')";
        try (AuditLog log = open()) {
            log.add(event("ann", statement));
            AuditEntry entry = log.newest(1, _ -> true).getFirst();
            assertEquals("INSERT INTO people VALUES (?, ?)", entry.event().statement());
            assertEquals(AuditLine.sha256(statement), entry.digest());
        }
        for (Path segment : segments()) {
            assertFalse(Files.readString(segment).contains("ada"));
        }
    }

    @Test
    void whatNobodySaysIsNotLong() throws Exception {
        String path = "/" + "p".repeat(100_000);
        AuditEvent loud =
                new AuditEvent(
                        Instant.parse("2026-01-02T03:04:05Z"),
                        "u".repeat(100_000),
                        "127.0.0.1",
                        "login",
                        path,
                        "TM2013",
                        -1,
                        -1,
                        null);
        try (AuditLog log = open()) {
            log.add(loud);
            AuditEvent kept = log.newest(1, _ -> true).getFirst().event();
            assertEquals("u".repeat(AuditEvent.USER_MAX) + "…", kept.user());
            assertEquals(path.substring(0, AuditEvent.SUBJECT_MAX) + "…", kept.subject());
            assertTrue(log.broken().isEmpty());
        }
        assertTrue(Files.size(segments().getFirst()) < 2_000);
    }

    @Test
    void linesOfBeforeTicksWereToldAreRead() throws Exception {
        String body =
                "1\t2026-01-02T03:04:05Z\tann\t127.0.0.1\tPOST /v1/sql\t/v1/sql\tok\t7\t"
                        + AuditLine.sha256("SELECT 1")
                        + "\tSELECT 1";
        Files.writeString(
                folder.resolve("audit-000000000000000001.log"),
                body + "\t" + AuditLine.sha256(AuditLine.BEGINNING + body) + "\n");
        try (AuditLog log = open()) {
            log.add(event("bob", null));
            List<AuditEntry> all = log.newest(10, _ -> true);
            assertEquals(42, all.getFirst().event().tick());
            assertEquals(-1, all.getLast().event().tick());
            assertEquals("SELECT 1", all.getLast().event().statement());
            assertTrue(log.broken().isEmpty());
        }
    }

    @Test
    void nothingIsLetThroughUntilTheLogCanBeWrittenAgain() throws Exception {
        Path blocked = folder.resolve("audit");
        Files.writeString(blocked, "a file where the folder belongs");
        try (AuditLog log = new AuditLog(blocked, () -> BYTES)) {
            log.requireWritable();
            log.add(event("ann", "SELECT 1"));
            awaitWritable(log, false);
            assertEquals(
                    ErrorCode.IO_FAILED,
                    assertThrows(TidemillException.class, log::requireWritable).errorCode());
            log.add(event("bob", null));
            Files.delete(blocked);
            awaitWritable(log, true);
            assertEquals(
                    List.of("bob", "ann"),
                    log.newest(10, _ -> true).stream().map(each -> each.event().user()).toList());
            assertTrue(log.broken().isEmpty());
        }
    }

    private static void awaitWritable(AuditLog log, boolean wanted) throws Exception {
        long until = System.nanoTime() + 10_000_000_000L;
        while (isWritable(log) != wanted) {
            assertTrue(System.nanoTime() < until, "writable: " + !wanted);
            Thread.sleep(10);
        }
    }

    private static boolean isWritable(AuditLog log) {
        try {
            log.requireWritable();
            return true;
        } catch (TidemillException e) {
            return false;
        }
    }

    @Test
    void aLineThatACrashHasCutOffIsTakenAway() throws Exception {
        try (AuditLog log = open()) {
            log.add(event("ann", null));
            log.add(event("bob", null));
        }
        Path segment = segments().getFirst();
        String text = Files.readString(segment);
        for (int cut = 1; cut < text.length(); cut += 17) {
            Files.writeString(segment, text.substring(0, text.length() - cut));
            try (AuditLog log = open()) {
                log.add(event("carl", null));
                assertTrue(log.broken().isEmpty(), "cut " + cut);
                assertEquals("carl", log.newest(1, _ -> true).getFirst().event().user());
            }
            if (segments().size() != 1) {
                break;
            }
            segment = segments().getFirst();
        }
    }

    @Test
    void whateverIsChangedIsFound() throws Exception {
        try (AuditLog log = open()) {
            for (int i = 0; i < 5; i++) {
                log.add(event("user" + i, null));
            }
        }
        Path segment = segments().getFirst();
        List<String> lines = Files.readAllLines(segment);
        for (int i = 0; i < 4; i++) {
            List<String> changed = new ArrayList<>(lines);
            changed.set(i, lines.get(i).replace("user" + i, "nobody"));
            broken(segment, changed);
            List<String> without = new ArrayList<>(lines);
            without.remove(i);
            broken(segment, without);
            List<String> twice = new ArrayList<>(lines);
            twice.add(i, lines.get(i));
            broken(segment, twice);
        }
        Files.write(segment, lines);
        try (AuditLog log = open()) {
            assertTrue(log.broken().isEmpty());
        }
    }

    private void broken(Path segment, List<String> lines) throws Exception {
        Files.write(segment, lines);
        try (AuditLog log = open()) {
            assertFalse(log.broken().isEmpty(), lines.toString());
        }
    }

    @Test
    void theOldestGoWhenItIsFull() throws Exception {
        int told = 0;
        try (AuditLog log = open()) {
            while (told++ < 2_000) {
                log.add(event("ann", "SELECT " + "x".repeat(1_000)));
            }
            assertTrue(log.broken().isEmpty());
            assertEquals(2_000, log.newest(1, _ -> true).getFirst().number());
        }
        long bytes = 0;
        for (Path segment : segments()) {
            bytes += Files.size(segment);
        }
        assertTrue(bytes <= BYTES + BYTES / 8, bytes + " bytes");
        try (AuditLog log = open()) {
            assertTrue(log.broken().isEmpty(), "bound to a line that is gone");
        }
        Files.writeString(segments().getFirst(), "not a line\n", StandardOpenOption.APPEND);
        try (AuditLog log = open()) {
            assertFalse(log.broken().isEmpty());
        }
    }
}
