package dev.tidemill.node.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.tidemill.actions.Deliverer;
import dev.tidemill.actions.DeliveryGate;
import dev.tidemill.actions.OutboxEntry;
import dev.tidemill.actions.RetrySchedule;
import dev.tidemill.actions.Webhook;
import dev.tidemill.actions.WebhookSender;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** Deliveries to a real receiver, whose outcomes the disk does not take at first. */
class DeliveryTest {
    private static OutboxEntry entry() {
        return new OutboxEntry(
                "key", "tell", "entered", "a", "{}", OutboxEntry.Status.PENDING, 0, null, 1, 1);
    }

    @Test
    void sendsOnceThoughItsOutcomeIsWrittenLater() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        HttpServer receiver =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext(
                "/",
                exchange -> {
                    requests.incrementAndGet();
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
        receiver.start();
        AtomicInteger tries = new AtomicInteger();
        Queue<OutboxEntry.Status> written = new ConcurrentLinkedQueue<>();
        CountDownLatch done = new CountDownLatch(1);
        URI url = URI.create("http://127.0.0.1:" + receiver.getAddress().getPort() + "/");
        try (Deliverer deliverer =
                new Deliverer(
                        Map.of(),
                        new WebhookSender(),
                        (outcome, attempt) -> {
                            assertEquals(200, attempt.httpStatus());
                            if (tries.incrementAndGet() < 3) {
                                throw new TidemillException(ErrorCode.DISK_FULL, "full");
                            }
                            written.add(outcome.status());
                            done.countDown();
                        },
                        System::currentTimeMillis,
                        new SplittableRandom(1))) {
            deliverer.start();
            deliverer.offer(entry());
            assertEquals(0, deliverer.pending(), "nobody said where it goes");
            deliverer.useRoutes(
                    Map.of(
                            "tell",
                            new Deliverer.Route(
                                    new Webhook(url, Duration.ofSeconds(10), Map.of()),
                                    RetrySchedule.defaults())));
            deliverer.offer(entry());
            assertTrue(done.await(30, TimeUnit.SECONDS));
            for (int i = 0; i < 400 && deliverer.pending() > 0; i++) {
                Thread.sleep(10);
            }
            assertEquals(0, deliverer.pending());
        } finally {
            receiver.stop(0);
        }
        assertEquals(List.of(OutboxEntry.Status.DELIVERED), List.copyOf(written));
        assertEquals(1, requests.get());
    }

    /** Writes down what it is told. */
    private static final class ToldGate implements DeliveryGate {
        private final Queue<String> told = new ConcurrentLinkedQueue<>();
        private volatile Runnable onBegin = () -> {};
        private volatile Set<String> blocked = Set.of();

        @Override
        public long blockedMillis(String action) {
            return blocked.contains(action) ? 60_000 : 0;
        }

        @Override
        public void begins(String action) {
            told.add("begins");
            onBegin.run();
        }

        @Override
        public void answered(String action) {
            told.add("answered");
        }

        @Override
        public void failed(String action, String reason) {
            told.add("failed");
        }

        @Override
        public void abandoned(String action) {
            told.add("abandoned");
        }

        private void await(int count) throws InterruptedException {
            for (int i = 0; i < 1000 && told.size() < count; i++) {
                Thread.sleep(10);
            }
        }
    }

    private static Deliverer.Route route(URI url) {
        return new Deliverer.Route(
                new Webhook(url, Duration.ofSeconds(10), Map.of()), RetrySchedule.defaults());
    }

    @Test
    void faultOfOursBehindAnAnswerIsNotTheReceivers() throws Exception {
        HttpServer receiver =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext(
                "/",
                exchange -> {
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
        receiver.start();
        URI url = URI.create("http://127.0.0.1:" + receiver.getAddress().getPort() + "/");
        ToldGate gate = new ToldGate();
        try (Deliverer deliverer =
                new Deliverer(
                        Map.of("tell", route(url)),
                        new WebhookSender(),
                        (_, _) -> {
                            throw new IllegalStateException("a fault of ours");
                        },
                        System::currentTimeMillis,
                        new SplittableRandom(1),
                        gate)) {
            deliverer.start();
            deliverer.offer(entry());
            gate.await(2);
            for (int i = 0; i < 1000 && deliverer.pending() > 0; i++) {
                Thread.sleep(10);
            }
            assertEquals(0, deliverer.pending());
        } finally {
            receiver.stop(0);
        }
        assertEquals(List.of("begins", "answered"), List.copyOf(gate.told));
    }

    @Test
    void requestThatIsNotSentSaysSo() throws Exception {
        ToldGate gate = new ToldGate();
        try (Deliverer deliverer =
                new Deliverer(
                        Map.of("tell", route(URI.create("http://127.0.0.1:9/"))),
                        new WebhookSender(),
                        (_, _) -> {
                            throw new AssertionError("nothing came of it");
                        },
                        System::currentTimeMillis,
                        new SplittableRandom(1),
                        gate)) {
            gate.onBegin = () -> deliverer.useRoutes(Map.of());
            deliverer.start();
            deliverer.offer(entry());
            gate.await(2);
        }
        assertEquals(List.of("begins", "abandoned"), List.copyOf(gate.told));
    }

    @Test
    void withdrawnEntryOfAnActionThatIsAwayIsNotSentWhenItComesBack() {
        try (Deliverer deliverer =
                new Deliverer(
                        Map.of(),
                        new WebhookSender(),
                        (_, _) -> {
                            throw new AssertionError("nothing is sent");
                        },
                        System::currentTimeMillis,
                        new SplittableRandom(1))) {
            deliverer.offer(entry());
            deliverer.withdraw(entry().key());
            deliverer.useRoutes(Map.of("tell", route(URI.create("http://127.0.0.1:9/"))));
            assertEquals(0, deliverer.pending());
        }
    }

    private static OutboxEntry entry(String action, String key) {
        return new OutboxEntry(
                key, action, "entered", key, "{}", OutboxEntry.Status.PENDING, 0, null, 1, 1);
    }

    @Test
    void receiverThatIsLetAloneOrPausedHoldsUpNobodyElse() throws Exception {
        HttpServer receiver =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        Queue<String> paths = new ConcurrentLinkedQueue<>();
        receiver.createContext(
                "/",
                exchange -> {
                    paths.add(exchange.getRequestURI().getPath());
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
        receiver.start();
        String url = "http://127.0.0.1:" + receiver.getAddress().getPort() + "/";
        Map<String, Deliverer.Route> routes = new HashMap<>();
        for (String action : List.of("broken", "paused", "tell")) {
            routes.put(action, route(URI.create(url + action)));
        }
        ToldGate gate = new ToldGate();
        gate.blocked = Set.of("broken");
        CountDownLatch done = new CountDownLatch(2);
        try (Deliverer deliverer =
                new Deliverer(
                        routes,
                        new WebhookSender(),
                        (_, _) -> done.countDown(),
                        System::currentTimeMillis,
                        new SplittableRandom(1),
                        gate)) {
            for (String action : List.of("broken", "paused", "tell")) {
                deliverer.offer(entry(action, action));
            }
            deliverer.pause(Set.of("paused"));
            deliverer.offer(entry("paused", "later"));
            deliverer.start();
            await(() -> paths.size() == 1);
            deliverer.pause(Set.of());
            await(() -> deliverer.pending() == 1);
            assertEquals(List.of("/tell"), List.copyOf(paths), "what was paused is offered anew");
            deliverer.offer(entry("paused", "paused"));
            assertTrue(done.await(30, TimeUnit.SECONDS));
            assertEquals(List.of("/tell", "/paused"), List.copyOf(paths));
        } finally {
            receiver.stop(0);
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; i < 1000 && !condition.getAsBoolean(); i++) {
            Thread.sleep(10);
        }
        assertTrue(condition.getAsBoolean());
    }

    @Test
    void entryThatIsPausedWhileItsActionIsAwayIsNotSentWhenItComesBack() {
        Map<String, Deliverer.Route> routes =
                Map.of("tell", route(URI.create("http://127.0.0.1:9/")));
        try (Deliverer deliverer =
                new Deliverer(
                        Map.of(),
                        new WebhookSender(),
                        (_, _) -> {
                            throw new AssertionError("nothing is sent");
                        },
                        System::currentTimeMillis,
                        new SplittableRandom(1))) {
            deliverer.offer(entry());
            deliverer.pause(Set.of("tell"));
            deliverer.useRoutes(routes);
            assertEquals(0, deliverer.pending());
            deliverer.pause(Set.of());
            deliverer.offer(entry());
            assertEquals(1, deliverer.pending());
        }
    }
}
