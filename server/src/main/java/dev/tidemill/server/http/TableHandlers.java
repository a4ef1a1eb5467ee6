package dev.tidemill.server.http;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.connectors.format.ByteBuilder;
import dev.tidemill.connectors.format.JsonRowWriter;
import dev.tidemill.engine.circuit.TableSnapshot;
import dev.tidemill.node.Session;
import dev.tidemill.node.read.SeenTick;
import dev.tidemill.node.read.Viewport;
import dev.tidemill.node.status.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /v1/tables}: what tables there are, a row by its key, a window of rows. */
final class TableHandlers {
    private static final long LIMIT_DEFAULT = 100;
    private static final long LIMIT_MAX = 10_000;

    private final Session mill;

    TableHandlers(Session mill) {
        this.mill = mill;
    }

    private static String table(ServerRequest request) {
        return request.path().pathParameters().get("table");
    }

    void list(ServerRequest request, ServerResponse response) {
        Json.send(response, Map.of("tables", mill.status().tables()));
    }

    void entry(ServerRequest request, ServerResponse response) {
        String name = table(request);
        Status.@Nullable TableStatus found =
                mill.status().tables().stream()
                        .filter(table -> table.name().equals(name))
                        .findFirst()
                        .orElse(null);
        if (found == null) {
            mill.requireTable(name);
            throw new TidemillException(ErrorCode.UNKNOWN_TABLE, "there is no table " + name);
        }
        Json.send(response, found);
    }

    void lookup(ServerRequest request, ServerResponse response) {
        String name = table(request);
        List<String> key = request.query().all("key", List::of);
        try (SeenTick published = mill.pin()) {
            Batch row = published.lookup(name, key);
            mill.lookedUp(name);
            if (row.isEmpty()) {
                throw new TidemillException(
                        ErrorCode.NOT_FOUND, name + " has no row with the key " + key);
            }
            AuditNote note = Visit.note(request);
            note.rows(1);
            note.tick(published.tick());
            ByteBuilder json = new ByteBuilder(256);
            json.append("{\"tick\":").append(published.tick()).append(",\"row\":");
            new JsonRowWriter(row.schema()).object(row, 0, json);
            Json.send(response, json.append('}').toByteArray());
        }
    }

    /** The rows that an index finds, when one is named; all otherwise. */
    private TableSnapshot found(ServerRequest request, SeenTick published, String name) {
        String index = request.query().first("index").orElse("");
        if (index.isEmpty()) {
            return published.table(name);
        }
        TableSnapshot rows = published.found(name, index, request.query().all("key", List::of));
        mill.lookedUp(name);
        return rows;
    }

    void rows(ServerRequest request, ServerResponse response) {
        String name = table(request);
        long limit = Math.min(LIMIT_MAX, Requests.number(request, "limit", LIMIT_DEFAULT));
        long offset = Requests.number(request, "offset", 0);
        long known = Requests.number(request, "version", Long.MAX_VALUE);
        try (SeenTick published = mill.pin()) {
            TableSnapshot table = published.table(name);
            if (published.version(name) == known) {
                response.status(304);
                response.send();
                return;
            }
            Viewport.Order order =
                    Viewport.Order.parse(request.query().first("order").orElse(""), table.schema());
            TableSnapshot rows = found(request, published, name);
            Batch window = Viewport.rows(rows, order, offset, limit);
            AuditNote note = Visit.note(request);
            note.rows(window.size());
            note.tick(published.tick());
            ByteBuilder json = new ByteBuilder(4096);
            json.append("{\"tick\":").append(published.tick());
            json.append(",\"version\":").append(published.version(name));
            json.append(",\"total\":").append(rows.rows()).append(",\"columns\":");
            JsonTables.columns(table.schema(), json);
            json.append(",\"rows\":");
            JsonTables.rows(window, json);
            Json.send(response, json.append('}').toByteArray());
        }
    }
}
