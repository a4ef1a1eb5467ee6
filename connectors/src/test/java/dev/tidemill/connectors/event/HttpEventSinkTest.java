package dev.tidemill.connectors.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Events over a real socket. */
class HttpEventSinkTest {
    private final Queue<String> received = new ConcurrentLinkedQueue<>();
    private HttpServer receiver;
    private volatile int status = 201;

    @BeforeEach
    void startReceiver() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext(
                "/",
                exchange -> {
                    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
                    received.add(
                            "%s %s %s %s"
                                    .formatted(
                                            exchange.getRequestMethod(),
                                            exchange.getRequestURI(),
                                            exchange.getRequestHeaders().getFirst("Content-Type"),
                                            body));
                    byte[] answer = "the answer of a server may be long".getBytes(UTF_8);
                    exchange.sendResponseHeaders(status, answer.length);
                    exchange.getResponseBody().write(answer);
                    exchange.close();
                });
        receiver.start();
    }

    @AfterEach
    void stopReceiver() {
        receiver.stop(0);
    }

    private URI url() {
        return URI.create(
                "http://127.0.0.1:"
                        + receiver.getAddress().getPort()
                        + "/api/v1/lineage?key=s3cr3t");
    }

    @Test
    void postsEachEventAsItIs() throws Exception {
        try (HttpEventSink sink = new HttpEventSink(url())) {
            sink.send("{\"run\": \"größer\"}");
            sink.send("{}");
        }
        String head = "POST /api/v1/lineage?key=s3cr3t application/json ";
        assertEquals(List.of(head + "{\"run\": \"größer\"}", head + "{}"), List.copyOf(received));
    }

    @Test
    void tellsForEverFromLater() {
        try (HttpEventSink sink = new HttpEventSink(url())) {
            for (int refusal : new int[] {400, 401, 404, 422}) {
                status = refusal;
                IOException refused =
                        assertThrows(EventRefusedException.class, () -> sink.send("{}"));
                assertEquals("127.0.0.1 answered " + refusal, refused.getMessage());
            }
            for (int busy : new int[] {302, 408, 425, 429, 500, 503}) {
                status = busy;
                IOException later = assertThrows(IOException.class, () -> sink.send("{}"));
                assertFalse(later instanceof EventRefusedException, later.toString());
                assertEquals("127.0.0.1 answered " + busy, later.getMessage());
            }
        }
    }

    @Test
    void failsForNowWhenNobodyAnswers() {
        try (HttpEventSink sink = new HttpEventSink(url())) {
            receiver.stop(0);
            IOException later = assertThrows(IOException.class, () -> sink.send("{}"));
            assertFalse(later instanceof EventRefusedException, later.toString());
        }
    }
}
