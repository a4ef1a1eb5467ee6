package dev.tidemill.connectors.event;

import java.io.IOException;
import java.io.Serial;

/** A receiver's answer that another attempt will not change. */
public final class EventRefusedException extends IOException {
    @Serial private static final long serialVersionUID = 1;

    public EventRefusedException(String message) {
        super(message);
    }
}
