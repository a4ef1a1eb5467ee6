package dev.tidemill.definitions.action;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Map;

/**
 * Where an action is delivered.
 *
 * @param url an absolute http or https address, or a path on the mill's own server
 */
public record Webhook(String url, Duration timeout, Map<String, String> headers) {
    public static final Duration TIMEOUT_DEFAULT = Duration.ofSeconds(5);

    public Webhook {
        requireNonNull(url, "url");
        requireNonNull(timeout, "timeout");
        headers = Map.copyOf(headers);
    }

    /** Whether the url is a path on the mill's own server. */
    public boolean isLocal() {
        return url.startsWith("/");
    }

    /** Headers may hold secrets, so they stay out of logs. */
    @Override
    public String toString() {
        return "Webhook[" + url + ", headers " + headers.keySet() + "]";
    }
}
