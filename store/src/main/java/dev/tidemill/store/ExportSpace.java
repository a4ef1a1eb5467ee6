package dev.tidemill.store;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The room on disk that all exports share for files which are written before they are sent. Safe
 * for all threads.
 */
public final class ExportSpace {
    private final long bytesMax;
    private final AtomicLong used = new AtomicLong();

    /**
     * @param bytesMax of all files together; one row group of each may go beyond it
     */
    public ExportSpace(long bytesMax) {
        if (bytesMax < 0) {
            throw new IllegalArgumentException(bytesMax + " bytes");
        }
        this.bytesMax = bytesMax;
    }

    /** Bytes that files take now. */
    public long used() {
        return used.get();
    }

    Share share() {
        return new Share();
    }

    /** What one file takes, until it is closed. Owned by one thread at a time. */
    final class Share implements AutoCloseable {
        private long bytes;

        /** Throws RESULT_TOO_LARGE when all files together are over the bound. */
        void growTo(long newBytes) {
            long all = used.addAndGet(newBytes - bytes);
            bytes = newBytes;
            if (all > bytesMax) {
                throw new TidemillException(
                                ErrorCode.RESULT_TOO_LARGE,
                                "the files of exports would take more than "
                                        + bytesMax
                                        + " bytes of disk")
                        .withHint(
                                "export fewer rows, wait for other exports, take csv or ndjson,"
                                        + " which need no file, or raise limits.export-disk");
            }
        }

        @Override
        public void close() {
            used.addAndGet(-bytes);
            bytes = 0;
        }
    }
}
