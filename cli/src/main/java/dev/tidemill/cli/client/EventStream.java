package dev.tidemill.cli.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Reads server-sent events one after the other. Comments, the server's heartbeats, are skipped.
 *
 * <p>Owned and closed by its reader; {@link #next} is called by one thread, {@link #close} by any.
 */
public final class EventStream implements AutoCloseable {
    private final BufferedReader lines;

    EventStream(InputStream body) {
        this.lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    }

    /**
     * Waits for the next event.
     *
     * @return null when the server ended the stream; an event it had only half sent is left out
     */
    public @Nullable ServerEvent next() throws IOException {
        String name = "message";
        String id = null;
        StringJoiner data = new StringJoiner("\n");
        boolean filled = false;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.isEmpty()) {
                if (filled) {
                    return new ServerEvent(name, id, data.toString());
                }
                continue;
            }
            int colon = line.indexOf(':');
            String field = colon < 0 ? line : line.substring(0, colon);
            String value = colon < 0 ? "" : withoutOneBlank(line.substring(colon + 1));
            switch (field) {
                case "event" -> name = value;
                case "id" -> id = value;
                case "data" -> {
                    data.add(value);
                    filled = true;
                }
                default -> {
                    // A comment, or a field that this reader has no use for.
                }
            }
        }
        return null;
    }

    private static String withoutOneBlank(String value) {
        return value.startsWith(" ") ? value.substring(1) : value;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
