package dev.tidemill.cli.client;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Where a server answers.
 *
 * @param base scheme, host and port, without a path
 * @param token what to show at the door; null for a server on loopback
 */
public record ServerAddress(URI base, @Nullable String token) {
    public ServerAddress {
        requireNonNull(base, "base");
    }

    /** Accepts {@code http://host:port}, plain {@code host:port}, and {@code :port} on loopback. */
    public static ServerAddress parse(String text, @Nullable String token) {
        String host = text.startsWith(":") ? "127.0.0.1" + text : text;
        String full = host.contains("://") ? host : "http://" + host;
        String trimmed = full.endsWith("/") ? full.substring(0, full.length() - 1) : full;
        try {
            URI base = new URI(trimmed);
            if (base.getHost() == null || !isHttp(base.getScheme())) {
                throw wrong(text);
            }
            return new ServerAddress(base, token);
        } catch (URISyntaxException e) {
            throw wrong(text).withDetail(e.getReason());
        }
    }

    private static boolean isHttp(String scheme) {
        return scheme.equals("http") || scheme.equals("https");
    }

    private static TidemillException wrong(String text) {
        return new TidemillException(
                        ErrorCode.INVALID_ARGUMENT,
                        "\"%s\" is not the address of a server".formatted(text))
                .withHint("an address looks like http://127.0.0.1:7171");
    }

    /**
     * @param path begins with a slash and is already encoded
     */
    URI resolve(String path) {
        return URI.create(base + path);
    }
}
