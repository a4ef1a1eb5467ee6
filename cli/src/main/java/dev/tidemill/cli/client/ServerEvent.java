package dev.tidemill.cli.client;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * One server-sent event.
 *
 * @param name the kind; {@code message} when the server named none
 * @param id where a reader may go on from; null when the server gave none
 */
public record ServerEvent(String name, @Nullable String id, String data) {
    public ServerEvent {
        requireNonNull(name, "name");
        requireNonNull(data, "data");
    }
}
