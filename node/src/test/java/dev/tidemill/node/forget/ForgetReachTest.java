package dev.tidemill.node.forget;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.node.Tidemill;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An erasure ends, and takes out what arrives while it is made and what is written otherwise. */
@Timeout(120)
class ForgetReachTest {
    private static final String ADA = Shop.customer(3);

    @TempDir private Path folder;
    private Shop shop;

    @BeforeEach
    void makeProject() throws Exception {
        shop = Shop.in(folder.resolve("shop"), 7);
    }

    private static long count(Tidemill mill, String sql) {
        return (Long) mill.query(sql).rows().row(0).getFirst();
    }

    private static ErasureReceipt forget(Tidemill mill, String subject) throws Exception {
        return mill.forgetting().forget(new ForgetDesk.Request(subject, null, "officer"));
    }

    private static void awaitHistory(Tidemill mill, String name, int rows)
            throws InterruptedException {
        long end = System.nanoTime() + 20_000_000_000L;
        while (mill.status().tables().stream()
                        .filter(table -> table.name().equals(name))
                        .mapToLong(table -> table.historyRows())
                        .sum()
                < rows) {
            assertTrue(System.nanoTime() < end, "rows leave memory");
            Thread.sleep(10);
        }
    }

    @Test
    void tableWithoutTheirRowsKeepsItsHistory() throws Exception {
        try (Tidemill mill = shop.open()) {
            for (int i = 0; i < 4; i++) {
                shop.order(mill, 150);
                shop.visit(mill, Shop.customer(4), 150);
            }
            awaitHistory(mill, "orders", 300);
            awaitHistory(mill, "visits", 300);
            ErasureReceipt nobody = forget(mill, "nobody@example.com");
            assertEquals("complete", nobody.state());
            ErasureReceipt receipt = forget(mill, ADA);
            assertEquals("complete", receipt.state());
            assertEquals(List.of(), receipt.found());
            assertEquals(600, count(mill, "SELECT count(*) FROM visits"));
            assertEquals(0, mill.verify().mismatches());
        }
    }

    @Test
    void rowThatArrivesBehindTheErasureIsErasedInAnotherRound() throws Exception {
        try (Tidemill mill = shop.open()) {
            shop.visit(mill, ADA, 10);
            AtomicBoolean late = new AtomicBoolean();
            Thread inFlight =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try {
                                            while (mill.forgetting().receipts().isEmpty()) {
                                                Thread.sleep(1);
                                            }
                                            shop.visit(mill, ADA, 3);
                                            late.set(true);
                                        } catch (InterruptedException e) {
                                            Thread.currentThread().interrupt();
                                        }
                                    });
            ErasureReceipt receipt = forget(mill, ADA);
            assertTrue(inFlight.join(Duration.ofSeconds(20)));
            assertTrue(late.get());
            assertEquals(List.of(), receipt.found());
            assertEquals(0, count(mill, "SELECT count(*) FROM visits"));
            assertTrue(
                    receipt.tables().contains(new ErasureReceipt.TableRows("visits", 13)),
                    receipt.tables().toString());
            assertEquals(1, mill.forgetting().receipts().size());
            assertEquals(List.of(), mill.forgetting().check(ADA, null));
        }
    }

    @Test
    void valueIsTheirsHoweverTheCallerWritesIt() throws Exception {
        String owner = "00000000-0000-4000-8000-00000000abcd";
        String asked = owner.toUpperCase(Locale.ROOT);
        try (Tidemill mill = shop.open()) {
            shop.row(mill, "devices", "{\"id\":1,\"owner\":\"" + owner + "\"}");
            shop.row(mill, "devices", "{\"id\":\"none\",\"owner\":\"" + asked + "\"}");
            assertEquals(1, mill.quarantined(null, 10).size());
            assertEquals(
                    List.of("rows", "quarantine"),
                    mill.forgetting().check(asked, null).stream()
                            .map(ErasureReceipt.Found::place)
                            .filter(place -> !place.equals("journal"))
                            .toList());

            ErasureReceipt receipt = forget(mill, asked);

            assertEquals(List.of(), receipt.found());
            assertEquals(0, count(mill, "SELECT count(*) FROM devices"));
            assertEquals(0, mill.quarantined(null, 10).size());
            assertEquals(List.of(), mill.forgetting().check(owner, null));
            assertEquals(Subject.hash(receipt.salt(), owner), receipt.subjectHash());
        }
    }
}
