package dev.tidemill.server.http;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.definitions.SessionBounds;
import dev.tidemill.node.Session;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.account.LoginSessions;
import dev.tidemill.server.ServerOptions;
import io.helidon.http.Method;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All ways into the server, and what each needs. The document at {@code /v1/openapi.json} describes
 * the same.
 */
public final class Routes implements AutoCloseable {
    private final Supplier<@Nullable Tidemill> mill;
    private final ServerOptions options;
    private final Connections connections;
    private final BodyRoom rowRoom = BodyRoom.forRows();
    private final BodyRoom deletionRoom = BodyRoom.forDeletions();
    private final DefinitionTurns definitions = new DefinitionTurns();
    private final CatalogViews catalogs = new CatalogViews();
    private final EncodedChanges changes = new EncodedChanges();
    private final Auditing auditing;
    private final LoginSessions sessions;
    private final List<Route> routes = new ArrayList<>();
    private volatile @Nullable Metrics metrics;

    public Routes(
            Supplier<@Nullable Tidemill> mill, ServerOptions options, Connections connections) {
        this.mill = mill;
        this.connections = connections;
        this.options = options;
        this.auditing = new Auditing(mill, options);
        this.sessions = new LoginSessions(this::sessionBounds, System::nanoTime);
        addProbes();
        addLogin();
        addTokens();
        addReading();
        addFeatures();
        addWriting();
        addQueries();
        addDefinitions();
        addActions();
        addOperating();
        addModels();
        addPages();
    }

    /** Called once, when the mill is open. */
    public void open(Tidemill opened) {
        metrics = new Metrics(opened);
    }

    /** Every route there is. */
    public List<Route> all() {
        return List.copyOf(routes);
    }

    public void register(HttpRouting.Builder routing) {
        Errors.register(routing);
        routing.addFilter(
                (chain, request, response) -> {
                    try {
                        chain.proceed();
                    } finally {
                        connections.answered(request);
                    }
                });
        routing.addFilter(new HostFilter(options, mill));
        routing.addFilter(new AllowedOrigins(options));
        routing.addFilter(new LoginFilter(options, mill, auditing, sessions));
        routes.forEach(route -> routing.route(route.method(), route.path(), route.handler()));
    }

    private void addProbes() {
        HealthHandlers health = new HealthHandlers(mill);
        routes.add(new Route(Method.GET, "/health/live", Need.NOTHING, health::live));
        routes.add(new Route(Method.GET, "/health/ready", Need.NOTHING, health::ready));
        add(Method.GET, "/metrics", Need.METRICS, _ -> this::metrics);
    }

    private SessionBounds sessionBounds() {
        Tidemill open = mill.get();
        return open == null ? SessionBounds.DEFAULT : open.project().limits().sessions();
    }

    /** Whoever logs in or out is nobody yet, or not any more. */
    private void addLogin() {
        LoginHandlers logins = new LoginHandlers(mill, options, auditing, sessions);
        routes.add(new Route(Method.POST, LoginHandlers.LOGIN, Need.NOTHING, logins::login));
        routes.add(new Route(Method.POST, LoginHandlers.LOGOUT, Need.NOTHING, logins::logout));
        get(
                LoginHandlers.LOGIN,
                Need.LOGIN,
                session -> (request, response) -> logins.known(session.sight(), request, response));
    }

    /** Whoever may give tokens says what end users see, as far as policies let any. */
    private void addTokens() {
        String tokens = "/v1/tokens";
        post(tokens, Need.TOKENS, session -> new TokenHandlers(session, this::opened)::give);
        add(
                Method.DELETE,
                tokens,
                Need.ADMIN,
                session -> new TokenHandlers(session, this::opened)::endAll);
    }

    private Tidemill opened() {
        Tidemill open = mill.get();
        if (open == null) {
            throw notReady();
        }
        return open;
    }

    private void addReading() {
        get("/v1/status", Need.READ, session -> new StatusHandlers(session)::now);
        get("/v1/status/stream", Need.READ, session -> new StatusHandlers(session)::stream);
        get("/v1/tables", Need.READ, session -> new TableHandlers(session)::list);
        get("/v1/tables/{table}", Need.READ, session -> new TableHandlers(session)::entry);
        get("/v1/tables/{table}/lookup", Need.READ, session -> new TableHandlers(session)::lookup);
        get("/v1/tables/{table}/rows", Need.READ, session -> new TableHandlers(session)::rows);
        get(
                "/v1/tables/{table}/changes",
                Need.READ,
                session -> new ChangesHandler(session, changes));
        get(
                "/v1/tables/{table}/export",
                Need.READ,
                session -> new ExportHandlers(session, connections)::table);
        get("/v1/quarantine", Need.READ, session -> new QuarantineHandlers(session)::list);
        get("/v1/trace/{tick}", Need.READ_ALL, TraceHandler::new);
        get("/v1/project", Need.READ, ProjectHandler::new);
        get("/v1/catalog", Need.READ, session -> new CatalogHandlers(session, catalogs)::catalog);
        get("/v1/lineage", Need.READ, session -> new CatalogHandlers(session, catalogs)::lineage);
    }

