package dev.tidemill.node.forget;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.read.Verification;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Somebody who is erased is nowhere, and all tables are as if they had never been there. */
@Timeout(120)
class ForgetTest {
    private static final String ADA = Shop.customer(3);

    @TempDir private Path folder;
    private Shop shop;

    @BeforeEach
    void makeProject() throws Exception {
        shop = Shop.in(folder.resolve("shop"), 5);
    }

    private static long count(Tidemill mill, String sql) {
        return (Long) mill.query(sql).rows().row(0).getFirst();
    }

    private static void verify(Tidemill mill, String when) {
        Verification verification = mill.verify();
        assertEquals(0, verification.mismatches(), when + ": " + verification);
        assertEquals(List.of(), mill.status().suspended(), when);
    }

    private static ErasureReceipt forget(Tidemill mill, String subject) throws Exception {
        return mill.forgetting().forget(new ForgetDesk.Request(subject, null, "officer"));
    }

    private static void awaitHistory(Tidemill mill, int rows) throws InterruptedException {
        long end = System.nanoTime() + 20_000_000_000L;
        while (mill.status().tables().stream()
                        .filter(table -> table.name().equals("orders"))
                        .mapToLong(table -> table.historyRows())
                        .sum()
                < rows) {
            assertTrue(System.nanoTime() < end, "rows leave memory");
            Thread.sleep(10);
        }
    }

    @Test
    void erasedPersonIsNowhereAndAllTablesEqualTheirQueries() throws Exception {
        ErasureReceipt receipt;
        long others;
        long theirs;
        try (Tidemill mill = shop.open()) {
            shop.people(mill);
            for (int i = 0; i < 8; i++) {
                shop.order(mill, 100);
            }
            shop.wrong(mill, ADA);
            shop.wrong(mill, Shop.customer(4));
            awaitHistory(mill, 400);
            shop.order(mill, 60);
            theirs = count(mill, "SELECT count(*) FROM orders WHERE customer = '" + ADA + "'");
            others = count(mill, "SELECT count(*) FROM orders") - theirs;
            assertTrue(theirs > 20, theirs + " orders");
            assertNotEquals(List.of(), mill.forgetting().check(ADA, "customer"));

            receipt = forget(mill, ADA);

            assertEquals("complete", receipt.state());
            assertEquals(List.of(), receipt.found(), receipt.toString());
            Map<String, Long> rows =
                    receipt.tables().stream()
                            .collect(
                                    Collectors.toMap(
                                            ErasureReceipt.TableRows::table,
                                            ErasureReceipt.TableRows::rows));
            assertEquals(theirs, rows.get("orders"));
            assertEquals(2, rows.get("people"));
            assertEquals(1, rows.get("tidemill.quarantine"));
            assertEquals(
                    Set.of("totals", "spent", "large", "largest", "by_town", "over"),
                    Set.copyOf(receipt.rebuilt()));
            assertTrue(
                    receipt.lineage()
                            .contains(new ErasureReceipt.Reach("spent", List.of("customer"))),
                    receipt.lineage().toString());
            assertEquals(Subject.hash(receipt.salt(), ADA), receipt.subjectHash());
            assertEquals("officer", receipt.by());
            afterwards(mill, others);
            verify(mill, "after the erasure");
            shop.order(mill, 150);
            verify(mill, "with more rows");
            assertFalse(mill.forgetting().check(ADA, null).isEmpty(), "new rows name them again");
            ErasureReceipt second = forget(mill, ADA);
            assertEquals(List.of(), second.found());
            assertNotEquals(receipt.subjectHash(), second.subjectHash(), "hashes do not compare");
            others = count(mill, "SELECT count(*) FROM orders");
            assertEquals(2, mill.forgetting().receipts().size());
        }
        try (Tidemill mill = shop.open()) {
            afterwards(mill, others);
            verify(mill, "after a restart");
            shop.order(mill, 150);
            verify(mill, "with rows after a restart");
        }
        try (Stream<Path> files = Files.list(shop.folder().resolve(".tidemill/data/erasures"))) {
            for (Path file : files.toList()) {
                String text = Files.readString(file);
                assertFalse(text.contains(ADA), text);
                assertNull(
                        text.lines().filter(l -> l.contains("example.com")).findAny().orElse(null));
            }
        }
        assertFalse(isInAFile("journal", ADA), "a segment of the journal has the value");
    }

