package dev.tidemill.node.lineage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.definitions.supervision.SupervisionPolicy;
import dev.tidemill.node.supervise.Supervision;
import dev.tidemill.node.supervise.Supervisor;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class EventQueueTest {
    private static final Duration SHORT = Duration.ofMillis(1);

    private static Supervision supervised() {
        return new Supervisor(System::nanoTime, new SplittableRandom(1))
                .add(
                        "lineage",
                        "test",
                        () -> new SupervisionPolicy(SHORT, 2, SHORT, 0, 100, SHORT, Duration.ZERO));
    }

    @Test
    @Timeout(20)
    void sendsAgainWhatWasNotTakenAndKeepsTheOrder() throws Exception {
        List<String> taken = new CopyOnWriteArrayList<>();
        AtomicInteger calls = new AtomicInteger();
        CountDownLatch both = new CountDownLatch(2);
        try (EventQueue queue =
                new EventQueue(
                        event -> {
                            if (calls.incrementAndGet() < 4) {
                                throw new IOException("not now");
                            }
                            taken.add(event);
                            both.countDown();
                        },
                        supervised())) {
            queue.add("a");
            queue.add("b");
            assertTrue(both.await(10, TimeUnit.SECONDS));
            assertEquals(List.of("a", "b"), taken);
            assertEquals(0, queue.lost());
        }
    }

    @Test
    @Timeout(20)
    void givesAnEventUpInTheEndAndGoesOn() throws Exception {
        CountDownLatch good = new CountDownLatch(1);
        AtomicInteger bad = new AtomicInteger();
        try (EventQueue queue =
                new EventQueue(
                        event -> {
                            if (event.equals("bad")) {
                                bad.incrementAndGet();
                                throw new IOException("never");
                            }
                            good.countDown();
                        },
                        supervised())) {
            queue.add("bad");
            queue.add("good");
            assertTrue(good.await(10, TimeUnit.SECONDS));
            assertEquals(EventQueue.ATTEMPTS, bad.get());
            assertEquals(1, queue.lost());
        }
    }

    @Test
    @Timeout(20)
    void dropsWhatDoesNotFitAndNeverWaits() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (EventQueue queue = new EventQueue(_ -> release.await(), supervised())) {
            for (int i = 0; i < EventQueue.EVENTS_MAX + 50; i++) {
                queue.add("event");
            }
            // One may be on its way already.
            assertTrue(queue.lost() >= 49, queue.lost() + " lost");
            release.countDown();
        }
    }
}