    /** What a training set holds was known under former rules too, and is not told apart. */
    private void addFeatures() {
        get("/v1/features", Need.READ, session -> new FeatureHandlers(session, connections)::list);
        get(
                "/v1/features/{view}",
                Need.READ,
                session -> new FeatureHandlers(session, connections)::one);
        post(
                "/v1/features/{view}",
                Need.READ,
                session -> new FeatureHandlers(session, connections)::many);
        post(
                "/v1/features/{view}/training-set",
                Need.READ_ALL,
                session -> new FeatureHandlers(session, connections)::trainingSet);
    }

    private void addWriting() {
        post(
                "/v1/tables/{table}/rows",
                Need.WRITE,
                session -> new IngestHandler(session, rowRoom, deletionRoom));
        post("/v1/quarantine/retry", Need.WRITE, session -> new QuarantineHandlers(session)::retry);
    }

    /** A statement says itself what it does. */
    private void addQueries() {
        post("/v1/sql", Need.LOGIN, session -> new SqlHandler(session, connections));
        post(
                "/v1/transactions",
                Need.LOGIN,
                session -> new TransactionHandler(session, connections));
        post("/v1/export", Need.READ, session -> new ExportHandlers(session, connections)::query);
        get("/v1/queries", Need.READ, session -> new QueryHandlers(session)::list);
        get("/v1/queries/slow", Need.READ, session -> new QueryHandlers(session)::slow);
        add(
                Method.DELETE,
                "/v1/queries/{id}",
                Need.READ,
                session -> new QueryHandlers(session)::cancel);
    }

    private void addDefinitions() {
        get(
                "/v1/definitions",
                Need.READ_ALL,
                session -> new DefinitionHandlers(session, definitions)::inForce);
        post(
                "/v1/plan",
                Need.DEFINE_ALL,
                session -> new DefinitionHandlers(session, definitions)::plan);
        post(
                "/v1/apply",
                Need.DEFINE_ALL,
                session -> new DefinitionHandlers(session, definitions)::apply);
        get(
                "/v1/preview",
                Need.READ_ALL,
                session -> new PreviewHandlers(session, definitions)::list);
        post(
                "/v1/preview",
                Need.DEFINE_ALL,
                session -> new PreviewHandlers(session, definitions)::make);
        add(
                Method.DELETE,
                "/v1/preview",
                Need.DEFINE_ALL,
                session -> new PreviewHandlers(session, definitions)::drop);
        get(
                "/v1/preview/{table}/difference",
                Need.READ_ALL,
                session -> new PreviewHandlers(session, definitions)::difference);
    }

    /** What actions tell has values of all tables, so nothing of it is for who is restricted. */
    private void addActions() {
        get("/v1/actions", Need.READ_ALL, ActionHandler::new);
        get("/v1/actions/state", Need.READ_ALL, session -> new ActionDeskHandlers(session)::states);
        get("/v1/actions/dead", Need.READ_ALL, session -> new ActionDeskHandlers(session)::dead);
        post("/v1/actions/retry", Need.ADMIN, session -> new ActionDeskHandlers(session)::retry);
        post(
                "/v1/actions/{action}/pause",
                Need.ADMIN,
                session -> new ActionDeskHandlers(session)::pause);
        post(
                "/v1/actions/{action}/resume",
                Need.ADMIN,
                session -> new ActionDeskHandlers(session)::resume);
        post(
                "/v1/actions/{action}/silence",
                Need.ADMIN,
                session -> new ActionDeskHandlers(session)::silence);
        add(
                Method.DELETE,
                "/v1/actions/{action}/silence",
                Need.ADMIN,
                session -> new ActionDeskHandlers(session)::endSilence);
        post(
                "/v1/actions/{action}/backtest",
                Need.READ_ALL,
                session -> new ActionDeskHandlers(session)::backtest);
    }

