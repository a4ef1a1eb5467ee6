package dev.tidemill.node.supervise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.definitions.supervision.SupervisionBounds;
import dev.tidemill.definitions.supervision.SupervisionPolicy;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When something that failed is tried again, by a clock that the test turns. */
class SupervisionTest {
    private static final SupervisionPolicy POLICY =
            new SupervisionPolicy(
                    Duration.ofMillis(100),
                    2,
                    Duration.ofSeconds(1),
                    0.5,
                    5,
                    Duration.ofMinutes(1),
                    Duration.ofSeconds(10));

    private final AtomicLong nanos = new AtomicLong(1_000);
    private final Supervisor supervisor = new Supervisor(nanos::get, new SplittableRandom(7));
    private final Supervision source = supervisor.add("source", "airports", () -> POLICY);

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private void fail() {
        source.starting();
        long ignored = source.failed("no file");
    }

    private SupervisedReport report() {
        return source.report();
    }

    @Test
    void waitsGrowUpToTheCapAndAreShortenedAtRandom() {
        SplittableRandom random = new SplittableRandom(3);
        for (int failures = 1; failures < 5; failures++) {
            long whole = Math.min(1_000, 100L << (failures - 1)) * 1_000_000;
            for (int i = 0; i < 200; i++) {
                long wait = POLICY.waitNanos(failures, random);
                assertTrue(wait > whole / 2 - 1 && wait <= whole, failures + ": " + wait);
            }
        }
    }

    @Test
    void breakerOpensAtTheFifthFailureAndHalfOpensAMinuteLater() {
        for (int i = 0; i < 4; i++) {
            fail();
            assertEquals("waiting", report().state());
            assertEquals(0, source.blockedNanos());
        }
        fail();
        assertEquals("broken", report().state());
        assertEquals(60.0, report().nextAttemptS());
        assertEquals(Duration.ofMinutes(1).toNanos(), source.blockedNanos());
        pass(Duration.ofSeconds(59));
        assertTrue(source.blockedNanos() > 0);
        pass(Duration.ofSeconds(1));
        assertEquals(0, source.blockedNanos(), "one attempt may be made");
        source.starting();
        assertEquals(Long.MAX_VALUE, source.blockedNanos(), "and no second one beside it");
        long wait = source.failed("still no file");
        assertEquals(Duration.ofMinutes(1).toNanos(), wait, "it is open again at once");
        assertEquals("still no file", report().problem());
        pass(Duration.ofMinutes(1));
        source.starting();
        source.running();
        assertEquals("running", report().state());
        assertNull(report().problem());
        assertEquals(6, report().failures());
    }

    @Test
    void failuresAreForgottenOnlyByWhatRunsForAWhile() {
        for (int i = 0; i < 4; i++) {
            source.starting();
            source.running();
            pass(Duration.ofSeconds(1));
            long ignored = source.failed("it comes and goes");
        }
        assertEquals(4, report().failuresInRow());
        source.starting();
        source.running();
        pass(Duration.ofSeconds(10));
        assertEquals(0, report().failuresInRow());
        long ignored = source.failed("once");
        assertEquals("waiting", report().state());
        assertEquals(1, report().failuresInRow());
    }

    @Test
    @Timeout(20)
    void restartEndsTheWaitAndClosesTheBreaker() throws Exception {
        for (int i = 0; i < 5; i++) {
            fail();
        }
        AtomicInteger heard = new AtomicInteger();
        source.onRestart(heard::incrementAndGet);
        Thread waiting = Thread.ofVirtual().start(() -> awaitAttempt());
        assertFalse(waiting.join(Duration.ofMillis(100)), "the clock stands");
        assertEquals(1, supervisor.restart("airports").size());
        waiting.join();
        assertEquals(1, heard.get());
        assertTrue(source.isRestartAsked());
        assertEquals(0, source.blockedNanos());
        source.starting();
        assertFalse(source.isRestartAsked());
        long ignored = source.failed("once more");
        assertEquals("waiting", report().state());
    }

    @Test
    @Timeout(20)
    void waitEndsWithTheClock() throws Exception {
        fail();
        assertNotNull(report().nextAttemptS());
        Thread waiting = Thread.ofVirtual().start(this::awaitAttempt);
        assertFalse(waiting.join(Duration.ofMillis(100)), "the clock stands");
        pass(Duration.ofMillis(100));
        waiting.join();
    }

