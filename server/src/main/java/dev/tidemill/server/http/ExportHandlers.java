package dev.tidemill.server.http;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.connectors.arrow.ArrowStream;
import dev.tidemill.connectors.format.ByteBuilder;
import dev.tidemill.connectors.format.RowsText;
import dev.tidemill.node.Session;
import dev.tidemill.store.ParquetFile;
import dev.tidemill.store.RowStream;
import dev.tidemill.store.RowsReader;
import dev.tidemill.store.admission.Cancellation;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A whole table, or a query's whole answer, as a stream. An export whose client goes away is
 * cancelled. One that fails before its first row is answered with the error; one that fails later
 * breaks the connection off before the body's end, so that nobody takes a part for the whole.
 */
final class ExportHandlers {
    private final Session mill;
    private final Connections connections;

    /** What is sent: the rows of one answer. */
    interface Rows {
        <T> T read(RowsReader<T> reader);

        /** All of them in a file, to be sent and closed. */
        ParquetFile parquet();
    }

    /** The rows of a query. */
    private record Query(Session mill, String sql, Cancellation cancellation) implements Rows {
        @Override
        public <T> T read(RowsReader<T> reader) {
            return mill.export(sql, cancellation, reader);
        }

        @Override
        public ParquetFile parquet() {
            return mill.exportParquet(sql, cancellation);
        }
    }

    ExportHandlers(Session mill, Connections connections) {
        this.mill = mill;
        this.connections = connections;
    }

    /** {@code GET /v1/tables/{table}/export}. */
    void table(ServerRequest request, ServerResponse response) throws IOException {
        String table = request.path().pathParameters().get("table");
        mill.requireTable(table);
        send("SELECT * FROM " + quoted(table), table, request, response);
    }

    /** {@code POST /v1/export}, with the query in the body. */
    void query(ServerRequest request, ServerResponse response) throws IOException {
        String sql = SqlHandler.sql(request);
        Visit.note(request).statement(sql);
        send(sql, "rows", request, response);
    }

    /** A system table has its schema before its name. */
    private static String quoted(String table) {
        int dot = table.startsWith("tidemill.") ? table.indexOf('.') : -1;
        String schema = dot < 0 ? "" : table.substring(0, dot + 1);
        return schema + '"' + table.substring(dot + 1).replace("\"", "\"\"") + '"';
    }

    private void send(String sql, String name, ServerRequest request, ServerResponse response)
            throws IOException {
        long tick = Requests.number(request, "as_of_tick", -1);
        String asked = tick < 0 ? sql : sql + "\nAS OF TICK " + tick;
        Cancellation cancellation = new Cancellation(connections.gone(request));
        send(new Query(mill, asked, cancellation), name, request, response);
    }

    /** Sends rows in the form that is asked for. */
    static void send(Rows rows, String name, ServerRequest request, ServerResponse response)
            throws IOException {
        ExportFormat format = ExportFormat.of(request);
        AuditNote note = Visit.note(request);
        response.headers()
                .set(
                        HeaderNames.CONTENT_DISPOSITION,
                        "attachment; filename=\"" + fileName(name, format) + "\"");
        if (format == ExportFormat.PARQUET) {
            sendFile(rows, note, response);
        } else {
            sendText(rows, note, format, response);
        }
    }

    private static String fileName(String name, ExportFormat format) {
        return name.replaceAll("[^A-Za-z0-9_.-]", "_") + "." + format.ending();
    }

    private static void head(ServerResponse response, ExportFormat format, long tick) {
        response.headers().set(HeaderNames.create("Tidemill-Tick"), Long.toString(tick));
        response.headers().set(HeaderNames.CONTENT_TYPE, format.mediaType());
        response.headers().set(HeaderNames.CACHE_CONTROL, "no-store");
    }

    private static void sendText(
            Rows answer, AuditNote note, ExportFormat format, ServerResponse response) {
        boolean[] begun = new boolean[1];
        try {
            boolean _ =
                    answer.read(
                            rows -> {
                                Schema schema = rows.head().schema();
                                // What is wrong with the columns is told before a body begins.
                                @Nullable RowsText text =
                                        format == ExportFormat.ARROW ? null : format.text(schema);
                                head(response, format, rows.head().tick());
                                note.tick(rows.head().tick());
                                OutputStream out = response.outputStream();
                                begun[0] = true;
                                note.rows(
                                        text == null
                                                ? copyArrow(rows, schema, out)
                                                : copy(rows, text, out));
                                out.close();
                                return true;
                            });
        } catch (TidemillException e) {
            throw begun[0] ? brokenOff(e) : e;
        }
    }

    private static long copy(RowStream rows, RowsText text, OutputStream out) throws IOException {
        ByteBuilder bytes = new ByteBuilder(1 << 16);
        text.begin(bytes);
        long count = 0;
        Batch batch;
        while ((batch = rows.next()) != null) {
            text.rows(batch, bytes);
            bytes.writeTo(out);
            bytes.clear();
            count += batch.size();
        }
        bytes.writeTo(out);
        return count;
    }

    private static long copyArrow(RowStream rows, Schema schema, OutputStream out)
            throws IOException {
        ByteBuilder bytes = new ByteBuilder(1 << 16);
        ArrowStream.begin(schema, bytes);
        long count = 0;
        Batch batch;
        while ((batch = rows.next()) != null) {
            ArrowStream.rows(batch, bytes);
            bytes.writeTo(out);
            bytes.clear();
            count += batch.size();
        }
        ArrowStream.end(bytes);
        bytes.writeTo(out);
        return count;
    }

    /** Not closing the stream is what tells the client. */
    private static RuntimeException brokenOff(TidemillException e) {
        return new CloseConnectionException(
                "an export broke off: " + e.errorCode().code() + " " + e.message(), e);
    }

    private static void sendFile(Rows rows, AuditNote note, ServerResponse response) {
        try (ParquetFile file = rows.parquet()) {
            note.rows(file.rows());
            note.tick(file.tick());
            head(response, ExportFormat.PARQUET, file.tick());
            response.headers().set(HeaderNames.create("Tidemill-Rows"), Long.toString(file.rows()));
            response.headers().contentLength(file.bytes());
            try (InputStream in = file.open()) {
                OutputStream out = response.outputStream();
                in.transferTo(out);
                out.close();
            } catch (IOException e) {
                throw brokenOff(
                        new TidemillException(
                                ErrorCode.QUERY_CANCELLED, "the file cannot be sent: " + e, e));
            }
        }
    }
}
