package dev.tidemill.actions;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidemill.definitions.secret.Redaction;
import dev.tidemill.definitions.secret.Secret;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Sends one request. Safe for all threads; {@link #close} waits for requests under way. */
public final class WebhookSender implements AutoCloseable {
    private static final int REASON_CHARS_MAX = 300;
    private final LongSupplier epochSeconds;
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
        record Retryable(String reason, @Nullable Integer status) implements Answer {}

        /** It will never work: the receiver refused the request itself. */
        record Refused(String reason, @Nullable Integer status) implements Answer {}

        /** The HTTP status of the answer; null when there was none. */
        default @Nullable Integer httpStatus() {
            return switch (this) {
                case Accepted accepted -> accepted.status();
                case Retryable retryable -> retryable.status();
                case Refused refused -> refused.status();
            };
        }
    }

    /** Signs with the system's time. */
    public WebhookSender() {
        this(() -> Instant.now().getEpochSecond());
    }

    /**
     * @param epochSeconds the time that signatures name
     */
    public WebhookSender(LongSupplier epochSeconds) {
        this.epochSeconds = epochSeconds;
    }

    public Answer send(Webhook webhook, OutboxEntry entry) throws InterruptedException {
        HttpRequest request;
        try {
            request = request(webhook, entry);
        } catch (IllegalArgumentException _) {
            // What it says has the header's value, which may be a secret.
            return new Answer.Refused("a header that no request may have", null);
        }
        try {
            HttpResponse<String> response =
                    client.send(request, HttpResponse.BodyHandlers.ofString(UTF_8));
            return judge(response.statusCode(), response.body(), redaction(webhook));
        } catch (IOException e) {
            String message = e.getMessage();
            return new Answer.Retryable(
                    e.getClass().getSimpleName()
                            + (message == null ? "" : ": " + redaction(webhook).of(message)),
                    null);
        }
    }

    private HttpRequest request(Webhook webhook, OutboxEntry entry) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(webhook.url())
                        .timeout(webhook.timeout())
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", entry.key())
                        .POST(HttpRequest.BodyPublishers.ofString(entry.payload(), UTF_8));
        webhook.headers().forEach((name, value) -> request.header(name, value.reveal()));
        Secret key = webhook.signingKey();
        if (key != null) {
            long now = epochSeconds.getAsLong();
            request.header(Signature.TIMESTAMP_HEADER, Long.toString(now));
            request.header(
                    Signature.SIGNATURE_HEADER, Signature.of(key.reveal(), now, entry.payload()));
        }
        return request.build();
    }

    private static Redaction redaction(Webhook webhook) {
        List<Secret> secrets = new ArrayList<>(webhook.headers().values());
        if (webhook.signingKey() != null) {
            secrets.add(webhook.signingKey());
        }
        return new Redaction(secrets);
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
        return retryable
                ? new Answer.Retryable(reason, status)
                : new Answer.Refused(reason, status);
    }

    @Override
    public void close() {
        client.close();
    }
}
