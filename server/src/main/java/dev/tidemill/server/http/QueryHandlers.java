package dev.tidemill.server.http;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.Session;
import dev.tidemill.store.activity.ActiveQuery;
import dev.tidemill.store.activity.QueryActivity;
import dev.tidemill.store.activity.SlowQuery;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * {@code /v1/queries}: the ad-hoc queries that run or wait, those that were slow, and cancelling
 * one. Administrators see and cancel all of them, others their own.
 */
final class QueryHandlers {
    private final Session session;
    private final QueryActivity queries;

    QueryHandlers(Session session) {
        this.session = session;
        this.queries = session.queries();
    }

    void list(ServerRequest request, ServerResponse response) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("running", queries.running());
        body.put("waiting", queries.waiting());
        body.put(
                "queries",
                queries.active().stream()
                        .filter(query -> session.seesQueriesOf(query.caller().name()))
                        .map(QueryHandlers::active)
                        .toList());
        Json.send(response, body);
    }

    private static Map<String, Object> active(ActiveQuery query) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", query.id());
        fields.put("user", query.caller().name());
        fields.put("state", query.isRunning() ? "running" : "waiting");
        fields.put("sql", query.sql());
        fields.put("asked", query.asked().toString());
        fields.put("tick", query.tick() < 0 ? null : query.tick());
        fields.put("wait_ms", millis(query.waitNanos()));
        fields.put("run_ms", millis(query.runNanos()));
        fields.put("rows", query.rows());
        fields.put("bytes", query.bytes());
        fields.put("tables", List.copyOf(new TreeSet<>(query.tables())));
        return fields;
    }

    void slow(ServerRequest request, ServerResponse response) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("threshold_ms", queries.slow().threshold().toMillis());
        body.put("kept", queries.slow().kept());
        body.put("total", queries.slow().total());
        body.put(
                "queries",
                queries.slow().newestFirst().stream()
                        .filter(query -> session.seesQueriesOf(query.caller()))
                        .map(QueryHandlers::slow)
                        .toList());
        Json.send(response, body);
    }

    private static Map<String, Object> slow(SlowQuery query) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", query.id());
        fields.put("user", query.caller());
        fields.put("sql", query.sql());
        fields.put("asked", query.asked().toString());
        fields.put("tick", query.tick() < 0 ? null : query.tick());
        fields.put("wait_ms", rounded(query.waitMillis()));
        fields.put("run_ms", rounded(query.millis()));
        fields.put("rows", query.rows());
        fields.put("bytes", query.bytes());
        fields.put("tables", query.tables());
        ErrorCode failure = query.failure();
        fields.put("error", failure == null ? null : failure.code());
        return fields;
    }

    private static double millis(long nanos) {
        return rounded(nanos / 1e6);
    }

    private static double rounded(double millis) {
        return Math.round(millis * 1000) / 1000.0;
    }

    /** Answers at once; the query ends some milliseconds later, with QUERY_CANCELLED. */
    void cancel(ServerRequest request, ServerResponse response) {
        String text = request.path().pathParameters().get("id");
        long id;
        try {
            id = Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new TidemillException(
                    ErrorCode.INVALID_REQUEST, text + " is not the number of a query", e);
        }
        if (!session.cancel(id)) {
            throw new TidemillException(ErrorCode.NOT_FOUND, "no query " + id + " runs or waits")
                    .withHint("GET /v1/queries lists them; this one may have ended");
        }
        Json.send(response, Map.of("id", id, "cancelled", true));
    }
}
