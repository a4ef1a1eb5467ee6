package dev.tidemill.cli.transfer;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.connectors.format.ParseOptions;
import dev.tidemill.connectors.format.RowChunk;
import dev.tidemill.connectors.format.RowEnds;
import dev.tidemill.connectors.format.RowFormat;
import dev.tidemill.connectors.format.RowSplitter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Rows of CSV or NDJSON, as they stand: the server reads and checks them. Each batch of CSV begins
 * with the file's header.
 */
final class TextBatches implements RowBatches {
    /** A longer row is no row: the server takes none of this size. */
    private static final int ROW_BYTES_MAX = 64 << 20;

    private static final int LOOKED_AT_BYTES = 4096;
    private static final String PARQUET_MARK = "PAR1";

    private final String name;
    private final InputStream in;
    private final RowFormat format;
    private final int rowsMax;
    private final RowSplitter splitter;
    private @Nullable RowChunk chunk;
    private int at;
    private byte[] header = new byte[0];
    private boolean begun;
    private long batches;
    private long rows;

    /**
     * @param name of the file, for errors
     * @param in closed with this
     */
    TextBatches(String name, InputStream in, RowFormat format, int rowsMax) {
        this.name = name;
        this.in = in;
        this.format = format;
        this.rowsMax = rowsMax;
        this.splitter =
                new RowSplitter(in, format, new ParseOptions(ROW_BYTES_MAX), BODY_BYTES_MAX);
    }

    @Override
    public @Nullable RowBatch next() {
        while (true) {
            RowChunk current = chunk;
            if (current == null || at == current.to()) {
                current = nextChunk();
                if (current == null) {
                    return null;
                }
            }
            RowBatch batch = cut(current);
            if (batch != null) {
                return batch;
            }
        }
    }

    private @Nullable RowChunk nextChunk() {
        RowChunk next = read();
        chunk = next;
        if (next != null && next.oversized()) {
            throw new TidemillException(
                            ErrorCode.INVALID_FILE,
                            name
                                    + ", row "
                                    + (rows + 1)
                                    + ": it is longer than "
                                    + ROW_BYTES_MAX
                                    + " bytes")
                    .withHint("a quote that is not closed makes a row of all that follows");
        }
        at = next == null ? 0 : next.from();
        if (!begun) {
            begun = true;
            begin(next);
        }
        return next;
    }

    private @Nullable RowChunk read() {
        try {
            return splitter.next();
        } catch (IOException e) {
            throw new TidemillException(
                            ErrorCode.INVALID_FILE,
                            name + " cannot be read behind row " + rows + ": " + e.getMessage(),
                            e)
                    .withHint("the file may be cut off or damaged");
        }
    }

    private void begin(@Nullable RowChunk first) {
        if (first != null) {
            requireText(first);
        }
        if (format == RowFormat.NDJSON) {
            return;
        }
        if (first == null) {
            throw new TidemillException(
                            ErrorCode.INVALID_FILE,
                            name + " is empty, and CSV begins with a header")
                    .withHint("the first line names the columns");
        }
        int end = RowEnds.after(format, first.bytes(), first.from(), first.to());
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        line.write(first.bytes(), first.from(), end - first.from());
        if (first.bytes()[end - 1] != '\n') {
            line.write('\n');
        }
        header = line.toByteArray();
        at = end;
    }

    private void requireText(RowChunk first) {
        int end = Math.min(first.to(), first.from() + LOOKED_AT_BYTES);
        String start =
                new String(
                        first.bytes(),
                        first.from(),
                        end - first.from(),
                        java.nio.charset.StandardCharsets.ISO_8859_1);
        if (start.startsWith(PARQUET_MARK)) {
            throw new TidemillException(ErrorCode.INVALID_FILE, name + " is a Parquet file")
                    .withHint("give --format parquet");
        }
        if (start.indexOf('\0') >= 0) {
            throw new TidemillException(
                            ErrorCode.INVALID_FILE,
                            name + ", row 1: it holds bytes that are no text")
                    .withHint("CSV and NDJSON are read in UTF-8");
        }
        String bare = start.startsWith("\u00ef\u00bb\u00bf") ? start.substring(3) : start;
        if (format == RowFormat.NDJSON && !bare.isBlank() && !bare.stripLeading().startsWith("{")) {
            throw new TidemillException(
                            ErrorCode.INVALID_FILE, name + ", row 1: it is no JSON object")
                    .withHint("NDJSON has an object a line; give --format csv when it is CSV");
        }
    }

    /** Up to so many rows of the chunk; null when what is left of it holds none. */
    private @Nullable RowBatch cut(RowChunk from) {
        int start = at;
        int count = 0;
        while (at < from.to() && count < rowsMax) {
            int end = RowEnds.after(format, from.bytes(), at, from.to());
            count += RowEnds.isRow(format, from.bytes(), at, end) ? 1 : 0;
            at = end;
        }
        if (count == 0) {
            return null;
        }
        byte[] body = new byte[header.length + at - start];
        System.arraycopy(header, 0, body, 0, header.length);
        System.arraycopy(from.bytes(), start, body, header.length, at - start);
        long first = rows + 1;
        rows += count;
        return new RowBatch(batches++, first, count, format, body);
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw new TidemillException(ErrorCode.IO_FAILED, name + " cannot be closed", e);
        }
    }
}
