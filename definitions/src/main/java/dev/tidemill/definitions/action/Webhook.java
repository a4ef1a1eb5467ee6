package dev.tidemill.definitions.action;

import static java.util.Objects.requireNonNull;

import dev.tidemill.definitions.secret.Secret;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where an action is delivered.
 *
 * @param headers sent with each request; they may hold secrets, and are printed nowhere
 * @param url an absolute http or https address, or a path on the mill's own server; empty for
 *     nowhere
 * @param written the url as the file has it, which may be shown: what was filled in may be a secret
 * @param body what is sent; null for the action's own form
 * @param signingKey with which each request is signed; null for none
 */
public record Webhook(
        String url,
        String written,
        Duration timeout,
        Map<String, Secret> headers,
        @Nullable BodyTemplate body,
        @Nullable Secret signingKey) {
    public static final Duration TIMEOUT_DEFAULT = Duration.ofSeconds(5);

    /** Nobody is told. */
    public static final Webhook NONE = new Webhook("", "", TIMEOUT_DEFAULT, Map.of(), null, null);

    public Webhook {
        requireNonNull(url, "url");
        requireNonNull(written, "written");
        requireNonNull(timeout, "timeout");
        headers = Map.copyOf(headers);
    }

    /** Whether nobody is told. */
    public boolean isNone() {
        return url.isEmpty();
    }

    /** Whether the url is a path on the mill's own server. */
    public boolean isLocal() {
        return url.startsWith("/");
    }
}