    private void addOperating() {
        get("/v1/predictors", Need.READ_ALL, session -> new PredictorHandlers(session)::list);
        post(
                "/v1/predict/{name}",
                Need.WRITE_ALL,
                session -> new PredictorHandlers(session)::predict);
        get("/v1/predictors/{name}", Need.READ_ALL, session -> new PredictorHandlers(session)::one);
        get(
                "/v1/predictors/{name}/monitor",
                Need.READ_ALL,
                session -> new PredictorHandlers(session)::monitor);
        get("/v1/audit", Need.AUDIT, AuditHandler::new);
        get("/v1/backups", Need.ADMIN, session -> new BackupHandlers(session)::state);
        post("/v1/backups", Need.ADMIN, session -> new BackupHandlers(session)::take);
        post(
                "/v1/verify",
                Need.ADMIN,
                session -> (request, response) -> Json.send(response, session.verify()));
        get("/v1/supervised", Need.READ_ALL, session -> new SupervisedHandlers(session)::list);
        post(
                "/v1/supervised/{name}/restart",
                Need.ADMIN,
                session -> new SupervisedHandlers(session)::restart);
        get(
                "/v1/costs",
                Need.READ_ALL,
                session -> (request, response) -> Json.send(response, session.costs()));
        get("/v1/forget", Need.ADMIN, session -> new ForgetHandlers(session)::receipts);
        post("/v1/forget", Need.ADMIN, session -> new ForgetHandlers(session)::forget);
        post("/v1/forget/check", Need.ADMIN, session -> new ForgetHandlers(session)::check);
        DemoApplication demo = new DemoApplication();
        post("/app/hooks/{name}", Need.NOTHING, _ -> demo::receive);
        get("/app/hooks/{name}", Need.READ_ALL, _ -> (request, response) -> demo.list(response));
    }

    /** What models have learnt is of all rows. */
    private void addModels() {
        String models = "/v1/predictors/{name}/models";
        get(models, Need.READ_ALL, session -> new ModelHandlers(session)::list);
        post(models, Need.ADMIN, session -> new ModelHandlers(session)::take);
        add(
                Method.DELETE,
                models + "/{model}",
                Need.ADMIN,
                session -> new ModelHandlers(session)::drop);
        get(
                models + "/{model}/export",
                Need.READ_ALL,
                session -> new ModelHandlers(session)::export);
        post(
                "/v1/predictors/{name}/promote",
                Need.ADMIN,
                session -> new ModelHandlers(session)::promote);
        post(
                "/v1/predictors/{name}/rollback",
                Need.ADMIN,
                session -> new ModelHandlers(session)::rollBack);
        post(
                "/v1/predictors/{name}/retrain",
                Need.ADMIN,
                session -> new ModelHandlers(session)::retrain);
    }

    /** The pages hold no data, and one of them is where somebody logs in. */
    private void addPages() {
        routes.add(new Route(Method.GET, "/v1/openapi.json", Need.LOGIN, new OpenApi()));
        new StaticAssets()
                .pages()
                .forEach(
                        (path, page) ->
                                routes.add(new Route(Method.GET, path, Need.NOTHING, page)));
    }

    private void metrics(ServerRequest request, ServerResponse response) {
        Metrics open = metrics;
        if (open == null) {
            throw notReady();
        }
        open.handle(request, response);
    }

    private void get(String path, Need need, Function<Session, Handler> handler) {
        add(Method.GET, path, need, handler);
    }

    private void post(String path, Need need, Function<Session, Handler> handler) {
        add(Method.POST, path, need, handler);
    }

    /** A handler that needs the mill, made for each request once the mill is open. */
    private void add(Method method, String path, Need need, Function<Session, Handler> handler) {
        String name = method.text() + " " + path;
        routes.add(
                new Route(
                        method,
                        path,
                        need,
                        (request, response) ->
                                auditing.around(
                                        name,
                                        isLong(path),
                                        request,
                                        () -> {
                                            Session session = session(request);
                                            need.require(session, name);
                                            handler.apply(session).handle(request, response);
                                        })));
    }

    /** Streams end when their readers go away. */
    private static boolean isLong(String path) {
        return path.endsWith("/changes") || path.endsWith("/stream");
    }

    /** On behalf of whom the filter found; nobody comes in before it could look. */
    private Session session(ServerRequest request) {
        Tidemill open = mill.get();
        if (open == null) {
            throw notReady();
        }
        return open.behindDoor(Visit.of(request).orElseThrow(Routes::notReady).login().principal());
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
