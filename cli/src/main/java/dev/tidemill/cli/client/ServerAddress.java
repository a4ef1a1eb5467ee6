package dev.tidemill.cli.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Where a server answers.
 *
 * @param base scheme, host and port, without a path
 * @param authorization what to show at the door, as a header has it; null for nothing
 * @param authority certificates in PEM that are trusted in the place of the platform's; null for
 *     these
 */
public record ServerAddress(URI base, @Nullable String authorization, @Nullable Path authority) {
    public ServerAddress {
        requireNonNull(base, "base");
    }

    /** The same server, whose certificate these vouch for. */
    public ServerAddress withAuthority(@Nullable Path certificates) {
        return new ServerAddress(base, authorization, certificates);
    }

    /** The same server, come to by a name and password. */
    public ServerAddress withPassword(String user, String password) {
        byte[] pair = (user + ":" + password).getBytes(UTF_8);
        return new ServerAddress(
                base, "Basic " + Base64.getEncoder().encodeToString(pair), authority);
    }

    /** Without what is shown at the door. */
    @Override
    public String toString() {
        return base.toString();
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
            return new ServerAddress(base, token == null ? null : "Bearer " + token, null);
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
