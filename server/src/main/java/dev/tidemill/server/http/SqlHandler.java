package dev.tidemill.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.connectors.arrow.ArrowStream;
import dev.tidemill.connectors.format.ByteBuilder;
import dev.tidemill.connectors.format.CsvRowWriter;
import dev.tidemill.connectors.format.JsonRowWriter;
import dev.tidemill.node.Session;
import dev.tidemill.store.QueryResult;
import dev.tidemill.store.admission.Cancellation;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.util.Locale;

/**
 * {@code POST /v1/sql}: one statement, answered as JSON, NDJSON, CSV or an Arrow stream. A query
 * whose client goes away is cancelled.
 */
final class SqlHandler implements Handler {
    private static final int SQL_BYTES_MAX = 1 << 20;
    private final Session mill;

    private final Connections connections;

    SqlHandler(Session mill, Connections connections) {
        this.mill = mill;
        this.connections = connections;
    }

    @Override
    public void handle(ServerRequest request, ServerResponse response) throws Exception {
        String sql = sql(request);
        Cancellation cancellation = new Cancellation(connections.gone(request));
        AuditNote note = Visit.note(request);
        note.statement(sql);
        QueryResult result = mill.execute(sql, cancellation);
        note.rows(result.rowCount());
        note.tick(result.tick());
        String accept =
                request.headers()
                        .first(HeaderNames.ACCEPT)
                        .orElse(Json.TYPE)
                        .toLowerCase(Locale.ROOT);
        response.headers().set(HeaderNames.create("Tidemill-Tick"), Long.toString(result.tick()));
        if (accept.contains(ArrowStream.MEDIA_TYPE)) {
            arrow(result, new AnswerBody(response, ArrowStream.MEDIA_TYPE));
        } else if (accept.contains("ndjson")) {
            ndjson(result, new AnswerBody(response, "application/x-ndjson"));
        } else if (accept.contains("text/csv")) {
            csv(result, new AnswerBody(response, "text/csv; charset=utf-8"));
        } else {
            response.headers().set(HeaderNames.CACHE_CONTROL, "no-store");
            json(result, new AnswerBody(response, Json.TYPE));
        }
    }

    /** The statement in a body of text or of JSON. */
    static String sql(ServerRequest request) throws IOException {
        byte[] body = RequestBody.read(request, SQL_BYTES_MAX);
        boolean isJson =
                request.headers()
                        .contentType()
                        .map(type -> type.mediaType().subtype().equals("json"))
                        .orElse(false);
        if (!isJson) {
            return new String(body, UTF_8);
        }
        JsonNode sql = Json.parseObject(body).path("sql");
        if (!sql.isTextual()) {
            throw new TidemillException(ErrorCode.INVALID_REQUEST, "the field sql is missing")
                    .withHint("{\"sql\": \"SELECT …\"}");
        }
        return sql.textValue();
    }

    private static void json(QueryResult result, AnswerBody body) {
        ByteBuilder out = body.text();
        out.append("{\"tick\":").append(result.tick()).append(",\"columns\":");
        JsonTables.columns(result.schema(), out);
        out.append(",\"rows\":[");
        JsonRowWriter writer = new JsonRowWriter(result.schema());
        long rows = 0;
        for (Batch batch : result.batches()) {
            for (int row = 0; row < batch.size(); row++) {
                if (rows++ > 0) {
                    out.append(',');
                }
                writer.array(batch, row, out);
                body.pause();
            }
        }
        out.append("],\"row_count\":").append(rows);
        out.append(",\"truncated\":").append(Boolean.toString(result.truncated()));
        out.append(",\"elapsed_ms\":").append(JsonTables.millis(result.elapsedNanos()));
        out.append('}');
        body.end();
    }

    private static void ndjson(QueryResult result, AnswerBody body) {
        JsonRowWriter writer = new JsonRowWriter(result.schema());
        for (Batch batch : result.batches()) {
            for (int row = 0; row < batch.size(); row++) {
                writer.object(batch, row, body.text());
                body.text().append('\n');
                body.pause();
            }
        }
        body.end();
    }

    private static void arrow(QueryResult result, AnswerBody body) {
        ArrowStream.begin(result.schema(), body.text());
        for (Batch batch : result.batches()) {
            ArrowStream.rows(batch, body.text());
            body.pause();
        }
        ArrowStream.end(body.text());
        body.end();
    }

    private static void csv(QueryResult result, AnswerBody body) {
        CsvRowWriter writer = new CsvRowWriter(result.schema());
        writer.header(body.text());
        for (Batch batch : result.batches()) {
            for (int row = 0; row < batch.size(); row++) {
                writer.row(batch, row, body.text());
                body.pause();
            }
        }
        body.end();
    }
}
