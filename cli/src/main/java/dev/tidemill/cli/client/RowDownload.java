package dev.tidemill.cli.client;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;

/**
 * Rows that a server streams. A body that does not come whole ends with an IOException.
 *
 * @param body to be closed
 * @param tick the one tick that they are of
 * @param rows how many there are, when the server knows it beforehand
 */
public record RowDownload(InputStream body, long tick, OptionalLong rows) implements AutoCloseable {
    public RowDownload {
        requireNonNull(body, "body");
        requireNonNull(rows, "rows");
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
