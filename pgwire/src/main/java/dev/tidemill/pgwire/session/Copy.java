package dev.tidemill.pgwire.session;

import java.io.IOException;

/** Rows on the way of COPY. Owned by the session's thread. */
@FunctionalInterface
interface Copy {
    /**
     * Copies to the end.
     *
     * @return the tag
     * @throws IOException when the client has gone
     */
    String run(Channel channel) throws IOException, InterruptedException;
}
