package dev.tidemill.node.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.column.Batch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditTableTest {
    private static final long BYTES = 1 << 20;

    @TempDir Path folder;

    private static AuditEvent event(String user, String code, @Nullable String statement) {
        return new AuditEvent(
                Instant.parse("2026-01-02T03:04:05Z"),
                user,
                "127.0.0.1",
                "POST /v1/sql",
                "/v1/sql",
                code,
                -1,
                9,
                statement);
    }

    /** The values of some columns, in the table's order. */
    private static List<List<@Nullable Object>> rows(AuditTable table, int... columns) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (Supplier<@Nullable Batch> part : table.scan(columns)) {
            Batch chunk;
            while ((chunk = part.get()) != null) {
                for (int row = 0; row < chunk.size(); row++) {
                    List<@Nullable Object> values = new ArrayList<>();
                    for (int column = 0; column < columns.length; column++) {
                        values.add(chunk.column(column).value(row));
                    }
                    rows.add(values);
                }
            }
        }
        return rows;
    }

    @Test
    void givesWhatWasToldBeforeItWasAskedAndNothingOfLater() throws Exception {
        try (AuditLog log = new AuditLog(folder, () -> BYTES)) {
            log.add(event("ann", AuditEvent.DONE, "SELECT 1"));
            log.add(event("", "TM2013", null));
            AuditTable table = new AuditTable(log, null);
            assertEquals(2, table.rows());
            log.add(event("bob", "TM2030", null));
            log.newest(1, _ -> true);
            List<List<@Nullable Object>> rows = rows(table, 0, 2, 7, 8, 9, 10);
            assertEquals(
                    "[[1, ann, true, null, 9, SELECT ?], [2, null, false, null, 9, null]]",
                    rows.toString());
            assertEquals(3, rows(new AuditTable(log, null), 0).size());
        }
    }

    @Test
    void givesOnesOwnActsAlone() throws Exception {
        try (AuditLog log = new AuditLog(folder, () -> BYTES)) {
            for (int i = 0; i < 10; i++) {
                log.add(event(i % 2 == 0 ? "ann" : "bob", AuditEvent.DONE, null));
            }
            assertEquals(
                    List.of(1L, 3L, 5L, 7L, 9L),
                    rows(new AuditTable(log, "ann"), 0).stream().map(List::getFirst).toList());
            assertEquals(List.of(), rows(new AuditTable(log, "carl"), 0));
        }
    }

    @Test
    void readsManySegmentsInPartsThoughTheOldestGoesMeanwhile() throws Exception {
        try (AuditLog log = new AuditLog(folder, () -> BYTES)) {
            for (int i = 0; i < 2_000; i++) {
                log.add(event("ann", AuditEvent.DONE, "SELECT '" + "é".repeat(900) + "'"));
            }
            AuditTable table = new AuditTable(log, null);
            List<Supplier<@Nullable Batch>> parts = table.scan(0);
            assertTrue(parts.size() > 5, parts.size() + " segments");
            long first = 2_001 - table.rows();
            assertEquals(
                    LongStream.rangeClosed(first, 2_000).boxed().toList(),
                    rows(table, 0).stream().map(List::getFirst).toList());
            List<Path> segments;
            try (Stream<Path> files = Files.list(folder)) {
                segments = files.sorted().toList();
            }
            Files.delete(segments.getFirst());
            assertEquals(null, parts.getFirst().get());
            assertTrue(rows(table, 0).size() < table.rows());
        }
    }
}
