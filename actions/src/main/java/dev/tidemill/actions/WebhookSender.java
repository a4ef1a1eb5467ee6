package dev.tidemill.actions;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidemill.definitions.secret.Redaction;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Sends one request. Safe for all threads; {@link #close} waits for requests under way. */
public final class WebhookSender implements AutoCloseable {
    private static final int REASON_CHARS_MAX = 300;
    private final HttpClient client =
            HttpClient.newBuilder()
                    .connectTimeout(Duration.ofSeconds(5))
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .build();

    /** How a request ended. */
    public sealed interface Answer {
        /** The receiver has it. */
        record Accepted(int status) implements Answer {}

        /** It may work later: no connection, a time-out, 408, 425, 429 or a server's error. */
        record Retryable(String reason) implements Answer {}

        /** It will never work: the receiver refused the request itself. */
        record Refused(String reason) implements Answer {}
    }

    public Answer send(Webhook webhook, OutboxEntry entry) throws InterruptedException {
        HttpRequest request;
        try {
            request = request(webhook, entry);
        } catch (IllegalArgumentException _) {
            // What it says has the header's value, which may be a secret.
            return new Answer.Refused("a header that no request may have");
        }
        try {
            HttpResponse<String> response =
                    client.send(request, HttpResponse.BodyHandlers.ofString(UTF_8));
            return judge(response.statusCode(), response.body(), redaction(webhook));
        } catch (IOException e) {
            String message = e.getMessage();
            return new Answer.Retryable(
                    e.getClass().getSimpleName()
                            + (message == null ? "" : ": " + redaction(webhook).of(message)));
        }
    }

    private static HttpRequest request(Webhook webhook, OutboxEntry entry) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(webhook.url())
                        .timeout(webhook.timeout())
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", entry.key())
                        .POST(HttpRequest.BodyPublishers.ofString(entry.payload(), UTF_8));
        webhook.headers().forEach((name, value) -> request.header(name, value.reveal()));
        return request.build();
    }

    private static Redaction redaction(Webhook webhook) {
        return new Redaction(webhook.headers().values());
    }

    private static Answer judge(int status, String answer, Redaction redaction) {
        if (status >= 200 && status < 300) {
            return new Answer.Accepted(status);
        }
        // Before it is cut: half a secret is not found any more.
        String body = redaction.of(answer);
        String text = body.length() > REASON_CHARS_MAX ? body.substring(0, REASON_CHARS_MAX) : body;
        String reason = "HTTP " + status + (text.isBlank() ? "" : ": " + text.strip());
        boolean retryable = status >= 500 || status == 408 || status == 425 || status == 429;
        return retryable ? new Answer.Retryable(reason) : new Answer.Refused(reason);
    }

    @Override
    public void close() {
        client.close();
    }
}
