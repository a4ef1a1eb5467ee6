package dev.tidemill.actions;

import static java.util.Objects.requireNonNull;

import dev.tidemill.definitions.secret.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * Where deliveries of an action go.
 *
 * @param timeout for one request, connection included
 * @param headers sent with each request; what an answer repeats of them is kept nowhere
 */
public record Webhook(URI url, Duration timeout, Map<String, Secret> headers) {
    public Webhook {
        requireNonNull(url, "url");
        requireNonNull(timeout, "timeout");
        headers = Map.copyOf(headers);
    }

    /** Headers may hold secrets, so they stay out of logs. */
    @Override
    public String toString() {
        return "Webhook[" + url + ", headers " + headers.keySet() + "]";
    }
}
