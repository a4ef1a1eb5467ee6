package dev.tidemill.server.http;

import static java.util.Objects.requireNonNull;

import dev.tidemill.connectors.format.ByteBuilder;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The text of an answer on its way out. A small one is sent whole, with its length; a large one
 * goes piece by piece, so that its text never stands in memory beside its rows. One thread.
 */
final class AnswerBody {
    /** From so many bytes on it goes in pieces, each about as large. */
    private static final int PIECE_BYTES = 1 << 20;

    private final ServerResponse response;
    private final ByteBuilder text = new ByteBuilder(1024);
    private @Nullable OutputStream stream;

    /** The other headers must be set already. */
    AnswerBody(ServerResponse response, String type) {
        this.response = requireNonNull(response, "response");
        response.headers().set(HeaderNames.CONTENT_TYPE, type);
    }

    /** What is written here goes out. */
    ByteBuilder text() {
        return text;
    }

    /**
     * Behind each row: sends what there is when it is much.
     *
     * @throws CloseConnectionException when nobody takes it
     */
    void pause() {
        if (text.size() < PIECE_BYTES) {
            return;
        }
        if (stream == null) {
            stream = response.outputStream();
        }
        try {
            text.writeTo(stream);
        } catch (IOException e) {
            throw brokenOff(e);
        }
        text.clear();
    }

    /**
     * Sends the rest.
     *
     * @throws CloseConnectionException when nobody takes it
     */
    void end() {
        if (stream == null) {
            response.send(text.toByteArray());
            return;
        }
        try {
            text.writeTo(stream);
            stream.close();
        } catch (IOException e) {
            throw brokenOff(e);
        }
    }

    private static RuntimeException brokenOff(IOException e) {
        return new CloseConnectionException("an answer broke off: " + e.getMessage(), e);
    }
}
