package dev.tidemill.server.http;

import io.helidon.logging.common.spi.LoggingProvider;

/**
 * Leaves logging as the program set it up. Without a provider the web server complains that it
 * found none.
 */
public final class HttpLogging implements LoggingProvider {
    @Override
    public void initialization() {
        // The program's own set-up stands.
    }

    @Override
    public void runTime() {
        // There is nothing to do for a second time either.
    }
}
