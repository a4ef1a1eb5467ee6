package dev.tidemill.server.http;

import dev.tidemill.node.Session;
import dev.tidemill.node.audit.AuditEntry;
import dev.tidemill.node.audit.AuditEvent;
import dev.tidemill.node.audit.AuditLog;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** {@code GET /v1/audit}: who did what, newest first. */
final class AuditHandler implements Handler {
    private static final long LIMIT_DEFAULT = 100;
    private static final long LIMIT_MAX = 100_000;

    private final Session session;

    AuditHandler(Session session) {
        this.session = session;
    }

    /**
     * The answer.
     *
     * @param broken the first line that is not bound to the one before; null when all are, or
     *     nobody asked
     */
    private record Answer(List<Entry> entries, boolean verified, @Nullable String broken) {}

    /** One entry. */
    private record Entry(
            long number,
            String time,
            @Nullable String user,
            String address,
            String door,
            String subject,
            String code,
            boolean allowed,
            @Nullable Long rows,
            @Nullable Long tick,
            @Nullable String statement,
            @Nullable String digest) {}

    @Override
    public void handle(ServerRequest request, ServerResponse response) {
        AuditLog log = session.audit();
        String user = request.query().first("user").orElse("");
        boolean refusedOnly = request.query().first("refused").orElse("").equals("true");
        boolean verify = request.query().first("verify").orElse("").equals("true");
        long limit = Math.min(LIMIT_MAX, Requests.number(request, "limit", LIMIT_DEFAULT));
        Predicate<AuditEntry> wanted =
                entry ->
                        (user.isEmpty() || entry.event().user().equals(user))
                                && (!refusedOnly || !entry.event().isAllowed());
        List<Entry> entries =
                log.newest((int) limit, wanted).stream().map(AuditHandler::entry).toList();
        Json.send(response, new Answer(entries, verify, verify ? log.broken().orElse(null) : null));
    }

    private static Entry entry(AuditEntry entry) {
        AuditEvent event = entry.event();
        return new Entry(
                entry.number(),
                event.time().toString(),
                event.user().isEmpty() ? null : event.user(),
                event.address(),
                event.door(),
                event.subject(),
                event.code(),
                event.isAllowed(),
                event.rows() < 0 ? null : event.rows(),
                event.tick() < 0 ? null : event.tick(),
                event.statement(),
                entry.digest().isEmpty() ? null : entry.digest());
    }
}
