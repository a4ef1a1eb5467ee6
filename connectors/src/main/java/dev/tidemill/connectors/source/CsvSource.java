package dev.tidemill.connectors.source;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.connectors.format.ParseOptions;
import dev.tidemill.connectors.format.ParsedRows;
import dev.tidemill.connectors.format.RowFormat;
import dev.tidemill.connectors.format.RowParser;
import dev.tidemill.connectors.source.SourceBatch.TableRows;
import dev.tidemill.connectors.source.SourceBatch.Write;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts a CSV file's rows into a keyed table, once for each content of the file: its position is the
 * content's hash, so a start with an unchanged file delivers nothing and with an edited one
 * delivers all rows again. Rows that vanished from the file are not deleted.
 */
public final class CsvSource implements Source {
    /** A larger file is refused; it should be posted in pieces. */
    public static final long FILE_BYTES_MAX = 64L << 20;

    private final String name;
    private final String table;
    private final Schema schema;
    private final Path file;
    private final byte @Nullable [] position;
    private boolean finished;

    public CsvSource(
            String name, String table, Schema schema, Path file, byte @Nullable [] position) {
        this.name = requireNonNull(name, "name");
        this.table = requireNonNull(table, "table");
        this.schema = requireNonNull(schema, "schema");
        this.file = requireNonNull(file, "file");
        this.position = position;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String kind() {
        return "csv";
    }

    @Override
    public List<String> tables() {
        return List.of(table);
    }

    @Override
    public @Nullable SourceBatch poll() {
        if (finished) {
            return null;
        }
        byte[] body = content();
        byte[] hash = hash(body);
        finished = true;
        if (Arrays.equals(hash, position)) {
            return null;
        }
        RowParser parser = RowParser.of(RowFormat.CSV, schema, ParseOptions.DEFAULT);
        ParsedRows rows = parser.parse(body, 0, body.length);
        return new SourceBatch(
                List.of(new TableRows(table, Write.UPSERT, rows)), hash, SourceBatch.NO_EVENT_TIME);
    }

    private byte[] content() {
        try {
            if (Files.size(file) > FILE_BYTES_MAX) {
                throw new TidemillException(
                        ErrorCode.BODY_TOO_LARGE,
                        "The CSV file " + file + " is larger than " + FILE_BYTES_MAX + " bytes");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new TidemillException(
                            ErrorCode.IO_FAILED, "The CSV file " + file + " cannot be read", e)
                    .withDetail(String.valueOf(e.getMessage()));
        }
    }

    private static byte[] hash(byte[] body) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(body);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public long nanosUntilDue() {
        return finished ? Long.MAX_VALUE : 0;
    }

    @Override
    public State state() {
        return finished ? State.FINISHED : State.LOADING;
    }

    @Override
    public String positionText() {
        return finished ? "read" : "not read yet";
    }

    @Override
    public void close() {
        // The file is open only during a poll.
    }
}
