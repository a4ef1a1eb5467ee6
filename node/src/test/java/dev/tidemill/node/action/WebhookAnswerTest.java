package dev.tidemill.node.action;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpServer;
import dev.tidemill.actions.OutboxEntry;
import dev.tidemill.actions.Webhook;
import dev.tidemill.actions.WebhookSender;
import dev.tidemill.definitions.secret.Secret;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A receiver that repeats in its answers what it was sent. */
class WebhookAnswerTest {
    private static final String TOKEN = "0123456789abcdef";

    @SuppressWarnings("NullAway.Init")
    private HttpServer receiver;

    private int status;
    private String before = "";

    @BeforeEach
    void startReceiver() throws Exception {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext(
                "/",
                exchange -> {
                    String header = exchange.getRequestHeaders().getFirst("Authorization");
                    byte[] answer = (before + "who is " + header + "?").getBytes(UTF_8);
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

    private WebhookSender.Answer answer() throws InterruptedException {
        URI url = URI.create("http://127.0.0.1:" + receiver.getAddress().getPort() + "/");
        OutboxEntry entry =
                new OutboxEntry(
                        "key",
                        "tell",
                        "entered",
                        "a",
                        "{}",
                        OutboxEntry.Status.PENDING,
                        0,
                        null,
                        1,
                        1);
        try (WebhookSender sender = new WebhookSender()) {
            return sender.send(
                    new Webhook(
                            url,
                            Duration.ofSeconds(10),
                            Map.of("Authorization", Secret.of("Bearer " + TOKEN))),
                    entry);
        }
    }

    @Test
    void keepsNoSecretThatTheReceiverRepeats() throws Exception {
        status = 403;
        assertEquals(new WebhookSender.Answer.Refused("HTTP 403: who is (secret)?", 403), answer());
        status = 500;
        assertEquals(
                new WebhookSender.Answer.Retryable("HTTP 500: who is (secret)?", 500), answer());
    }

    @Test
    void keepsNoHalfOfASecretWhereALongAnswerIsCut() throws Exception {
        status = 403;
        before = "x".repeat(300 - "who is Bearer 0123".length());
        assertEquals(
                new WebhookSender.Answer.Refused("HTTP 403: " + before + "who is (secret)?", 403),
                answer());
    }
}
