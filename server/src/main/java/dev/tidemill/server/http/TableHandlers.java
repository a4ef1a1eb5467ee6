package dev.tidemill.server.http;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.connectors.format.ByteBuilder;
import dev.tidemill.connectors.format.JsonRowWriter;
import dev.tidemill.engine.circuit.TableSnapshot;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.read.IndexLookup;
import dev.tidemill.node.read.KeyText;
import dev.tidemill.node.read.Viewport;
import dev.tidemill.node.status.Status;
import dev.tidemill.node.tick.PublishedTick;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /v1/tables}: what tables there are, a row by its key, a window of rows. */
final class TableHandlers {
    private static final long LIMIT_DEFAULT = 100;
    private static final long LIMIT_MAX = 10_000;

    private final Tidemill mill;

    TableHandlers(Tidemill mill) {
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

    /** Throws UNKNOWN_TABLE or TABLE_SUSPENDED. */
    private TableSnapshot there(PublishedTick published, String name) {
        if (!published.snapshot().tables().contains(name)) {
            mill.requireTable(name);
        }
        return published.snapshot().table(name);
    }

    void lookup(ServerRequest request, ServerResponse response) {
        String name = table(request);
        List<String> key = request.query().all("key", List::of);
        try (PublishedTick published = mill.pin()) {
            TableSnapshot table = there(published, name);
            Batch row = table.lookup(KeyText.parse(table, key));
            mill.readers().lookedUp();
            if (row.isEmpty()) {
                throw new TidemillException(
                        ErrorCode.NOT_FOUND, name + " has no row with the key " + key);
            }
            ByteBuilder json = new ByteBuilder(256);
            json.append("{\"tick\":").append(published.tick()).append(",\"row\":");
            new JsonRowWriter(row.schema()).object(row, 0, json);
            Json.send(response, json.append('}').toByteArray());
        }
    }

    /** The rows that an index finds, when one is named; all otherwise. */
    private TableSnapshot found(ServerRequest request, TableSnapshot table) {
        String index = request.query().first("index").orElse("");
        if (index.isEmpty()) {
            return table;
        }
        mill.readers().lookedUp();
        return IndexLookup.rows(table, index, request.query().all("key", List::of));
    }

    void rows(ServerRequest request, ServerResponse response) {
        String name = table(request);
        long limit = Math.min(LIMIT_MAX, Requests.number(request, "limit", LIMIT_DEFAULT));
        long offset = Requests.number(request, "offset", 0);
        long known = Requests.number(request, "version", Long.MAX_VALUE);
        try (PublishedTick published = mill.pin()) {
            TableSnapshot table = there(published, name);
            if (published.version(name) == known) {
                response.status(304);
                response.send();
                return;
            }
            Viewport.Order order =
                    Viewport.Order.parse(request.query().first("order").orElse(""), table.schema());
            TableSnapshot rows = found(request, table);
            Batch window = Viewport.rows(rows, order, offset, limit);
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
