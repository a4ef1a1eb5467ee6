package dev.tidemill.definitions.action;

import static java.util.Objects.requireNonNull;

import dev.tidemill.definitions.secret.Secret;
import java.time.Duration;
import java.util.Map;

/**
 * Where an action is delivered.
 *
 * @param headers sent with each request; they may hold secrets, and are printed nowhere
 * @param url an absolute http or https address, or a path on the mill's own server
 * @param written the url as the file has it, which may be shown: what was filled in may be a secret
 */
public record Webhook(String url, String written, Duration timeout, Map<String, Secret> headers) {
    public static final Duration TIMEOUT_DEFAULT = Duration.ofSeconds(5);

    public Webhook {
        requireNonNull(url, "url");
        requireNonNull(written, "written");
        requireNonNull(timeout, "timeout");
        headers = Map.copyOf(headers);
    }

    /** Whether the url is a path on the mill's own server. */
    public boolean isLocal() {
        return url.startsWith("/");
    }
}
