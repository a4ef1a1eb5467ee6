package dev.tidemill.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;

/** A response of server-sent events (WHATWG HTML, section 9.2). Single-threaded. */
final class EventStream implements AutoCloseable {
    private final OutputStream out;

    EventStream(ServerResponse response) {
        response.headers().set(HeaderNames.CONTENT_TYPE, "text/event-stream; charset=utf-8");
        response.headers().set(HeaderNames.CACHE_CONTROL, "no-store");
        response.headers().set(HeaderNames.create("X-Accel-Buffering"), "no");
        out = response.outputStream();
    }

    /** Sends one event; the data must not contain a line end. */
    void event(String name, String id, byte[] data) throws IOException {
        StringBuilder head = new StringBuilder(64);
        if (!id.isEmpty()) {
            head.append("id: ").append(id).append('\n');
        }
        head.append("event: ").append(name).append("\ndata: ");
        out.write(head.toString().getBytes(UTF_8));
        out.write(data);
        out.write('\n');
        out.write('\n');
        out.flush();
    }

    /** Sends an event that was written before, with the blank line behind it. */
    void whole(byte[] event) throws IOException {
        out.write(event);
        out.flush();
    }

    /** Keeps the connection open and finds out whether somebody still listens. */
    void heartbeat() throws IOException {
        out.write(": heartbeat\n\n".getBytes(UTF_8));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