    private void awaitAttempt() {
        try {
            source.awaitAttempt();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void unknownNameIsRefusedWithThoseThatThereAre() {
        TidemillException refused =
                assertThrows(TidemillException.class, () -> supervisor.restart("airprots"));
        assertEquals(ErrorCode.NOT_FOUND, refused.errorCode());
        assertEquals("there are airports", refused.hint());
    }

    @Test
    void requestThatSaysNothingLetsTheNextOneLook() {
        ReceiverGate gate = new ReceiverGate(supervisor, () -> {});
        gate.useActions(java.util.List.of("tell"));
        for (int i = 0; i < SupervisionPolicy.RECEIVERS.failuresMax(); i++) {
            gate.begins("tell");
            gate.failed("tell", "HTTP 503");
        }
        pass(Duration.ofSeconds(30));
        gate.begins("tell");
        assertTrue(gate.blockedMillis("tell") > 0, "one request is under way");
        gate.abandoned("tell");
        assertEquals(0, gate.blockedMillis("tell"));
        assertEquals(
                SupervisionPolicy.RECEIVERS.failuresMax(),
                supervisor.reports().stream()
                        .filter(each -> each.name().equals("tell"))
                        .findFirst()
                        .orElseThrow()
                        .failuresInRow(),
                "the breaker is as it was");
    }

    @Test
    void boundsThatAProjectChangesHoldFromTheNextFailureOn() {
        AtomicReference<SupervisionBounds> bounds =
                new AtomicReference<>(SupervisionBounds.DEFAULT);
        Supervisor changing = new Supervisor(nanos::get, new SplittableRandom(7), bounds::get);
        ReceiverGate gate = new ReceiverGate(changing, () -> {});
        gate.useActions(java.util.List.of("tell"));
        gate.failed("tell", "HTTP 503");
        gate.failed("tell", "HTTP 503");
        assertEquals(0, gate.blockedMillis("tell"));
        bounds.set(
                new SupervisionBounds(
                        POLICY,
                        new SupervisionPolicy(
                                Duration.ofMillis(1),
                                1,
                                Duration.ofMillis(1),
                                0,
                                3,
                                Duration.ofSeconds(7),
                                Duration.ZERO),
                        POLICY));
        gate.failed("tell", "HTTP 503");
        assertEquals(7_000, gate.blockedMillis("tell"));
    }

    @Test
    void removedActionIsNotWatchedAgainForARequestOfBefore() {
        ReceiverGate gate = new ReceiverGate(supervisor, () -> {});
        gate.useActions(java.util.List.of("tell"));
        gate.begins("tell");
        gate.useActions(java.util.List.of());
        gate.failed("tell", "HTTP 503");
        gate.answered("tell");
        gate.abandoned("tell");
        assertEquals(0, gate.blockedMillis("tell"));
        assertTrue(supervisor.reports().stream().noneMatch(each -> each.name().equals("tell")));
    }

    @Test
    void receiverThatFailsIsLetAloneAndAskedOnceInAWhile() {
        AtomicInteger woken = new AtomicInteger();
        ReceiverGate gate = new ReceiverGate(supervisor, woken::incrementAndGet);
        gate.useActions(java.util.List.of("tell", "warn"));
        for (int i = 0; i < SupervisionPolicy.RECEIVERS.failuresMax(); i++) {
            assertEquals(0, gate.blockedMillis("tell"), "failure " + i);
            gate.begins("tell");
            gate.failed("tell", "HTTP 503");
        }
        assertEquals(30_000, gate.blockedMillis("tell"));
        assertEquals(0, gate.blockedMillis("warn"), "another receiver");
        pass(Duration.ofSeconds(30));
        assertEquals(0, gate.blockedMillis("tell"));
        gate.begins("tell");
        assertTrue(gate.blockedMillis("tell") > 0, "one request is under way");
        gate.answered("tell");
        assertEquals(0, gate.blockedMillis("tell"));
        gate.useActions(java.util.List.of("warn"));
        assertEquals(
                java.util.List.of("warn", "airports"),
                supervisor.reports().stream().map(SupervisedReport::name).toList());
    }
}