    @Test
    void noFileHasTheValue() throws Exception {
        try (Tidemill mill = shop.open()) {
            shop.people(mill);
            var ignored = mill.execute("CREATE INDEX by_customer ON people (customer)");
            for (int i = 0; i < 4; i++) {
                shop.order(mill, 100);
            }
            shop.wrong(mill, ADA);
            shop.wrong(mill, Shop.customer(4));
        }
        // A mill that is closed leaves a checkpoint of all it has.
        assertTrue(
                shop.filesWith(ADA).stream().anyMatch(file -> file.contains("checkpoints")),
                "a checkpoint has the value");
        try (Tidemill mill = shop.open()) {
            ErasureReceipt receipt = forget(mill, ADA);
            assertEquals("complete", receipt.state());
            assertEquals(List.of(), shop.filesWith(ADA));
            assertNotEquals(List.of(), shop.filesWith(Shop.customer(4)));
        }
        assertEquals(List.of(), shop.filesWith(ADA), "after the last checkpoint");
    }

    private boolean isInAFile(String part, String text) throws Exception {
        try (Stream<Path> files = Files.walk(shop.folder().resolve(".tidemill/data/" + part))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                // Rows that came after the erasure name them, so only the entry itself is wrong.
                if (bytes.contains("officer") && bytes.contains(text)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static void afterwards(Tidemill mill, long others) {
        assertEquals(List.of(), mill.forgetting().check(ADA, null));
        assertEquals(others, count(mill, "SELECT count(*) FROM orders"));
        assertEquals(0, count(mill, "SELECT count(*) FROM people WHERE customer = '" + ADA + "'"));
        assertEquals(1, mill.quarantined(null, 10).size());
        assertEquals(others, count(mill, "SELECT n FROM totals"));
        assertEquals(0, count(mill, "SELECT count(*) FROM spent WHERE customer = '" + ADA + "'"));
    }

    @Test
    void subscribersStartAgainAndKeptTicksAreGone() throws Exception {
        try (Tidemill mill = shop.open()) {
            shop.order(mill, 50);
            shop.order(mill, 50);
            long before = mill.status().tick();
            assertEquals(100, count(mill, "SELECT count(*) FROM orders AS OF TICK " + before));
            ErasureReceipt receipt = forget(mill, ADA);
            TidemillException gone =
                    assertThrows(
                            TidemillException.class,
                            () -> mill.query("SELECT count(*) FROM orders AS OF TICK " + before));
            assertEquals(ErrorCode.TICK_NOT_KEPT, gone.errorCode());
            assertNull(mill.changes().poll("spent", before, 0), "changes of before are gone");
            assertTrue(receipt.tick() > before);
        }
    }

    @Test
    void whoeverIsNotThereIsErasedWithoutWork() throws Exception {
        try (Tidemill mill = shop.open()) {
            shop.order(mill, 50);
            ErasureReceipt receipt = forget(mill, "nobody@example.com");
            assertEquals(List.of(), receipt.rebuilt());
            assertEquals(0, receipt.tables().stream().mapToLong(t -> t.rows()).sum());
            verify(mill, "nothing happened");
            TidemillException unknown =
                    assertThrows(
                            TidemillException.class,
                            () ->
                                    mill.forgetting()
                                            .forget(
                                                    new ForgetDesk.Request(
                                                            ADA, "employee", "officer")));
            assertEquals(ErrorCode.INVALID_REQUEST, unknown.errorCode());
            assertEquals("contracts name customer", unknown.hint());
        }
    }

    @Test
    void backupsOfBeforeAreNamed() throws Exception {
        try (Tidemill mill = shop.open()) {
            shop.order(mill, 50);
            Path backup = folder.resolve("backup");
            mill.backups().take(backup);
            ErasureReceipt receipt = forget(mill, ADA);
            assertTrue(
                    receipt.remains().stream()
                            .anyMatch(
                                    left ->
                                            left.kind().equals("backup")
                                                    && left.where().equals(backup.toString())),
                    receipt.remains().toString());
        }
    }
}
