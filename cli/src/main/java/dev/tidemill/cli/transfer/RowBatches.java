package dev.tidemill.cli.transfer;

import org.jspecify.annotations.Nullable;

/**
 * A file's rows in batches. The same bytes give the same batches, whatever the reads they come in.
 * Owned by one thread.
 */
interface RowBatches extends AutoCloseable {
    /** Rows are put together up to about this many bytes, whatever their number. */
    int BODY_BYTES_MAX = 1 << 20;

    /**
     * The next batch; null when there are no more.
     *
     * @throws dev.tidemill.algebra.error.TidemillException INVALID_FILE, IO_FAILED
     */
    @Nullable RowBatch next();

    @Override
    void close();
}
