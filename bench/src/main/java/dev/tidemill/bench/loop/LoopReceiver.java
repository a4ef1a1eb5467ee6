package dev.tidemill.bench.loop;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tidemill.cli.show.JsonOutput;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The application: it listens on loopback and notes when each payment was told of first. */
final class LoopReceiver implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ConcurrentHashMap<Long, Long> received = new ConcurrentHashMap<>();
    private final AtomicInteger repeated = new AtomicInteger();

    LoopReceiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::receive);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:%d/".formatted(server.getAddress().getPort());
    }

    private void receive(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        long now = System.nanoTime();
        long payment = JsonOutput.parse(body).path("payment").asLong();
        if (received.putIfAbsent(payment, now) != null) {
            repeated.incrementAndGet();
        }
        exchange.sendResponseHeaders(204, -1);
        exchange.close();
    }

    /** When a payment was told of by {@link System#nanoTime}; null when it was not. */
    @Nullable Long receivedNanos(long payment) {
        return received.get(payment);
    }

    boolean hasReceived(long payment) {
        return received.containsKey(payment);
    }

    /** Payments that were told of. */
    int payments() {
        return received.size();
    }

    /** Requests beside the first one of a payment. */
    int repeated() {
        return repeated.get();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
