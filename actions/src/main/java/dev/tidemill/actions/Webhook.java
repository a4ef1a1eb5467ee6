package dev.tidemill.actions;

import static java.util.Objects.requireNonNull;

import dev.tidemill.definitions.secret.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where deliveries of an action go.
 *
 * @param timeout for one request, connection included
 * @param headers sent with each request; what an answer repeats of them is kept nowhere
 * @param signingKey with which requests are signed; null when they are not
 */
public record Webhook(
        URI url, Duration timeout, Map<String, Secret> headers, @Nullable Secret signingKey) {
    /** Requests that are not signed. */
    public Webhook(URI url, Duration timeout, Map<String, Secret> headers) {
        this(url, timeout, headers, null);
    }

    public Webhook {
        requireNonNull(url, "url");
        requireNonNull(timeout, "timeout");
        headers = Map.copyOf(headers);
    }

    /** Headers may hold secrets, as the key is one, so they stay out of logs. */
    @Override
    public String toString() {
        return "Webhook[" + url + ", headers " + headers.keySet() + "]";
    }
}
