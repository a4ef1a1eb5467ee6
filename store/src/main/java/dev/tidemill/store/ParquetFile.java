package dev.tidemill.store;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A whole Parquet file in the mill's folder for temporary files; deleted when it is closed. Owned
 * by one thread.
 */
public final class ParquetFile implements AutoCloseable {
    private final Path path;
    private final long tick;
    private final long rows;
    private final long bytes;
    private final ExportSpace.Share share;

    ParquetFile(Path path, long tick, long rows, long bytes, ExportSpace.Share share) {
        this.path = requireNonNull(path, "path");
        this.tick = tick;
        this.rows = rows;
        this.bytes = bytes;
        this.share = requireNonNull(share, "share");
    }

    /** The tick that its rows are of. */
    public long tick() {
        return tick;
    }

    public long rows() {
        return rows;
    }

    public long bytes() {
        return bytes;
    }

    /** Its bytes, to be closed before the file is. */
    public InputStream open() throws IOException {
        return Files.newInputStream(path);
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new TidemillException(
                    ErrorCode.IO_FAILED, "the temporary file " + path + " cannot be deleted", e);
        } finally {
            share.close();
        }
    }
}
