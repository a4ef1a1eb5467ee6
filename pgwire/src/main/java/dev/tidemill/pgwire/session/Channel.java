package dev.tidemill.pgwire.session;

import static java.util.Objects.requireNonNull;

import dev.tidemill.pgwire.frame.MessageReader;
import dev.tidemill.pgwire.frame.MessageWriter;
import java.io.IOException;

/**
 * A client's two ways.
 *
 * @param looker tells whether the client has gone, without waiting
 */
public record Channel(MessageReader in, MessageWriter out, Looker looker) {
    public Channel {
        requireNonNull(in, "in");
        requireNonNull(out, "out");
        requireNonNull(looker, "looker");
    }

    /** Looks whether the client has gone. */
    @FunctionalInterface
    public interface Looker {
        boolean isGone() throws IOException;
    }

    boolean isGone() {
        try {
            return looker.isGone();
        } catch (IOException e) {
            return true;
        }
    }
}
