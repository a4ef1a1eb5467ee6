package dev.tidemill.node.forget;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.journal.Journal;
import dev.tidemill.journal.JournalOptions;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of erasures is tried again while the mill runs, whatever goes wrong with one. */
class ForgetDeskTest {
    @TempDir private Path folder;

    private static ErasureReceipt begun(String id, long tick) {
        return new ErasureReceipt(
                id,
                ErasureReceipt.ERASED,
                "salt",
                "hash",
                "officer",
                "2001-01-01T00:00:00Z",
                tick,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                null);
    }

    @Test
    void eachReceiptIsTriedAgainAfterAFault() throws Exception {
        ReceiptStore receipts = new ReceiptStore(folder.resolve("erasures"));
        receipts.write(begun("one", 1));
        receipts.write(begun("two", 2));
        CountDownLatch asked = new CountDownLatch(6);
        ForgetDoor door =
                (ForgetDoor)
                        Proxy.newProxyInstance(
                                ForgetDoor.class.getClassLoader(),
                                new Class<?>[] {ForgetDoor.class},
                                (_, _, _) -> {
                                    asked.countDown();
                                    throw new IllegalStateException("a fault of ours");
                                });
        try (Journal journal = Journal.open(folder.resolve("journal"), JournalOptions.defaults());
                ForgetDesk desk = new ForgetDesk(door, journal, receipts, Duration.ofMillis(5))) {
            desk.start();
            assertTrue(asked.await(20, TimeUnit.SECONDS), "two receipts, three times");
        }
        assertFalse(receipts.find("one").orElseThrow().isComplete());
    }
}
