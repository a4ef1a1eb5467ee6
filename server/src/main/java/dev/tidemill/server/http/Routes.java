package dev.tidemill.server.http;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.Tidemill;
import dev.tidemill.server.ServerOptions;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** All paths of the server. The document at {@code /v1/openapi.json} describes the same. */
public final class Routes implements AutoCloseable {
    private final Supplier<@Nullable Tidemill> mill;
    private final ServerOptions options;
    private final Connections connections;
    private final BodyRoom rowRoom = BodyRoom.forRows();
    private final BodyRoom deletionRoom = BodyRoom.forDeletions();
    private final Semaphore definitions = new Semaphore(DefinitionHandlers.BODIES_MAX);
    private volatile @Nullable Metrics metrics;

    public Routes(
            Supplier<@Nullable Tidemill> mill, ServerOptions options, Connections connections) {
        this.mill = mill;
        this.connections = connections;
        this.options = options;
    }

    /** Called once, when the mill is open. */
    public void open(Tidemill opened) {
        metrics = new Metrics(opened);
    }

    public void register(HttpRouting.Builder routing) {
        Errors.register(routing);
        if (options.token() != null) {
            routing.addFilter(new TokenFilter(options.token()));
        }
        routing.register("/health", new HealthHandlers(mill));
        routing.get("/metrics", this::metrics);
        routing.get("/v1/openapi.json", new OpenApi());
        routing.get("/v1/status", late(open -> new StatusHandlers(open)::now));
        routing.get("/v1/status/stream", late(open -> new StatusHandlers(open)::stream));
        routing.get("/v1/tables", late(open -> new TableHandlers(open)::list));
        routing.get("/v1/tables/{table}", late(open -> new TableHandlers(open)::entry));
        routing.get("/v1/tables/{table}/lookup", late(open -> new TableHandlers(open)::lookup));
        routing.get("/v1/tables/{table}/rows", late(open -> new TableHandlers(open)::rows));
        routing.post(
                "/v1/tables/{table}/rows",
                late(open -> new IngestHandler(open, rowRoom, deletionRoom)));
        routing.get("/v1/tables/{table}/changes", late(ChangesHandler::new));
        routing.get(
                "/v1/tables/{table}/export",
                late(open -> new ExportHandlers(open, connections)::table));
        routing.post("/v1/export", late(open -> new ExportHandlers(open, connections)::query));
        routing.post("/v1/sql", late(open -> new SqlHandler(open, connections)));
        routing.get("/v1/features", late(open -> new FeatureHandlers(open)::list));
        routing.get("/v1/features/{view}", late(open -> new FeatureHandlers(open)::one));
        routing.post("/v1/features/{view}", late(open -> new FeatureHandlers(open)::many));
        routing.post(
                "/v1/features/{view}/training-set",
                late(
                        open ->
                                (request, response) ->
                                        new FeatureHandlers(open)
                                                .trainingSet(request, response, connections)));
        routing.get("/v1/queries", late(open -> new QueryHandlers(open)::list));
        routing.get("/v1/queries/slow", late(open -> new QueryHandlers(open)::slow));
        routing.delete("/v1/queries/{id}", late(open -> new QueryHandlers(open)::cancel));
        routing.get("/v1/quarantine", late(open -> new QuarantineHandlers(open)::list));
        routing.post("/v1/quarantine/retry", late(open -> new QuarantineHandlers(open)::retry));
        routing.get("/v1/trace/{tick}", late(TraceHandler::new));
        routing.get("/v1/actions", late(ActionHandler::new));
        routing.get("/v1/project", late(ProjectHandler::new));
        routing.get("/v1/catalog", late(open -> new CatalogHandlers(open)::catalog));
        routing.get("/v1/lineage", late(open -> new CatalogHandlers(open)::lineage));
        routing.get(
                "/v1/definitions",
                late(open -> new DefinitionHandlers(open, definitions)::inForce));
        routing.post("/v1/plan", late(open -> new DefinitionHandlers(open, definitions)::plan));
        routing.post("/v1/apply", late(open -> new DefinitionHandlers(open, definitions)::apply));
        routing.get("/v1/backups", late(open -> new BackupHandlers(open)::state));
        routing.post("/v1/backups", late(open -> new BackupHandlers(open)::take));
        routing.post(
                "/v1/verify",
                late(open -> (request, response) -> Json.send(response, open.verify())));
        routing.register("/app/hooks", new DemoApplication());
        routing.register("/", new StaticAssets());
    }

    private void metrics(ServerRequest request, ServerResponse response) {
        Metrics open = metrics;
        if (open == null) {
            throw notReady();
        }
        open.handle(request, response);
    }

    /** A handler that needs the mill, made for each request once the mill is open. */
    private Handler late(Function<Tidemill, Handler> handler) {
        return (request, response) -> {
            Tidemill open = mill.get();
            if (open == null) {
                throw notReady();
            }
            handler.apply(open).handle(request, response);
        };
    }

    private static TidemillException notReady() {
        return new TidemillException(ErrorCode.NOT_READY, "the mill is recovering")
                .withHint("GET /health/ready tells when it serves");
    }

    @Override
    public void close() {
        Metrics open = metrics;
        if (open != null) {
            open.close();
        }
    }
}
