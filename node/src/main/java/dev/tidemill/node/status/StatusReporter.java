package dev.tidemill.node.status;

import dev.tidemill.actions.OutboxEntry;
import dev.tidemill.algebra.column.Batch;
import dev.tidemill.connectors.source.ReplayPacer;
import dev.tidemill.connectors.source.Source;
import dev.tidemill.definitions.MemoryShares;
import dev.tidemill.definitions.Project;
import dev.tidemill.definitions.ProjectClock;
import dev.tidemill.definitions.action.ActionDefinition;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.engine.circuit.NodeReport;
import dev.tidemill.engine.circuit.TableSnapshot;
import dev.tidemill.engine.history.HistoryMark;
import dev.tidemill.engine.state.PageAllocator;
import dev.tidemill.journal.Journal;
import dev.tidemill.journal.JournalStats;
import dev.tidemill.node.checkpoint.Checkpointer;
import dev.tidemill.node.definition.DefinitionsInForce;
import dev.tidemill.node.definition.PlannedTable;
import dev.tidemill.node.definition.ProjectDefinitions;
import dev.tidemill.node.definition.TableBuild;
import dev.tidemill.node.ingest.LatenessGate;
import dev.tidemill.node.ingest.SystemTables;
import dev.tidemill.node.memory.StateKeeper;
import dev.tidemill.node.memory.StateRoom;
import dev.tidemill.node.read.ReaderCounters;
import dev.tidemill.node.source.SourceRunner;
import dev.tidemill.node.supervise.Supervisor;
import dev.tidemill.node.tick.PublishedTick;
import dev.tidemill.node.tick.TickPublisher;
import dev.tidemill.node.trace.TableCounters;
import dev.tidemill.store.ImageHealth;
import dev.tidemill.store.QueryStore;
import dev.tidemill.store.StoreHealth;
import dev.tidemill.store.activity.QueryActivity;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Gathers the mill's state into one record. Safe for all threads. */
public final class StatusReporter {
    private final Supplier<Project> project;
    private final TickPublisher publisher;
    private final TableCounters counters;
    private final ReaderCounters readers;
    private final QueryStore store;
    private final Journal journal;
    private final Checkpointer checkpointer;
    private final PageAllocator allocator;
    private final Supplier<StateKeeper.Report> shares;
    private final StateRoom room;
    private final List<SourceRunner> sources;
    private final Supervisor supervisor;
    private final ReplayPacer pacer;
    private final Function<String, List<NodeReport>> nodes;
    private final long startedNanos = System.nanoTime();

    /** Counts of the small system tables, kept until these change. */
    private volatile Counted quarantined = new Counted(-1, Map.of());

    private volatile Counted outbox = new Counted(-1, Map.of());

    private record Counted(long version, Map<String, Long> counts) {}

    public StatusReporter(
            Supplier<Project> project,
            TickPublisher publisher,
            TableCounters counters,
            ReaderCounters readers,
            QueryStore store,
            Journal journal,
            Checkpointer checkpointer,
            PageAllocator allocator,
            Supplier<StateKeeper.Report> shares,
            StateRoom room,
            List<SourceRunner> sources,
            Supervisor supervisor,
            ReplayPacer pacer,
            Function<String, List<NodeReport>> nodes) {
        this.project = project;
        this.publisher = publisher;
        this.counters = counters;
        this.readers = readers;
        this.store = store;
        this.journal = journal;
        this.checkpointer = checkpointer;
        this.allocator = allocator;
        this.shares = shares;
        this.room = room;
        this.sources = sources;
        this.supervisor = supervisor;
        this.pacer = pacer;
        this.nodes = nodes;
    }

    /**
     * All of it, as of the newest published tick.
     *
     * @param problem why the mill has failed; null while it has not
     */
    public Status report(
            String state, @Nullable String problem, @Nullable String definitionProblem) {
        Project current = project.get();
        try (PublishedTick published = publisher.pin()) {
            JournalStats journalStats = journal.stats();
            return new Status(
                    current.name(),
                    current.title(),
                    published.tick(),
                    time(published.nowMicros()),
                    clock(current),
                    counters.rows().total(),
                    round(counters.rows().perSecond()),
                    round(counters.ticks().perSecond()),
                    counters.lag().millis(0.5),
                    counters.tickTime().millis(0.99),
                    memory(current),
                    new Status.JournalStatus(journalStats.bytes(), journalStats.segments()),
                    new Status.CheckpointStatus(checkpointer.lastTick(), checkpointer.ageSeconds()),
                    round((System.nanoTime() - startedNanos) / 1e9),
                    state,
                    problem,
                    definitionProblem,
                    sources(),
                    supervisor.reports(),
                    tables(current, published),
                    suspended(published),
                    building(published),
                    actions(current, published),
                    new CheckReport(counters).of(current, published),
                    readers(),
                    queryEngine());
        }
    }

