package dev.tidemill.server.http;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.Session;
import dev.tidemill.node.trace.TickTrace;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** {@code GET /v1/trace/{tick}}: the path of a recent tick, in milliseconds. */
final class TraceHandler implements Handler {
    private final Session mill;

    TraceHandler(Session mill) {
        this.mill = mill;
    }

    /** The answer. */
    private record Trace(
            long tick,
            String sealedAt,
            String now,
            long rows,
            List<Batch> records,
            double fsyncMs,
            double waitMs,
            double engineMs,
            double publishMs,
            List<TickTrace.TableTrace> tables) {}

    /** One journalled batch of the tick. */
    private record Batch(
            String source,
            String table,
            long rows,
            long quarantined,
            double receivedMsBeforeSeal,
            double parseMs,
            double checkMs,
            double journalMs) {}

    @Override
    public void handle(ServerRequest request, ServerResponse response) {
        String text = request.path().pathParameters().get("tick");
        long tick;
        try {
            tick = Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new TidemillException(ErrorCode.INVALID_REQUEST, text + " is no tick", e);
        }
        TickTrace trace =
                mill.trace(tick)
                        .orElseThrow(
                                () ->
                                        new TidemillException(
                                                        ErrorCode.NOT_FOUND,
                                                        "tick " + tick + " is not traced")
                                                .withHint("the newest few thousand ticks are"));
        Json.send(response, answer(trace));
    }

    private static Trace answer(TickTrace trace) {
        List<Batch> records =
                trace.records().stream()
                        .map(
                                r ->
                                        new Batch(
                                                r.source(),
                                                r.table(),
                                                r.rows(),
                                                r.quarantined(),
                                                millis(r.waitedNanos() + trace.commitNanos()),
                                                millis(r.parseNanos()),
                                                millis(r.checkNanos()),
                                                millis(trace.commitNanos())))
                        .toList();
        return new Trace(
                trace.tick(),
                Instant.ofEpochMilli(trace.sealedAtMillis()).toString(),
                Instant.EPOCH.plus(trace.nowMicros(), ChronoUnit.MICROS).toString(),
                trace.rows(),
                records,
                millis(trace.commitNanos()),
                millis(trace.waitNanos()),
                millis(trace.engineNanos()),
                millis(trace.publishNanos()),
                trace.tables());
    }

    private static double millis(long nanos) {
        return Math.round(nanos / 1e3) / 1e3;
    }
}
