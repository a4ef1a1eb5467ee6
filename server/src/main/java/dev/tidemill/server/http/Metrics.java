package dev.tidemill.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidemill.node.Tidemill;
import dev.tidemill.node.status.Status;
import dev.tidemill.node.supervise.SupervisedReport;
import dev.tidemill.node.supervise.SupervisedState;
import dev.tidemill.store.activity.QueryActivity;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** {@code GET /metrics}: the mill's state in Prometheus's text format. */
final class Metrics implements Handler, AutoCloseable {
    private final Tidemill mill;
    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final MultiGauge tableRows;
    private final MultiGauge tableOwned;
    private final MultiGauge tableErrors;
    private final MultiGauge tableLate;
    private final MultiGauge checkFailing;
    private final MultiGauge checkMeasured;
    private final MultiGauge buildDone;
    private final MultiGauge buildTotal;
    private final MultiGauge supervisedDown;
    private final MultiGauge supervisedFailures;
    private final PredictorGauges predictors;
    private final JvmGcMetrics garbageCollector = new JvmGcMetrics();
    private volatile Status status;

    Metrics(Tidemill mill) {
        this.mill = mill;
        this.status = mill.status();
        counter("tidemill.rows", "Rows taken into event and keyed tables", Status::rowsTotal);
        gauge("tidemill.tick", "The newest published tick", Status::tick);
        gauge("tidemill.lag.ms", "Median time from seal to publication", Status::lagMs);
        gauge("tidemill.tick.p99.ms", "99th percentile of a tick's work", Status::tickP99Ms);
        gauge("tidemill.state.bytes", "Pages in use", s -> s.memory().stateBytes());
        gauge(
                "tidemill.state.budget.bytes",
                "What these may take",
                s -> s.memory().stateBudgetBytes());
        gauge(
                "tidemill.state.pinned.bytes",
                "Those that only readers of older ticks still see",
                s -> s.memory().statePinnedBytes());
        gauge(
                "tidemill.state.full",
                "Whether no rows are taken, as there is no state left",
                s -> s.memory().full() == null ? 0 : 1);
        gauge("tidemill.tables.suspended", "Live tables", s -> s.suspended().size());
        gauge("tidemill.journal.bytes", "The journal on disk", s -> s.journal().bytes());
        gauge("tidemill.checkpoint.age.seconds", "Since the newest", s -> s.checkpoint().ageS());
        gauge("tidemill.subscriptions", "Open change streams", s -> s.readers().subscriptions());
        counter("tidemill.queries", "Ad-hoc queries that ended", s -> s.readers().queriesTotal());
        counter("tidemill.queries.failed", "Ended in an error", s -> s.readers().queriesFailed());
        counter(
                "tidemill.queries.cancelled",
                "Stopped by their callers or their time limit",
                s -> s.readers().queriesCancelled());
        counter(
                "tidemill.queries.refused",
                "Found no place to wait",
                s -> s.readers().queriesRefused());
        counter("tidemill.queries.slow", "Ran long", s -> s.readers().queriesSlow());
        gauge("tidemill.queries.running", "Run now", s -> s.readers().queriesRunning());
        gauge("tidemill.queries.waiting", "Wait for a turn", s -> s.readers().queriesWaiting());
        timer("tidemill.query.run", "Time that queries ran", QueryActivity::runNanosTotal);
        timer("tidemill.query.wait", "Time that queries waited", QueryActivity::waitNanosTotal);
        counter(
                "tidemill.query.engines.reopened",
                "Broken query engines that were replaced",
                s -> s.queryEngine().reopened());
        gauge(
                "tidemill.query.engine.up",
                "Whether ad-hoc queries are answered",
                s -> s.queryEngine().state().equals("ok") ? 1 : 0);
        gauge(
                "tidemill.query.images",
                "Tables of which the query engine has a copy",
                s -> s.queryEngine().images());
        gauge(
                "tidemill.query.image.bytes",
                "What these copies take",
                s -> s.queryEngine().imageBytes());
        counter(
                "tidemill.query.image.reads",
                "Tables that queries read from a copy",
                s -> s.queryEngine().imageReads());
        counter(
                "tidemill.query.images.made",
                "Copies of tables that were made",
                s -> s.queryEngine().imagesMade());
        counter(
                "tidemill.query.images.refused",
                "Copies of tables that were not made for want of room",
                s -> s.queryEngine().imagesRefused());
        counter("tidemill.lookups", "Lookups by key", s -> s.readers().lookupsTotal());
        tableRows = MultiGauge.builder("tidemill.table.rows").register(registry);
        tableOwned =
                MultiGauge.builder("tidemill.table.owned.bytes")
                        .description("The table's part of the state")
                        .register(registry);
        tableErrors = MultiGauge.builder("tidemill.table.errors").register(registry);
        tableLate =
                MultiGauge.builder("tidemill.table.late")
                        .description("Late rows that are kept aside")
                        .register(registry);
        checkFailing =
                MultiGauge.builder("tidemill.contract.check.failing")
                        .description("Whether a promise of a contract does not hold")
                        .register(registry);
        checkMeasured =
                MultiGauge.builder("tidemill.contract.check.measured")
                        .description("The number that it is about; of latency milliseconds")
                        .register(registry);
        buildDone =
                MultiGauge.builder("tidemill.build.rows.done")
                        .description("Rows that a table which is being built has read")
                        .register(registry);
        buildTotal =
                MultiGauge.builder("tidemill.build.rows.total")
                        .description("Rows that it has to read")
                        .register(registry);
        supervisedDown =
                MultiGauge.builder("tidemill.supervised.down")
                        .description("Whether a source, an action's receiver or a sink waits")
                        .register(registry);
        supervisedFailures =
                MultiGauge.builder("tidemill.supervised.failures")
                        .description("How often it failed since the start")
                        .register(registry);
        predictors = new PredictorGauges(mill, registry);
        new JvmMemoryMetrics().bindTo(registry);
        garbageCollector.bindTo(registry);
    }

