package dev.tidemill.cli.transfer;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.connectors.format.RowFormat;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;

/**
 * A file to import. One that begins as gzip does is decompressed.
 *
 * @param name as the user wrote it
 * @param digest of its bytes; files with the same bytes are the same import
 * @param bytes its size
 * @param read how many of these have been read; any thread may ask
 */
public record ImportFile(
        String name, Path path, FileFormat format, String digest, long bytes, AtomicLong read) {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int DIGEST_LENGTH = 32;
    private static final int GZIP_MARK = 0x8b1f;

    /**
     * Looks at a file's bytes.
     *
     * @throws TidemillException IO_FAILED when it cannot be read
     */
    public static ImportFile of(String name, Path path, FileFormat format) {
        if (!Files.isRegularFile(path)) {
            throw new TidemillException(
                    ErrorCode.IO_FAILED,
                    Files.exists(path) ? name + " is no plain file" : "there is no file " + name);
        }
        try (InputStream in = Files.newInputStream(path)) {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[BUFFER_BYTES];
            long bytes = 0;
            int count;
            while ((count = in.read(buffer)) >= 0) {
                sha.update(buffer, 0, count);
                bytes += count;
            }
            String digest = HexFormat.of().formatHex(sha.digest()).substring(0, DIGEST_LENGTH);
            return new ImportFile(name, path, format, digest, bytes, new AtomicLong());
        } catch (IOException e) {
            throw unreadable(name, e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static TidemillException unreadable(String name, IOException e) {
        return new TidemillException(
                ErrorCode.IO_FAILED, name + " cannot be read: " + e.getMessage(), e);
    }

    /** Its rows, to be closed; of Parquet, only the columns' names are checked here. */
    RowBatches batches(TableColumns table, int rowsMax) {
        return switch (format) {
            case CSV -> new TextBatches(name, open(), RowFormat.CSV, rowsMax);
            case NDJSON -> new TextBatches(name, open(), RowFormat.NDJSON, rowsMax);
            case PARQUET -> {
                ParquetBatches batches = new ParquetBatches(name, path, rowsMax);
                try {
                    batches.requireColumnsOf(table.table(), table.names());
                } catch (RuntimeException e) {
                    batches.close();
                    throw e;
                }
                yield batches;
            }
        };
    }

    private InputStream open() {
        try {
            InputStream in = new BufferedInputStream(counted(Files.newInputStream(path)));
            in.mark(2);
            int mark = in.read() | in.read() << 8;
            in.reset();
            return mark == GZIP_MARK ? new GZIPInputStream(in, BUFFER_BYTES) : in;
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    private InputStream counted(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public int read(byte[] target, int from, int length) throws IOException {
                int count = super.read(target, from, length);
                read.addAndGet(Math.max(0, count));
                return count;
            }
        };
    }
}
