package dev.tidemill.cli.client;

import java.io.IOException;

/** No server answered, or it went away in the middle of its answer. */
public final class ServerUnreachable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ServerUnreachable(ServerAddress address, IOException cause) {
        super("no server answers at " + address.base(), cause);
    }
}
