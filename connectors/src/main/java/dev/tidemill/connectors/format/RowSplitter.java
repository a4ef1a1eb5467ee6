package dev.tidemill.connectors.format;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream into chunks that end where a row ends, so that a body of any length passes through
 * bounded memory: at most one chunk, or one row of the largest size. A row over that size is
 * announced by an oversized chunk with its first bytes; the rest is read past. Single-threaded; the
 * stream belongs to the caller.
 */
public final class RowSplitter {
    public static final int CHUNK_BYTES_DEFAULT = 1 << 20;
    private static final int OVERSIZED_HEAD_BYTES = 1024;

    /** Most bodies are small: the buffer grows to the chunk's size only as bytes come. */
    private static final int FIRST_BUFFER_BYTES = 1 << 14;

    private final InputStream in;
    private final RowFormat format;
    private final int rowBytesMax;
    private final int chunkBytes;
    private byte[] buffer;
    private int filled;
    private boolean ended;
    private boolean skipping;

    public RowSplitter(InputStream in, RowFormat format, ParseOptions options, int chunkBytes) {
        this.in = requireNonNull(in, "in");
        this.format = requireNonNull(format, "format");
        this.rowBytesMax = options.rowBytesMax();
        if (chunkBytes < 1) {
            throw new IllegalArgumentException("chunkBytes " + chunkBytes);
        }
        this.chunkBytes = chunkBytes;
        this.buffer = new byte[Math.min(chunkBytes, FIRST_BUFFER_BYTES)];
    }

    /** The next chunk, or null at the end of the stream. */
    public @Nullable RowChunk next() throws IOException {
        while (true) {
            fill();
            if (skipping && !passLineEnd()) {
                if (ended) {
                    return null;
                }
                continue;
            }
            if (ended) {
                return filled == 0 ? null : cut(filled);
            }
            int end = lastRowEnd();
            if (end > 0) {
                return cut(end);
            }
            if (buffer.length > rowBytesMax) {
                return cutTooLarge();
            }
            int larger = (int) Math.min(rowBytesMax + 1L, Math.max(1, buffer.length) * 2L);
            buffer = Arrays.copyOf(buffer, larger);
        }
    }

    private void fill() throws IOException {
        while (!ended) {
            if (filled == buffer.length) {
                if (buffer.length >= chunkBytes) {
                    return;
                }
                buffer = Arrays.copyOf(buffer, (int) Math.min(chunkBytes, buffer.length * 4L));
            }
            int count = in.read(buffer, filled, buffer.length - filled);
            if (count < 0) {
                ended = true;
            } else {
                filled += count;
            }
        }
    }

    /** Drops what belongs to the row that was too large; true once its end was met. */
    private boolean passLineEnd() {
        int newline = CsvRows.indexOf(buffer, (byte) '\n', 0, filled);
        int drop = newline < 0 ? filled : newline + 1;
        System.arraycopy(buffer, drop, buffer, 0, filled - drop);
        filled -= drop;
        skipping = newline < 0;
        return !skipping;
    }

    private int lastRowEnd() {
        return switch (format) {
            case NDJSON -> {
                int at = filled;
                while (at > 0 && buffer[at - 1] != '\n') {
                    at--;
                }
                yield at;
            }
            case CSV -> {
                int at = 0;
                int end;
                while ((end = CsvRows.end(buffer, at, filled, false)) > 0) {
                    at = end;
                }
                yield at;
            }
        };
    }

    /** No row ends within the largest size: an unclosed CSV quote, or one huge line. */
    private RowChunk cutTooLarge() {
        int newline = CsvRows.indexOf(buffer, (byte) '\n', 0, filled);
        if (newline >= 0) {
            return cut(newline + 1);
        }
        byte[] head = Arrays.copyOf(buffer, Math.min(filled, OVERSIZED_HEAD_BYTES));
        filled = 0;
        skipping = true;
        return new RowChunk(head, 0, head.length, true);
    }

    private RowChunk cut(int end) {
        byte[] bytes = buffer;
        int rest = filled - end;
        buffer = new byte[Math.max(Math.min(chunkBytes, FIRST_BUFFER_BYTES), rest)];
        System.arraycopy(bytes, end, buffer, 0, rest);
        filled = rest;
        return new RowChunk(bytes, 0, end, false);
    }
}
