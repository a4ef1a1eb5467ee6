package dev.tidemill.server.http;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.connectors.format.ByteBuilder;
import dev.tidemill.connectors.format.JsonRowWriter;
import dev.tidemill.engine.circuit.TableSnapshot;
import dev.tidemill.node.Session;
import dev.tidemill.node.access.Sight;
import dev.tidemill.node.read.SeenTick;
import dev.tidemill.node.read.TableChanges;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /v1/tables/{table}/changes}: a table's changes, tick by tick, as server-sent events. A
 * reader who names a tick it has seen gets what came after; a new one, or one who was away for too
 * long, gets a snapshot first.
 */
final class ChangesHandler implements Handler {
    private static final long HEARTBEAT_MILLIS = 10_000;

    /** Rows of a snapshot unless the reader asks for another number. */
    private static final long SNAPSHOT_ROWS_DEFAULT = 10_000;

    private static final long SNAPSHOT_ROWS_MAX = 1_000_000;

    private final Session mill;
    private final EncodedChanges shared;

    /**
     * @param shared events that are the same for all who see a table whole
     */
    ChangesHandler(Session mill, EncodedChanges shared) {
        this.mill = mill;
        this.shared = shared;
    }

    @Override
    public void handle(ServerRequest request, ServerResponse response) throws Exception {
        String table = request.path().pathParameters().get("table");
        long limit =
                Math.min(
                        SNAPSHOT_ROWS_MAX,
                        Requests.number(request, "limit", SNAPSHOT_ROWS_DEFAULT));
        String from =
                request.headers()
                        .first(HeaderNames.create("Last-Event-ID"))
                        .or(() -> request.query().first("from").asOptional())
                        .orElse(null);
        mill.requireTable(table);
        long after = from == null ? -1 : tick(from);
        mill.subscribed(table);
        try (EventStream stream = new EventStream(response)) {
            followWhileThere(request, table, after, limit, stream);
        } catch (IOException | UncheckedIOException e) {
            // The reader went away; there is nobody left to tell.
        } catch (InterruptedException e) {
            // The server stops, and the stream ends with it.
            Thread.currentThread().interrupt();
        } finally {
            mill.readers().unsubscribed();
        }
    }

    private static long tick(String text) {
        try {
            return Long.parseLong(text.trim());
        } catch (NumberFormatException e) {
            throw new TidemillException(ErrorCode.INVALID_REQUEST, "no tick: " + text, e);
        }
    }

    /** Says why when the table goes, or is suspended, before the reader does. */
    private void followWhileThere(
            ServerRequest request, String table, long from, long limit, EventStream stream)
            throws IOException, InterruptedException {
        try {
            follow(request, table, from, limit, stream);
        } catch (TidemillException e) {
            stream.event("gone", "", Json.encode(Map.of("error", Errors.body(e))));
        }
    }

    private void follow(
            ServerRequest request, String table, long from, long limit, EventStream stream)
            throws IOException, InterruptedException {
        Sight sight = mill.awaitSight(HEARTBEAT_MILLIS);
        long after = from;
        if (from < 0) {
            after = snapshot("snapshot", table, limit, request, stream);
        } else if (from > published()) {
            // Of another life of this mill's data: what it calls that tick may be something else.
            after = snapshot("reset", table, limit, request, stream);
        }
        while (mill.isRunning()) {
            List<TableChanges> changes = mill.poll(table, after, HEARTBEAT_MILLIS, sight);
            Visit.requireStanding(request);
            boolean seenAnew = false;
            if (!mill.principal().isAdministrator() && !mill.isOfNow(sight)) {
                // The one before may have been made when there were no policies.
                Sight now = mill.awaitSight(HEARTBEAT_MILLIS);
                seenAnew = sight.isRestricted() || now.isRestricted();
                sight = now;
            }
            if (changes == null || seenAnew) {
                mill.requireTable(table);
                after = snapshot("reset", table, limit, request, stream);
            } else if (changes.isEmpty()) {
                stream.heartbeat();
            } else {
                for (TableChanges tick : changes) {
                    stream.whole(
                            sight.isRestricted()
                                    ? EncodedChanges.encoded(tick)
                                    : shared.event(tick));
                    told(request, tick.tick(), tick.changes().size());
                    after = tick.tick();
                }
            }
        }
    }

    private long published() {
        try (SeenTick published = mill.pin()) {
            return published.tick();
        }
    }

    /** Sends the table as of one tick and gives that tick. */
    private long snapshot(
            String event, String table, long limit, ServerRequest request, EventStream stream)
            throws IOException {
        try (SeenTick published = mill.pin()) {
            TableSnapshot rows = published.table(table);
            ByteBuilder json = new ByteBuilder(4096);
            json.append("{\"tick\":").append(published.tick()).append(",\"total\":");
            json.append(rows.rows()).append(",\"columns\":");
            JsonTables.columns(rows.schema(), json);
            json.append(",\"rows\":[");
            long written = write(rows, limit, json);
            json.append("]}");
            stream.event(event, Long.toString(published.tick()), json.toByteArray());
            told(request, published.tick(), written);
            mill.followed(written);
            return published.tick();
        }
    }

    /** What the audit log is told at the stream's end: all rows, and the last tick. */
    private static void told(ServerRequest request, long tick, long rows) {
        AuditNote note = Visit.note(request);
        note.moreRows(rows);
        note.tick(tick);
    }

    private static long write(TableSnapshot table, long limit, ByteBuilder json) {
        JsonRowWriter writer = new JsonRowWriter(table.schema());
        int[] columns = new int[table.schema().size()];
        java.util.Arrays.setAll(columns, i -> i);
        long written = 0;
        for (Supplier<@Nullable Batch> part : table.scan(columns)) {
            Batch chunk;
            while (written < limit && (chunk = part.get()) != null) {
                for (int row = 0; row < chunk.size() && written < limit; row++) {
                    if (written++ > 0) {
                        json.append(',');
                    }
                    writer.array(chunk, row, json);
                }
            }
        }
        return written;
    }
}
