package dev.tidemill.server.http;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.connectors.format.ParseOptions;
import dev.tidemill.connectors.format.ParsedRows;
import dev.tidemill.connectors.format.RowChunk;
import dev.tidemill.connectors.format.RowFormat;
import dev.tidemill.connectors.format.RowParser;
import dev.tidemill.connectors.format.RowSplitter;
import dev.tidemill.definitions.ProjectLimits;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.node.Session;
import dev.tidemill.node.ingest.AppendOptions;
import dev.tidemill.node.ingest.IngestResult;
import dev.tidemill.node.tick.Admission;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpMediaType;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/tables/{table}/rows}: a body of rows into the mill.
 *
 * <p>A body up to the atomic size is one batch: all of it is in one tick or nothing is. A larger
 * one is taken chunk by chunk, each in one tick; when it breaks off, the error says how many rows
 * were taken before.
 */
final class IngestHandler implements Handler {
    private final Session mill;
    private final BodyRoom rowRoom;
    private final BodyRoom deletionRoom;

    /** The rooms are those of all requests. */
    IngestHandler(Session mill, BodyRoom rowRoom, BodyRoom deletionRoom) {
        this.mill = mill;
        this.rowRoom = rowRoom;
        this.deletionRoom = deletionRoom;
    }

    @Override
    public void handle(ServerRequest request, ServerResponse response) throws Exception {
        long received = System.nanoTime();
        InputTable table = mill.input(request.path().pathParameters().get("table"));
        InputChange.Op op = operation(request.query().first("op").orElse(null));
        String key = request.headers().first(HeaderNames.create("Idempotency-Key")).orElse(null);
        Taken taken = new Taken();
        BodyRoom room = op == InputChange.Op.DELETE ? deletionRoom : rowRoom;
        try (BodyRoom.Share body = room.share(RequestBody.open(request))) {
            ProjectLimits limits = mill.limits();
            RowFormat format = format(request);
            ParseOptions parseOptions = new ParseOptions(Math.toIntExact(limits.rowBytes()));
            RowSplitter splitter =
                    new RowSplitter(
                            body, format, parseOptions, Math.toIntExact(limits.batchBytes()));
            RowParser parser = RowParser.of(format, table.schema(), parseOptions);
            RowChunk chunk;
            while ((chunk = splitter.next()) != null) {
                Parsed parsed = parsed(parser, chunk);
                Admission.Timing timing = new Admission.Timing("http", received, parsed.nanos(), 0);
                String chunkKey = key == null || taken.chunks == 0 ? key : key + "#" + taken.chunks;
                taken.add(
                        mill.append(
                                table.name(),
                                parsed.rows(),
                                new AppendOptions(op, chunkKey, taken.chunks > 0, timing)));
                body.leaveChunk();
            }
        } catch (TidemillException e) {
            throw taken.chunks == 0 ? e : e.withDetail(taken.text());
        }
        AuditNote note = Visit.note(request);
        note.rows(taken.accepted);
        note.tick(taken.result().tick());
        Json.send(response, taken.result());
    }

    private record Parsed(ParsedRows rows, long nanos) {}

    private Parsed parsed(RowParser parser, RowChunk chunk) throws InterruptedException {
        return mill.parseTurns()
                .parse(
                        () -> {
                            long started = System.nanoTime();
                            ParsedRows rows = parser.parse(chunk);
                            return new Parsed(rows, System.nanoTime() - started);
                        });
    }

    private static InputChange.@Nullable Op operation(@Nullable String op) {
        if (op == null) {
            return null;
        }
        return switch (op) {
            case "insert" -> InputChange.Op.INSERT;
            case "upsert" -> InputChange.Op.UPSERT;
            case "delete" -> InputChange.Op.DELETE;
            default ->
                    throw new TidemillException(
                                    ErrorCode.INVALID_REQUEST, "op=" + op + " is not known")
                            .withHint("insert, upsert or delete");
        };
    }

    private static RowFormat format(ServerRequest request) {
        HttpMediaType type = request.headers().contentType().orElse(null);
        if (type == null) {
            return RowFormat.NDJSON;
        }
        String charset = type.charset().orElse("utf-8");
        if (!charset.equalsIgnoreCase("utf-8") && !charset.equalsIgnoreCase("us-ascii")) {
            throw new TidemillException(
                            ErrorCode.INVALID_CHARSET,
                            "the charset " + charset + " is not supported")
                    .withHint("send UTF-8");
        }
        return switch (type.mediaType().type() + "/" + type.mediaType().subtype()) {
            case "application/x-ndjson",
                    "application/ndjson",
                    "application/jsonl",
                    "application/json" ->
                    RowFormat.NDJSON;
            case "text/csv" -> RowFormat.CSV;
            default ->
                    throw new TidemillException(
                                    ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                                    "Content-Type " + type.text() + " is not supported")
                            .withHint("send application/x-ndjson or text/csv");
        };
    }

    /** What has become of the body so far. */
    private static final class Taken {
        private int chunks;
        private long tick;
        private long accepted;
        private long quarantined;
        private long late;
        private boolean duplicate = true;
        private final List<IngestResult.Problem> problems = new ArrayList<>();

        void add(IngestResult result) {
            chunks++;
            tick = result.tick();
            accepted += result.accepted();
            quarantined += result.quarantined();
            late += result.late();
            duplicate &= result.duplicate();
            for (IngestResult.Problem problem : result.problems()) {
                if (problems.size() < IngestResult.PROBLEMS_MAX) {
                    problems.add(problem);
                }
            }
        }

        IngestResult result() {
            return new IngestResult(
                    tick, accepted, quarantined, late, chunks > 0 && duplicate, problems);
        }

        String text() {
            return accepted
                    + " rows and "
                    + quarantined
                    + " quarantined ones of this body were taken before, up to tick "
                    + tick;
        }
    }
}
