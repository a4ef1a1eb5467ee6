package dev.tidemill.store.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class QueryGateTest {
    private static final Caller ADA = new Caller("ada");
    private static final Caller BOB = new Caller("bob");
    private static final Caller EVE = new Caller("eve");
    private static final Duration LONG = Duration.ofSeconds(30);

    private static void enter(QueryGate gate, Caller caller) {
        gate.enter(caller, new Cancellation(), System.nanoTime() + LONG.toNanos());
    }

    private static void await(QueryGate gate, int waiting) {
        while (gate.waiting() < waiting) {
            Thread.onSpinWait();
        }
    }

    @Test
    void servesCallersInTurnHoweverLongOneLineIs() throws InterruptedException {
        QueryGate gate = new QueryGate(new GateBounds(1, 1, 10, LONG));
        enter(gate, ADA);
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = new ArrayList<>();
        for (Caller caller : List.of(ADA, ADA, ADA, BOB, EVE, BOB)) {
            threads.add(
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        enter(gate, caller);
                                        order.add(caller.name());
                                        gate.leave(caller);
                                    }));
            await(gate, threads.size());
        }
        gate.leave(ADA);
        for (Thread thread : threads) {
            thread.join();
        }
        // Ada was served last, so the others come first; then each in turn.
        assertEquals(List.of("ada", "bob", "eve", "ada", "bob", "ada"), sortedRound(order));
        assertEquals(0, gate.running() + gate.waiting());
    }

    /** In a round the order of the names does not matter. */
    private static List<String> sortedRound(List<String> order) {
        List<String> rounds = new ArrayList<>();
        rounds.addAll(order.subList(0, 3).stream().sorted().toList());
        rounds.addAll(order.subList(3, 5).stream().sorted().toList());
        rounds.addAll(order.subList(5, order.size()));
        return rounds;
    }

    @Test
    void oneCallersBoundLeavesRoomForOthers() {
        QueryGate gate = new QueryGate(new GateBounds(3, 2, 0, LONG));
        enter(gate, ADA);
        enter(gate, ADA);
        assertEquals(
                ErrorCode.TOO_MANY_QUERIES,
                assertThrows(TidemillException.class, () -> enter(gate, ADA)).errorCode());
        enter(gate, BOB);
        assertEquals(3, gate.running());
        assertEquals(1, gate.refused());
    }

    @Test
    void keepsItsBoundsAndLosesNobodyUnderLoad() throws InterruptedException {
        long seed = System.nanoTime();
        GateBounds bounds = new GateBounds(5, 2, 1000, LONG);
        QueryGate gate = new QueryGate(bounds);
        Map<Caller, AtomicInteger> inside = new ConcurrentHashMap<>();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger served = new AtomicInteger();
        AtomicInteger cancelled = new AtomicInteger();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 2000; i++) {
                Random random = new Random(seed + i);
                Caller caller = new Caller("caller-" + random.nextInt(6));
                Cancellation cancellation = new Cancellation();
                if (random.nextInt(10) == 0) {
                    cancellation.cancel();
                }
                threads.execute(
                        () -> {
                            try {
                                gate.enter(
                                        caller, cancellation, System.nanoTime() + LONG.toNanos());
                            } catch (TidemillException e) {
                                assertEquals(ErrorCode.QUERY_CANCELLED, e.errorCode());
                                cancelled.incrementAndGet();
                                return;
                            }
                            AtomicInteger mine =
                                    inside.computeIfAbsent(caller, _ -> new AtomicInteger());
                            most.accumulateAndGet(mine.incrementAndGet(), Math::max);
                            Thread.onSpinWait();
                            served.incrementAndGet();
                            mine.decrementAndGet();
                            gate.leave(caller);
                        });
            }
        }
        assertEquals(2000, served.get() + cancelled.get(), "seed " + seed);
        assertTrue(most.get() <= bounds.runningPerCaller(), "seed " + seed + ": " + most);
        assertEquals(0, gate.running() + gate.waiting(), "seed " + seed);
    }
}
