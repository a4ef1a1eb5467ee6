package dev.tidemill.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.connectors.format.ByteBuilder;
import dev.tidemill.connectors.format.JsonRowWriter;
import dev.tidemill.node.Session;
import dev.tidemill.node.transaction.StatementResult;
import dev.tidemill.node.transaction.Transaction;
import dev.tidemill.node.transaction.TransactionOptions;
import dev.tidemill.store.QueryResult;
import dev.tidemill.store.admission.Cancellation;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/transactions}: statements that are done together in one tick or not at all, with
 * what each came to. When one fails, nothing is done, and its error is the answer.
 */
final class TransactionHandler implements Handler {
    private static final int BYTES_MAX = 1 << 20;
    private static final int STATEMENTS_MAX = 1_000;

    /** What the rows of all answers take until the transaction ends. */
    private static final long ANSWER_BYTES_MAX = 64L << 20;

    private final Session mill;
    private final Connections connections;

    TransactionHandler(Session mill, Connections connections) {
        this.mill = mill;
        this.connections = connections;
    }

    /** A statement with its parameters. */
    private record Asked(String sql, List<@Nullable Object> parameters) {}

    @Override
    public void handle(ServerRequest request, ServerResponse response) throws Exception {
        List<Asked> asked = asked(Json.parseObject(RequestBody.read(request, BYTES_MAX)));
        AuditNote note = Visit.note(request);
        note.statement(String.join(";\n", asked.stream().map(Asked::sql).toList()));
        Cancellation cancellation = new Cancellation(connections.gone(request));
        List<StatementResult> results = new ArrayList<>();
        long held = 0;
        long tick;
        try (Transaction transaction = mill.begin(TransactionOptions.DEFAULT)) {
            for (Asked each : asked) {
                StatementResult result =
                        transaction.execute(each.sql(), each.parameters(), cancellation);
                results.add(result);
                held += bytes(result);
                if (held > ANSWER_BYTES_MAX) {
                    throw new TidemillException(
                                    ErrorCode.RESULT_TOO_LARGE,
                                    "the answers of one transaction take more than %d bytes"
                                            .formatted(ANSWER_BYTES_MAX))
                            .withHint("read less within it");
                }
            }
            tick = transaction.commit();
        }
        note.rows(results.stream().mapToLong(StatementResult::count).sum());
        note.tick(tick);
        response.headers().set(HeaderNames.create("Tidemill-Tick"), Long.toString(tick));
        response.headers().set(HeaderNames.CACHE_CONTROL, "no-store");
        answer(tick, results, new AnswerBody(response, Json.TYPE));
    }

    private static long bytes(StatementResult result) {
        QueryResult rows = result.rows();
        return rows == null ? 0 : rows.batches().stream().mapToLong(Batch::bytes).sum();
    }

    private static List<Asked> asked(JsonNode body) {
        JsonNode statements = body.path("statements");
        if (!statements.isArray() || statements.isEmpty() || statements.size() > STATEMENTS_MAX) {
            throw new TidemillException(
                            ErrorCode.INVALID_REQUEST,
                            "the field statements has to be 1 to " + STATEMENTS_MAX + " statements")
                    .withHint(
                            "{\"statements\": [{\"sql\": \"UPDATE … WHERE id = $1\","
                                    + " \"parameters\": [1]}, …]}");
        }
        List<Asked> asked = new ArrayList<>();
        for (JsonNode statement : statements) {
            JsonNode sql = statement.isTextual() ? statement : statement.path("sql");
            if (!sql.isTextual()) {
                throw new TidemillException(
                        ErrorCode.INVALID_REQUEST,
                        "statement " + (asked.size() + 1) + " has no sql");
            }
            List<@Nullable Object> parameters = new ArrayList<>();
            statement.path("parameters").forEach(value -> parameters.add(value(value)));
            asked.add(new Asked(sql.textValue(), parameters));
        }
        return asked;
    }

    /** What is no scalar is given as its text, which a parameter of JSON takes. */
    private static @Nullable Object value(JsonNode value) {
        return switch (value.getNodeType()) {
            case NULL, MISSING -> null;
            case BOOLEAN -> value.booleanValue();
            case STRING -> value.textValue();
            case NUMBER ->
                    value.isIntegralNumber() && value.canConvertToLong()
                            ? (Object) value.longValue()
                            : value.decimalValue();
            case ARRAY, OBJECT, BINARY, POJO -> value.toString();
        };
    }

    private static void answer(long tick, List<StatementResult> results, AnswerBody body) {
        ByteBuilder out = body.text();
        out.append("{\"tick\":").append(tick).append(",\"results\":[");
        boolean isFirst = true;
        for (StatementResult result : results) {
            out.append(isFirst ? "{\"tag\":" : ",{\"tag\":");
            JsonRowWriter.string(result.tag(), out);
            out.append(",\"count\":").append(result.count());
            QueryResult rows = result.rows();
            if (rows != null) {
                out.append(",\"columns\":");
                JsonTables.columns(rows.schema(), out);
                out.append(",\"rows\":");
                JsonTables.rows(rows.rows(), out);
                out.append(",\"truncated\":").append(Boolean.toString(rows.truncated()));
            }
            out.append('}');
            body.pause();
            isFirst = false;
        }
        out.append("]}");
        body.end();
    }
}