    private Status.MemoryStatus memory(Project current) {
        Runtime runtime = Runtime.getRuntime();
        long bytes = allocator.bytes();
        long told = MemoryShares.ofThisProcess().process();
        return new Status.MemoryStatus(
                bytes,
                allocator.budgetBytes(),
                Math.max(0, bytes - shares.get().liveBytes()),
                runtime.totalMemory() - runtime.freeMemory(),
                runtime.maxMemory(),
                current.limits().queries().memory(),
                told == 0 ? null : told,
                room.whyFull());
    }

    private Status.ReaderStatus readers() {
        QueryActivity queries = store.activity();
        return new Status.ReaderStatus(
                readers.subscriptions(),
                queries.ended(),
                queries.running(),
                queries.waiting(),
                queries.failed(),
                queries.cancelled(),
                queries.refused(),
                queries.slow().total(),
                readers.lookups());
    }

    private Status.QueryEngineStatus queryEngine() {
        StoreHealth health = store.health();
        ImageHealth images = store.images();
        return new Status.QueryEngineStatus(
                health.healthy() ? "ok" : "broken",
                health.reopened(),
                health.problem(),
                round(health.probedAgoSeconds()),
                images.images(),
                images.bytes(),
                images.reads(),
                images.made(),
                images.refused());
    }

    private static double round(double value) {
        return Math.round(value * 10) / 10.0;
    }

    private static String time(long micros) {
        Instant instant = Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
        return LocalDateTime.ofInstant(instant, ZoneOffset.UTC)
                .truncatedTo(ChronoUnit.SECONDS)
                .format(java.time.format.DateTimeFormatter.ISO_LOCAL_DATE_TIME);
    }

    private Status.ClockStatus clock(Project current) {
        return switch (current.clock()) {
            case ProjectClock.SystemTime system -> new Status.ClockStatus("system", 1, false);
            case ProjectClock.ReplayTime replay ->
                    new Status.ClockStatus(
                            "replay",
                            Double.isInfinite(pacer.speed()) ? -1 : pacer.speed(),
                            pacer.isPaused());
        };
    }

    private List<Status.SourceStatus> sources() {
        List<Status.SourceStatus> list = new ArrayList<>();
        for (SourceRunner runner : sources) {
            Source source = runner.source();
            String failure = runner.failure();
            list.add(
                    new Status.SourceStatus(
                            runner.name(),
                            source == null ? "" : source.kind(),
                            failure != null
                                    ? "failed"
                                    : source == null
                                            ? "loading"
                                            : source.state()
                                                    .name()
                                                    .toLowerCase(java.util.Locale.ROOT),
                            source == null ? List.of() : source.tables(),
                            runner.rows().total(),
                            round(runner.rows().perSecond()),
                            source == null ? null : source.positionText(),
                            failure));
        }
        return list;
    }

    private List<Status.TableStatus> tables(Project current, PublishedTick published) {
        Map<String, String> descriptions = ProjectDefinitions.descriptions(current);
        Map<String, Long> inQuarantine = countQuarantined(published);
        StateReport state = new StateReport(published.snapshot().frontier(), nodes);
        DefinitionsInForce.View view = published.definitions();
        Set<String> previews = view.definitions().previewNames();
        List<Status.TableStatus> tables = new ArrayList<>();
        view.inputs().values().stream()
                .sorted(java.util.Comparator.comparing(InputTable::name))
                .forEach(
                        input ->
                                tables.add(
                                        table(
                                                input.name(),
                                                kind(input),
                                                published,
                                                0,
                                                inQuarantine,
                                                List.of(),
                                                null,
                                                descriptions.get(input.name()),
                                                state.watermarks(input),
                                                List.of())));
        for (PlannedTable live : view.liveTables().values()) {
            tables.add(
                    table(
                            live.name(),
                            previews.contains(live.name()) ? "preview" : "live",
                            published,
                            published.snapshot().errors(live.name()).rows(),
                            Map.of(),
                            List.copyOf(live.inputs()),
                            live.sql(),
                            descriptions.get(live.name()),
                            List.of(),
                            state.kept(live.name())));
        }
        return tables;
    }

    private static List<Status.SuspendedStatus> suspended(PublishedTick published) {
        Set<String> previews = published.definitions().definitions().previewNames();
        return published.definitions().suspended().values().stream()
                .map(
                        table ->
                                new Status.SuspendedStatus(
                                        table.table(),
                                        table.code().code(),
                                        table.message(),
                                        table.tick() == 0 ? null : table.tick(),
                                        table.sql(),
                                        previews.contains(table.table())))
                .toList();
    }

