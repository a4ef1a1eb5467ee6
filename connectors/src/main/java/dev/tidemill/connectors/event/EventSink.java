package dev.tidemill.connectors.event;

import java.io.IOException;

/** Takes events one after the other. Used by one thread. */
public interface EventSink {
    /**
     * Returns when the event was taken.
     *
     * @param json one document, without line breaks
     * @throws IOException when it was not, so that it may be sent again
     */
    void send(String json) throws IOException, InterruptedException;
}