    private void gauge(String name, String description, ToDoubleFunction<Status> value) {
        Gauge.builder(name, this, self -> value.applyAsDouble(self.status))
                .description(description)
                .strongReference(true)
                .register(registry);
    }

    private void counter(String name, String description, ToDoubleFunction<Status> value) {
        FunctionCounter.builder(name, this, self -> value.applyAsDouble(self.status))
                .description(description)
                .register(registry);
    }

    private void timer(String name, String description, ToDoubleFunction<QueryActivity> nanos) {
        FunctionTimer.builder(
                        name, mill.queries(), QueryActivity::ended, nanos, TimeUnit.NANOSECONDS)
                .description(description)
                .register(registry);
    }

    @Override
    public void handle(ServerRequest request, ServerResponse response) {
        status = mill.status();
        tableRows.register(
                status.tables().stream()
                        .map(t -> MultiGauge.Row.of(Tags.of("table", t.name()), t.rows()))
                        .toList(),
                true);
        tableOwned.register(
                status.tables().stream()
                        .map(t -> MultiGauge.Row.of(Tags.of("table", t.name()), t.ownedBytes()))
                        .toList(),
                true);
        tableErrors.register(
                status.tables().stream()
                        .map(t -> MultiGauge.Row.of(Tags.of("table", t.name()), t.errors()))
                        .toList(),
                true);
        tableLate.register(
                status.tables().stream()
                        .filter(t -> !t.watermarks().isEmpty())
                        .map(t -> MultiGauge.Row.of(Tags.of("table", t.name()), t.late()))
                        .toList(),
                true);
        checkFailing.register(
                status.checks().stream()
                        .map(c -> MultiGauge.Row.of(tags(c), c.state().equals("failing") ? 1 : 0))
                        .toList(),
                true);
        checkMeasured.register(
                status.checks().stream()
                        .map(
                                c ->
                                        MultiGauge.Row.of(
                                                tags(c),
                                                c.measured() == null ? Double.NaN : c.measured()))
                        .toList(),
                true);
        buildDone.register(
                status.building().stream()
                        .filter(b -> b.problem() == null)
                        .map(b -> MultiGauge.Row.of(Tags.of("table", b.name()), b.rowsDone()))
                        .toList(),
                true);
        buildTotal.register(
                status.building().stream()
                        .filter(b -> b.problem() == null)
                        .map(b -> MultiGauge.Row.of(Tags.of("table", b.name()), b.rowsTotal()))
                        .toList(),
                true);
        supervisedDown.register(
                status.supervised().stream()
                        .map(s -> MultiGauge.Row.of(tags(s), isDown(s) ? 1 : 0))
                        .toList(),
                true);
        supervisedFailures.register(
                status.supervised().stream()
                        .map(s -> MultiGauge.Row.of(tags(s), s.failures()))
                        .toList(),
                true);
        predictors.read();
        response.headers().set(HeaderNames.CONTENT_TYPE, "text/plain; version=0.0.4");
        response.send(registry.scrape().getBytes(UTF_8));
    }

    /** Whether it does not work now. */
    private static boolean isDown(SupervisedReport supervised) {
        return supervised.nextAttemptS() != null
                || supervised.state().equals(SupervisedState.SUSPENDED.word());
    }

    private static Tags tags(SupervisedReport supervised) {
        return Tags.of("kind", supervised.kind(), "name", supervised.name());
    }

    private static Tags tags(Status.CheckStatus check) {
        return Tags.of("table", check.table(), "check", check.name());
    }

    @Override
    public void close() {
        garbageCollector.close();
        registry.close();
    }
}
