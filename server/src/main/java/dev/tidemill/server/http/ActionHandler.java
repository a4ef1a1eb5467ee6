package dev.tidemill.server.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.actions.OutboxEntry;
import dev.tidemill.algebra.column.Batch;
import dev.tidemill.node.Session;
import dev.tidemill.node.ingest.SystemTables;
import dev.tidemill.node.read.SeenTick;
import dev.tidemill.node.read.Viewport;
import dev.tidemill.node.status.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code GET /v1/actions}: the actions and the newest deliveries of their outbox. */
final class ActionHandler implements Handler {
    private static final int CREATED_TICK_COLUMN = 8;
    private static final long LIMIT_DEFAULT = 100;
    private final Session mill;

    ActionHandler(Session mill) {
        this.mill = mill;
    }

    /** The answer. */
    private record Answer(List<Status.ActionStatus> actions, List<Delivery> outbox) {}

    /** One delivery. */
    private record Delivery(
            String key,
            String action,
            String transition,
            String rowKey,
            String status,
            int attempts,
            @Nullable String lastError,
            JsonNode payload,
            long createdTick) {}

    @Override
    public void handle(ServerRequest request, ServerResponse response)
            throws JsonProcessingException {
        long limit = Requests.number(request, "limit", LIMIT_DEFAULT);
        List<Delivery> outbox = new ArrayList<>();
        try (SeenTick published = mill.pin()) {
            Batch rows =
                    Viewport.rows(
                            published.table(SystemTables.OUTBOX.name()),
                            new Viewport.Order(CREATED_TICK_COLUMN, true),
                            0,
                            limit);
            for (int row = 0; row < rows.size(); row++) {
                outbox.add(delivery(OutboxEntry.fromRow(rows, row)));
            }
        }
        Json.send(response, new Answer(mill.status().actions(), outbox));
    }

    private static Delivery delivery(OutboxEntry entry) throws JsonProcessingException {
        return new Delivery(
                entry.key(),
                entry.action(),
                entry.transition(),
                entry.rowKey(),
                entry.status().name().toLowerCase(Locale.ROOT),
                entry.attempts(),
                entry.lastError(),
                Json.MAPPER.readTree(entry.payload()),
                entry.createdTick());
    }
}