    private static List<Status.BuildingStatus> building(PublishedTick published) {
        Set<String> previews = published.definitions().definitions().previewNames();
        List<Status.BuildingStatus> building = new ArrayList<>();
        for (TableBuild build : published.definitions().building().values()) {
            building.add(
                    new Status.BuildingStatus(
                            build.table().name(),
                            build.progress().rowsDone(),
                            build.progress().rowsTotal(),
                            build.sinceTick(),
                            build.replaces(),
                            build.table().sql(),
                            null,
                            previews.contains(build.table().name())));
        }
        published
                .definitions()
                .notReplaced()
                .forEach(
                        (name, why) ->
                                building.add(
                                        new Status.BuildingStatus(
                                                name,
                                                0,
                                                0,
                                                why.tick(),
                                                true,
                                                why.sql(),
                                                why.code().code() + " " + why.message(),
                                                previews.contains(name))));
        return building;
    }

    private static String kind(InputTable input) {
        if (SystemTables.isSystem(input.name())) {
            return "system";
        }
        return input.isKeyed() ? "keyed" : "event";
    }

    private Status.TableStatus table(
            String name,
            String kind,
            PublishedTick published,
            long errors,
            Map<String, Long> inQuarantine,
            List<String> inputs,
            @Nullable String sql,
            @Nullable String description,
            List<Status.WatermarkStatus> watermarks,
            List<Status.StateStatus> state) {
        TableSnapshot snapshot = published.snapshot().table(name);
        HistoryMark history = snapshot.history();
        Long completeFrom = snapshot.completeFrom();
        return new Status.TableStatus(
                name,
                kind,
                SystemTables.isSystem(name) ? "tidemill" : "public",
                snapshot.rows(),
                round(counters.changes(name).perSecond()),
                counters.changes(name).total(),
                published.version(name),
                errors,
                inQuarantine.entrySet().stream()
                        .filter(count -> count.getKey().startsWith(name + '\n'))
                        .mapToLong(Map.Entry::getValue)
                        .sum(),
                inQuarantine.getOrDefault(name + '\n' + LatenessGate.RULE, 0L),
                snapshot.bytes(),
                shares.get().ownedBytes().getOrDefault(name, 0L),
                history == null ? 0 : history.kept(),
                completeFrom == null
                        ? null
                        : Instant.EPOCH.plus(completeFrom, ChronoUnit.MICROS).toString(),
                inputs,
                snapshot.key().stream()
                        .map(column -> snapshot.schema().field(column).name())
                        .toList(),
                snapshot.schema().fields().stream()
                        .map(f -> new Status.ColumnStatus(f.name(), f.type().sqlName()))
                        .toList(),
                sql,
                description,
                watermarks,
                state);
    }

    private Map<String, Long> countQuarantined(PublishedTick published) {
        String name = SystemTables.QUARANTINE.name();
        Counted known = quarantined;
        if (known.version() != published.version(name)) {
            known = new Counted(published.version(name), count(published, name, 1, 2, "\n"));
            quarantined = known;
        }
        return known.counts();
    }

    private List<Status.ActionStatus> actions(Project current, PublishedTick published) {
        String name = SystemTables.OUTBOX.name();
        Counted known = outbox;
        if (known.version() != published.version(name)) {
            known = new Counted(published.version(name), count(published, name, 1, 5, ""));
            outbox = known;
        }
        Map<String, Long> counts = known.counts();
        List<Status.ActionStatus> list = new ArrayList<>();
        for (ActionDefinition action : current.actions()) {
            list.add(
                    new Status.ActionStatus(
                            action.name(),
                            action.on(),
                            counts.getOrDefault(action.name() + OutboxEntry.Status.DELIVERED, 0L),
                            counts.getOrDefault(action.name() + OutboxEntry.Status.PENDING, 0L),
                            counts.getOrDefault(action.name() + OutboxEntry.Status.DEAD, 0L),
                            counts.getOrDefault(action.name() + OutboxEntry.Status.DEAD, 0L)));
        }
        return list;
    }

    /** Rows by two columns' texts with something between them. */
    private static Map<String, Long> count(
            PublishedTick published, String table, int column, int second, String between) {
        Map<String, Long> counts = new HashMap<>();
        for (Supplier<@Nullable Batch> part :
                published.snapshot().table(table).scan(column, second)) {
            Batch chunk;
            while ((chunk = part.get()) != null) {
                for (int row = 0; row < chunk.size(); row++) {
                    String key = chunk.column(0).value(row) + between + chunk.column(1).value(row);
                    counts.merge(key, 1L, Long::sum);
                }
            }
        }
        return counts;
    }
}
