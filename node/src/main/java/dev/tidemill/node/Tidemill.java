package dev.tidemill.node;

import dev.tidemill.actions.Deliverer;
import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.catalog.ProjectCatalog;
import dev.tidemill.connectors.format.ParsedRows;
import dev.tidemill.connectors.source.ReplayPacer;
import dev.tidemill.definitions.BuildBounds;
import dev.tidemill.definitions.MemoryShares;
import dev.tidemill.definitions.Project;
import dev.tidemill.definitions.ProjectClock;
import dev.tidemill.definitions.ProjectLoader;
import dev.tidemill.definitions.QueryBounds;
import dev.tidemill.definitions.policy.Privilege;
import dev.tidemill.definitions.release.DefinitionFiles;
import dev.tidemill.definitions.source.SourceDefinition;
import dev.tidemill.engine.circuit.BuildLimits;
import dev.tidemill.engine.circuit.Circuit;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.engine.circuit.TableSnapshot;
import dev.tidemill.engine.history.HistoryMark;
import dev.tidemill.engine.state.PageAllocator;
import dev.tidemill.engine.state.StateSpace;
import dev.tidemill.journal.Journal;
import dev.tidemill.journal.JournalCorruptException;
import dev.tidemill.journal.JournalException;
import dev.tidemill.journal.JournalFailedException;
import dev.tidemill.journal.JournalFormatException;
import dev.tidemill.journal.JournalFullException;
import dev.tidemill.journal.JournalOptions;
import dev.tidemill.journal.JournalStats;
import dev.tidemill.node.access.AccessKeeper;
import dev.tidemill.node.access.DigestKey;
import dev.tidemill.node.access.Principal;
import dev.tidemill.node.access.Sight;
import dev.tidemill.node.account.AccountFile;
import dev.tidemill.node.account.Authenticator;
import dev.tidemill.node.account.LoginLimits;
import dev.tidemill.node.action.ActionDesk;
import dev.tidemill.node.action.ActionRuntime;
import dev.tidemill.node.audit.AuditLog;
import dev.tidemill.node.audit.AuditTable;
import dev.tidemill.node.audit.CallAudit;
import dev.tidemill.node.audit.CallAudit.Told;
import dev.tidemill.node.audit.CallAudit.What;
import dev.tidemill.node.backup.BackupDesk;
import dev.tidemill.node.backup.KnownBackups;
import dev.tidemill.node.catalog.CatalogKeeper;
import dev.tidemill.node.checkpoint.CheckpointMeter;
import dev.tidemill.node.checkpoint.Checkpointer;
import dev.tidemill.node.costs.CostReporter;
import dev.tidemill.node.costs.Costs;
import dev.tidemill.node.costs.Creators;
import dev.tidemill.node.costs.UserWorks;
import dev.tidemill.node.data.DataDirectory;
import dev.tidemill.node.definition.BackgroundBuilds;
import dev.tidemill.node.definition.CreatedTables;
import dev.tidemill.node.definition.DefinitionWatcher;
import dev.tidemill.node.definition.DefinitionsInForce;
import dev.tidemill.node.definition.ProjectDefinitions;
import dev.tidemill.node.definition.RecoveredCircuit;
import dev.tidemill.node.definition.SuspendedTables;
import dev.tidemill.node.definition.TableBuild;
import dev.tidemill.node.feature.FeatureDesk;
import dev.tidemill.node.feature.FeatureGate;
import dev.tidemill.node.feature.FeatureRecorder;
import dev.tidemill.node.feature.FeatureView;
import dev.tidemill.node.feature.SkewDesk;
import dev.tidemill.node.forget.Eraser;
import dev.tidemill.node.forget.ForgetDesk;
import dev.tidemill.node.forget.ForgetDoor;
import dev.tidemill.node.forget.ReceiptStore;
import dev.tidemill.node.function.FunctionStore;
import dev.tidemill.node.history.HistoryKeeper;
import dev.tidemill.node.history.HistoryLimits;
import dev.tidemill.node.ingest.AppendOptions;
import dev.tidemill.node.ingest.EventClock;
import dev.tidemill.node.ingest.Ingest;
import dev.tidemill.node.ingest.IngestResult;
import dev.tidemill.node.ingest.JoinedRooms;
import dev.tidemill.node.ingest.LatenessGate;
import dev.tidemill.node.ingest.QuarantineDesk;
import dev.tidemill.node.ingest.QuarantinedRow;
import dev.tidemill.node.ingest.Receipts;
import dev.tidemill.node.ingest.SystemTables;
import dev.tidemill.node.lineage.LineageReporter;
import dev.tidemill.node.lineage.LineageView;
import dev.tidemill.node.memory.FittingState;
import dev.tidemill.node.memory.MemoryOwners;
import dev.tidemill.node.memory.OutcomeWriter;
import dev.tidemill.node.memory.StateKeeper;
import dev.tidemill.node.memory.StateRoom;
import dev.tidemill.node.pgcatalog.ProjectListing;
import dev.tidemill.node.pgcatalog.relation.ListedProject;
import dev.tidemill.node.plan.DefinitionDesk;
import dev.tidemill.node.plan.DefinitionDoor;
import dev.tidemill.node.plan.DefinitionPlanMaker;
import dev.tidemill.node.plan.PreviewDesk;
import dev.tidemill.node.plan.ReleaseStore;
import dev.tidemill.node.plan.RunningDefinitions;
import dev.tidemill.node.plan.RunningFiles;
import dev.tidemill.node.plan.SentVariables;
import dev.tidemill.node.plan.StagedDefinitions;
import dev.tidemill.node.plan.StartingProject;
import dev.tidemill.node.predict.Predictor;
import dev.tidemill.node.predict.PredictorRuntime;
import dev.tidemill.node.read.AsOf;
import dev.tidemill.node.read.ChangeFeed;
import dev.tidemill.node.read.Exports;
import dev.tidemill.node.read.FeedWriter;
import dev.tidemill.node.read.IndexLookup;
import dev.tidemill.node.read.KeyText;
import dev.tidemill.node.read.QueryableTick;
import dev.tidemill.node.read.ReaderCounters;
import dev.tidemill.node.read.SeenByPrincipal;
import dev.tidemill.node.read.SeenTick;
import dev.tidemill.node.read.SeenTicks;
import dev.tidemill.node.read.StoreBounds;
import dev.tidemill.node.read.Verification;
import dev.tidemill.node.read.Verifier;
import dev.tidemill.node.read.Viewport;
import dev.tidemill.node.record.DefinitionEntry;
import dev.tidemill.node.record.ErasureEntry;
import dev.tidemill.node.record.NodeState;
import dev.tidemill.node.record.RetryEntry;
import dev.tidemill.node.record.Suspension;
import dev.tidemill.node.source.SourceFactory;
import dev.tidemill.node.source.SourceRunner;
import dev.tidemill.node.statement.StatementRunner;
import dev.tidemill.node.status.LatencyTeller;
import dev.tidemill.node.status.Status;
import dev.tidemill.node.status.StatusReporter;
import dev.tidemill.node.supervise.Supervisor;
import dev.tidemill.node.tick.Admission;
import dev.tidemill.node.tick.AdmissionQueue;
import dev.tidemill.node.tick.Committer;
import dev.tidemill.node.tick.EngineLoop;
import dev.tidemill.node.tick.JournalPlayer;
import dev.tidemill.node.tick.Mill;
import dev.tidemill.node.tick.NodeTracker;
import dev.tidemill.node.tick.ParseTurns;
import dev.tidemill.node.tick.PublishedTick;
import dev.tidemill.node.tick.SealedTick;
import dev.tidemill.node.tick.StopReason;
import dev.tidemill.node.tick.TickClock;
import dev.tidemill.node.tick.TickIntake;
import dev.tidemill.node.tick.TickPublisher;
import dev.tidemill.node.trace.TableCounters;
import dev.tidemill.node.trace.TableUse;
import dev.tidemill.node.trace.TickTrace;
import dev.tidemill.node.trace.TraceRing;
import dev.tidemill.node.transaction.CommitGate;
import dev.tidemill.node.transaction.StatementResult;
import dev.tidemill.node.transaction.StatementShape;
import dev.tidemill.node.transaction.Transaction;
import dev.tidemill.node.transaction.TransactionDesk;
import dev.tidemill.node.transaction.TransactionOptions;
import dev.tidemill.node.transaction.TransactionTables;
import dev.tidemill.sql.Catalog;
import dev.tidemill.sql.statement.Statement;
import dev.tidemill.store.ParquetFile;
import dev.tidemill.store.PinnedTables;
import dev.tidemill.store.QueryLimits;
import dev.tidemill.store.QueryMode;
import dev.tidemill.store.QueryResult;
import dev.tidemill.store.QueryShape;
import dev.tidemill.store.QueryStore;
import dev.tidemill.store.RowsReader;
import dev.tidemill.store.StoreHealth;
import dev.tidemill.store.activity.QueryActivity;
import dev.tidemill.store.admission.Asker;
import dev.tidemill.store.admission.Cancellation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A mill inside this process: open a project, append rows, look up, query, follow changes.
 *
 * <pre>{@code
 * try (Tidemill mill = Tidemill.open(Path.of("examples/flights"))) {
 *     mill.append("departures", ParsedRows.of(rows), AppendOptions.embedded());
 *     mill.query("SELECT * FROM worst_airports");
 * }
 * }</pre>
 *
 * <p>All methods are safe for all threads. Opening recovers: the newest checkpoint is loaded and
 * the journal after it replayed, so whatever was acknowledged before is there.
 */
public final class Tidemill implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Tidemill.class);
    private static final int TRACES_KEPT = 4096;
    private static final int FEED_ROWS_MAX = 100_000;
    private static final int FEED_TICKS_MAX = 10_000;
    private static final long STOP_MILLIS = 30_000;

    private final TidemillOptions options;
    private final Path projectFolder;
    private final DataDirectory data;
    private final Journal journal;
    private final DefinitionsInForce definitions;
    private final FunctionStore functions;
    private final TickPublisher publisher;
    private final ParseTurns parseTurns;
    private final ChangeFeed feed = new ChangeFeed(FEED_ROWS_MAX, FEED_TICKS_MAX);
    private final TraceRing traces = new TraceRing(TRACES_KEPT);
    private final TableCounters counters = new TableCounters();
    private final ReaderCounters readers = new ReaderCounters();
    private final UserWorks works = new UserWorks();
    private final Receipts receipts = new Receipts(Receipts.KEPT_DEFAULT);
    private final AdmissionQueue queue;
    private final Ingest ingest;
    private final Mill engine;
    private final Checkpointer checkpointer;
    private final ActionRuntime actions;
    private final ActionDesk actionDesk;
    private final PredictorRuntime predictors;
    private final Predictor.Ticks publishedTicks =
            new Predictor.Ticks() {
                @Override
                public PublishedTick pin() {
                    return Tidemill.this.pin();
                }

                @Override
                public boolean await(long tick, long timeoutMillis) throws InterruptedException {
                    return Tidemill.this.await(tick, timeoutMillis);
                }
            };
    private final QueryStore store;
    private final HistoryKeeper history;
    private final BackgroundBuilds builds;
    private final StateRoom stateRoom = new StateRoom();
    private final StateKeeper stateKeeper;
    private final OutcomeWriter outcomes;
    private final BackupDesk backups;
    private final ForgetDesk forgetting;
    private final QueryLimits queryLimits;
    private final Exports exports;
    private final FeatureDesk features;
    private final SkewDesk skew;

    /** The newest tick that people were erased in; 0 when none was since the last checkpoint. */
    private final AtomicLong erasedTick = new AtomicLong();

    private final StatementRunner statements;
    private final TransactionDesk transactions;
    private final ReentrantLock definitionLock = new ReentrantLock();
    private final ReplayPacer pacer;
    private final Supervisor supervisor =
            new Supervisor(
                    System::nanoTime, RandomGenerator.getDefault(), () -> project().supervision());
    private final List<SourceRunner> sources = new ArrayList<>();
    private final StatusReporter reporter;
    private final CostReporter costs;
    private final Thread committerThread;
    private final Thread engineThread;
    private final AtomicReference<@Nullable TidemillException> failure = new AtomicReference<>();
    private @Nullable DefinitionWatcher watcher;
    private @Nullable LineageReporter lineage;
    private @Nullable LatencyTeller latencies;
    private volatile @Nullable String definitionProblem;
    private final CatalogKeeper catalogs = new CatalogKeeper();
    private volatile Project project;

    /** The newest tick when the project came in force; the greatest number while it does. */
    private volatile long usedSince = Long.MAX_VALUE;

    /** The files that the project was read from. */
    private volatile RunningFiles files;

    private final ReleaseStore releases;
    private final DefinitionDesk desk;
    private final PreviewDesk previews;
    private final AccessKeeper access;
    private final Authenticator authenticator;
    private final AuditLog audit;
    private final CallAudit calls;

    /** The newest definitions that are sealed. */
    private volatile DefinitionEntry latest;

    private volatile boolean running = true;

    /** Opens the project in this folder, recovering what its data folder holds. */
    public static Tidemill open(Path project) {
        return open(project, TidemillOptions.defaults());
    }

    /** Opens the project in this folder, recovering what its data folder holds. */
    public static Tidemill open(Path project, TidemillOptions options) {
        Path home = project.toAbsolutePath().normalize();
        Path folder = options.data() != null ? options.data() : home.resolve(".tidemill/data");
        Project loaded = StartingProject.read(home, folder, options.watchesDefinitions());
        requireFits(loaded.limits().stateMemory());
        DataDirectory data = DataDirectory.open(folder);
        TickPublisher publisher = new TickPublisher(loaded.limits().ticksKept());
        QueryStore store = null;
        try {
            // DuckDB unpacks its library there; the next start sweeps what a kill leaves behind.
            System.setProperty("java.io.tmpdir", data.temporary().toAbsolutePath().toString());
            store =
                    new QueryStore(
                            () -> new QueryableTick(publisher.pin()),
                            StoreBounds.of(loaded.limits().queries(), data.temporary())
                                    .withHistory(data.history()));
            return new Tidemill(loaded, options, data, publisher, store);
        } catch (JournalException e) {
            closeAll(store, data);
            throw unreadable(e);
        } catch (RuntimeException | Error e) {
            closeAll(store, data);
            throw e;
        } catch (IOException e) {
            closeAll(store, data);
            throw new TidemillException(
                    ErrorCode.IO_FAILED, "the mill's data cannot be opened: " + e, e);
        }
    }

    private static void requireFits(long stateMemory) {
        MemoryShares shares = MemoryShares.ofThisProcess();
        if (stateMemory > Math.max(shares.state(), shares.stateMax())) {
            throw new TidemillException(
                            ErrorCode.INVALID_PROJECT,
                            "state-memory is %,d bytes, of %,d at most with this heap"
                                    .formatted(stateMemory, shares.stateMax()))
                    .withHint("give the process more: --memory");
        }
    }

    private static void closeAll(@Nullable QueryStore store, DataDirectory data) {
        if (store != null) {
            store.close();
        }
        data.close();
    }

    private static TidemillException unreadable(JournalException e) {
        return switch (e) {
            case JournalCorruptException _, JournalFormatException _ ->
                    new TidemillException(
                                    ErrorCode.JOURNAL_CORRUPT, String.valueOf(e.getMessage()), e)
                            .withHint(
                                    "nothing is guessed: put the file back from a copy of the data"
                                            + " folder, or begin with an empty one");
            case JournalFailedException _, JournalFullException _ -> StopReason.of(e);
        };
    }

    private Tidemill(
            Project loaded,
            TidemillOptions options,
            DataDirectory data,
            TickPublisher publisher,
            QueryStore store)
            throws IOException {
        this.options = options;
        this.publisher = publisher;
        this.store = store;
        this.projectFolder = loaded.directory();
        this.project = loaded;
        this.files = RunningFiles.read(loaded.directory());
        this.releases = new ReleaseStore(data.releases());
        this.data = data;
        this.access = new AccessKeeper(() -> project, () -> DigestKey.of(data.access()));
        this.authenticator =
                new Authenticator(
                        new AccountFile(data.access()), LoginLimits.DEFAULT, System::nanoTime);
        this.functions = new FunctionStore(data.functions());
        this.definitions = new DefinitionsInForce(functions);
        Door door = new Door();
        DefinitionPlanMaker plans =
                new DefinitionPlanMaker(
                        definitions,
                        functions,
                        new SentVariables(options.environment(), options.allowedVariables()),
                        options.allowedUrls(),
                        data.temporary());
        this.desk = new DefinitionDesk(door, plans, releases, data.temporary());
        this.previews = new PreviewDesk(door, plans, data.temporary());
        this.pacer = new ReplayPacer(System::nanoTime, speed(loaded, options));
        checkpointer =
                new Checkpointer(
                        data.checkpoints(),
                        new PageAllocator(loaded.limits().stateMemory()),
                        options,
                        new FittingState(functions, loaded.limits().stateMemory()));
        StateSpace space = checkpointer.space();
        NodeState recovered = checkpointer.recovered();
        journal = Journal.open(data.journal(), JournalOptions.defaults());
        NodeTracker tracker = new NodeTracker(recovered, receipts);
        engine =
                new Mill(
                        circuitOrNothing(space, recovered, loaded),
                        definitions,
                        tracker,
                        publisher);
        queue =
                new AdmissionQueue(
                        loaded.limits().queuedRows(),
                        loaded.limits().queuedBatches(),
                        loaded.limits().queuedBytes());
        AtomicLong quarantineSequence = new AtomicLong();
        ingest =
                new Ingest(
                        definitions, queue, receipts, quarantineSequence, Tidemill::systemMicros);
        actions =
                new ActionRuntime(
                        recovered.definitions(),
                        ingest,
                        recovered.pendingNotices(),
                        engine.circuit(),
                        this::inputSchemas,
                        supervisor,
                        () -> definitions.view().suspended().keySet(),
                        loaded.limits().actions(),
                        this::fail);
        actionDesk =
                new ActionDesk(
                        () -> project,
                        actions::counts,
                        ingest,
                        publisher,
                        loaded.clock() instanceof ProjectClock.ReplayTime
                                ? publisher::nowMicros
                                : Tidemill::systemMicros);
        engine.followWith(actions);
        engine.recordWith(new FeatureRecorder(definitions.view()));
        predictors =
                new PredictorRuntime(
                        recovered.definitions().predictors(),
                        recovered.predictors(),
                        definitions::view,
                        ingest,
                        checkpointer::leaveNothingOfBefore,
                        this::fail);
        engine.followWith(predictors);
        tracker.keepPredictors(predictors::state);
        ingest.enterOnlyWith(new JoinedRooms(actions.room(), predictors.room()));
        ingest.enterOnlyWithState(stateRoom);
        definitions.onDropped(ingest::resumeWriting);
        try {
            history =
                    new HistoryKeeper(
                            store.history(),
                            engine.circuit(),
                            HistoryLimits.of(
                                    loaded.limits().historyRunRows(),
                                    loaded.limits().stateMemory()),
                            ingest::admitRetention);
            engine.moveRowsWith(history::moveWhatIsDue);
            ReceiptStore erasures = new ReceiptStore(data.erasures());
            engine.eraseWith(
                    new Eraser(
                            definitions,
                            history,
                            erasures,
                            tick -> {
                                checkpointer.leaveNothingOfBefore();
                                erasedTick.set(tick);
                            }));
            forgetting = new ForgetDesk(new Forgetting(), journal, erasures);
            Set<String> jars = new HashSet<>();
            recovered.definitions().functions().forEach(jar -> jars.add(jar.version()));
            replay(recovered.tick(), jars);
            functions.deleteAllBut(jars);
            definitions.note(checkpointer.outcomes());
            quarantineSequence.set(tracker.quarantineSequence());
            engine.publishRecovered();
            feed.startAfter(tracker.tick());
            goOnWith(tracker.definitions().release());
        } catch (IOException | RuntimeException | Error e) {
            journal.close();
            engine.circuit().close();
            checkpointer.close();
            throw e;
        }
        checkpointer.whenDurable(history::noted);
        BuildBounds building = loaded.limits().builds();
        Creators creators = new Creators(data.creators());
        builds = new BackgroundBuilds(engine.circuit(), ingest::offerBuilt, building.sliceMillis());
        stateKeeper =
                new StateKeeper(
                        engine.circuit(),
                        space.allocator(),
                        definitions,
                        stateRoom,
                        loaded.limits().trials().previewMemory(),
                        new MemoryOwners(ingest, publisher, history));
        backups = new BackupDesk(data, journal, checkpointer, history, releases);
        QueryBounds bounds = loaded.limits().queries();
        queryLimits =
                new QueryLimits(bounds.timeout(), Math.toIntExact(bounds.rows()), bounds.bytes());
        exports = new Exports(store, loaded.limits().exports(), data.temporary());
        features = new FeatureDesk(() -> project, publisher, exports, new FeatureSights());
        skew = features.skew(ingest, erasedTick::get);
        statements =
                new StatementRunner(
                        definitions,
                        ingest,
                        publisher,
                        this::answer,
                        engine.circuit()::explain,
                        this::changeCreated,
                        access,
                        this::transactionDesk,
                        creators);
        transactions =
                new TransactionDesk(
                        publisher,
                        () -> journal.stats().lastTick(),
                        ingest,
                        access,
                        works,
                        new SeenTransactions());
        supervisor.alsoTell(new SuspendedTables(definitions::view, this::retry));
        listen();
        BlockingQueue<SealedTick> sealed = new ArrayBlockingQueue<>(options.ticks().sealedMax());
        TickClock clock =
                new TickClock(
                        loaded.clock() instanceof ProjectClock.ReplayTime,
                        Tidemill::systemMicros,
                        Math.max(0, tracker.nowMicros()));
        Committer committer =
                new Committer(
                        queue,
                        journal,
                        clock,
                        options.ticks(),
                        new CommitGate(
                                new LatenessGate(
                                        definitions,
                                        quarantineSequence,
                                        Tidemill::systemMicros,
                                        sourcesByTable(project),
                                        tracker.watermarks()),
                                publisher),
                        sealed,
                        () -> definitions.hasExpiringTables() || actions.isDue(systemMicros()),
                        () -> failure.get() != null,
                        this::fail,
                        tracker.tick());
        TickIntake intake = new TickIntake(sealed);
        parseTurns = new ParseTurns(options.ticks().parsersMax());
        outcomes = new OutcomeWriter(ingest::offerOutcomes, intake::awaitBeside);
        engine.writeOutcomesAt(outcomes);
        committerThread = Thread.ofPlatform().name("committer").unstarted(committer);
        engineThread =
                Thread.ofPlatform()
                        .name("engine")
                        .unstarted(
                                new EngineLoop(
                                        intake,
                                        engine,
                                        parseTurns,
                                        () -> !committerThread.isAlive(),
                                        this::betweenTicks,
                                        this::fail));
        reporter =
                new StatusReporter(
                        () -> project,
                        publisher,
                        counters,
                        readers,
                        store,
                        journal,
                        checkpointer,
                        space.allocator(),
                        stateKeeper::report,
                        stateRoom,
                        sources,
                        supervisor,
                        pacer,
                        engine.circuit()::explain);
        costs =
                new CostReporter(
                        engine.circuit()::costs,
                        stateKeeper::report,
                        () -> store.activity().costs(),
                        works,
                        creators,
                        definitions::view);
        latest = tracker.definitions();
        audit = new AuditLog(data.audit(), () -> project.limits().auditBytes());
        calls = CallAudit.of(audit, this::asksWho, Principal.LOCAL.name());
        try {
            startActions(project);
            committerThread.start();
            writeOutcomes();
            engineThread.start();
            bringUpToDate();
            access.started(definitions.view());
            usedSince = publisher.tick();
            startSources(project, tracker.positions());
            desk.start();
            forgetting.start();
            skew.start();
            if (options.watchesDefinitions()) {
                watcher = new DefinitionWatcher(projectFolder, this::reload);
                watcher.start();
            }
            latencies = new LatencyTeller(() -> project.levels(), counters, ingest);
            if (!loaded.openLineage().isNowhere()) {
                lineage = new LineageReporter(loaded.openLineage(), this::lineageView, supervisor);
            }
        } catch (IOException | RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** Before anybody can ask for the tables that were suspended as the state does not fit. */
    private void writeOutcomes() {
        try {
            outcomes.write(definitions.takeOutcomes());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TidemillException(ErrorCode.SHUTTING_DOWN, "interrupted", e);
        }
    }

    private long betweenTicks(boolean tickWaits, long tickNanos) throws InterruptedException {
        if (history.betweenTicks()) {
            engine.publishAgain();
        }
        outcomes.retry();
        stateKeeper.look(tickWaits);
        return builds.work(tickWaits, tickNanos);
    }

    /** Before any thread runs ticks, so that nothing of it is seen half done. */
    private void startActions(Project loaded) {
        actions.useRoutes(ProjectDefinitions.routes(loaded, options.localUrl()));
        try (PublishedTick published = pin()) {
            actions.start(published);
            predictors.start(published, this::pin);
        }
    }

    /** The sources that bring rows to each table by themselves. */
    private Map<String, Set<String>> sourcesByTable(Project loaded) {
        Map<String, Set<String>> sourcesOf = new HashMap<>();
        for (SourceDefinition source : loaded.sources()) {
            if (isRun(source)) {
                for (String table : source.tables()) {
                    sourcesOf.computeIfAbsent(table, _ -> new HashSet<>()).add(source.name());
                }
            }
        }
        return sourcesOf;
    }

    private boolean isRun(SourceDefinition source) {
        return options.runsSources() || source instanceof SourceDefinition.Csv;
    }

    private static double speed(Project project, TidemillOptions options) {
        if (options.speed() != null) {
            return options.speed();
        }
        return project.clock() instanceof ProjectClock.ReplayTime replay ? replay.speed() : 1;
    }

    static long systemMicros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    /**
     * Before anything is made to fit the checkpoint: without the ticks between it and the journal,
     * what the history has beyond it must stay.
     */
    private void requireNoGap(long checkpoint) {
        JournalStats stats = journal.stats();
        if (stats.lastTick() > checkpoint
                && (stats.firstTick() == 0 || stats.firstTick() > checkpoint + 1)) {
            throw new TidemillException(
                            ErrorCode.JOURNAL_CORRUPT,
                            "the newest checkpoint is of tick "
                                    + checkpoint
                                    + ", and the journal begins behind tick "
                                    + (checkpoint + 1))
                    .withHint(
                            "put the checkpoints, or the whole data folder, back from a backup;"
                                    + " nothing is guessed");
        }
    }

    /** When the state cannot be gone on with, what is open is closed. */
    private Circuit circuitOrNothing(StateSpace space, NodeState recovered, Project loaded)
            throws IOException {
        try {
            requireNoGap(recovered.tick());
            BuildBounds builds = loaded.limits().builds();
            return RecoveredCircuit.create(
                    space,
                    recovered,
                    definitions,
                    functions,
                    store.history(),
                    new BuildLimits(builds.chunkRows(), builds.queuedRows()));
        } catch (RuntimeException | Error e) {
            journal.close();
            checkpointer.close();
            throw e;
        }
    }

    /**
     * @param jars takes the versions of jars that definitions name
     */
    private void replay(long afterTick, Set<String> jars) throws IOException {
        long started = System.nanoTime();
        JournalPlayer player = new JournalPlayer(engine, definitions, jars);
        player.play(journal::replay, afterTick);
        if (player.ticks() > 0) {
            LOG.info(
                    "replayed {} ticks after tick {} in {} ms",
                    player.ticks(),
                    afterTick,
                    (System.nanoTime() - started) / 1_000_000);
        }
    }

    private void listen() {
        engine.onPublished(new FeedWriter(feed, definitions.view()));
        engine.onPublished((tick, output, published, timings) -> letGoOfErased(tick));
        engine.onPublished(counters);
        engine.onPublished(traces);
        engine.onPublished(actions);
        engine.onPublished(predictors);
        engine.onPublished(
                (tick, output, published, timings) ->
                        checkpointer.afterTick(engine.tracker(), actions::pendingNotices, journal));
    }

    /** Ticks that are kept and changes that are told have what was erased. */
    private void letGoOfErased(SealedTick sealed) {
        if (sealed.entries().stream().anyMatch(ErasureEntry.class::isInstance)) {
            feed.resetAll(sealed.tick());
            publisher.letGo();
        }
    }

    /**
     * Definitions that were applied go on when nobody watches the folder, whatever stands in it by
     * now.
     *
     * @param release empty when a folder's definitions were in force
     */
    private void goOnWith(String release) {
        if (options.watchesDefinitions()) {
            return;
        }
        if (release.isEmpty()) {
            if (!releases.releases().isEmpty()) {
                // The start may have begun with a release that a watched folder has replaced since.
                project = ProjectLoader.load(projectFolder);
            }
            return;
        }
        DefinitionFiles applied;
        try {
            applied = releases.read(release);
        } catch (TidemillException e) {
            throw e.withHint(
                    "put the data folder's releases/ back from a copy; or start once with the"
                            + " project's folder watched, whose definitions take their place");
        }
        try (StagedDefinitions staged = StagedDefinitions.write(applied, data.temporary())) {
            project = ProjectLoader.load(staged.folder(), projectFolder);
        }
        files = RunningFiles.of(applied);
    }

    /**
     * Makes the circuit run the project's definitions, when they differ from what was recovered.
     */
    private void bringUpToDate() {
        boolean applied = !options.watchesDefinitions() && !latest.release().isEmpty();
        DefinitionEntry wanted =
                applied
                        ? wanted(project, created(), latest.functions(), latest.release())
                        : wantedOfFolder(project, files);
        if (!wanted.equals(currentDefinitions())) {
            admit(wanted, Long.MAX_VALUE);
        }
        useContracts(project);
    }

    /** What a folder defines; it is tried out no more then. */
    private DefinitionEntry wantedOfFolder(Project of, RunningFiles read) {
        return wanted(
                of,
                created().withoutPreviewsOf(read.untested()),
                functions.keep(of.directory()),
                "");
    }

    private DefinitionEntry wanted(
            Project of,
            CreatedTables created,
            List<DefinitionEntry.FunctionJar> jars,
            String release) {
        return ProjectDefinitions.entry(of, created, jars, definitions.view(), options.localUrl())
                .withRelease(release);
    }

    /** As of the newest sealed definitions: the engine may not have them yet. */
    private CreatedTables created() {
        return CreatedTables.of(latest);
    }

    /** Puts other tables of statements in force; the files' stay. Returns the tick of it. */
    private long changeCreated(UnaryOperator<CreatedTables> change) {
        awaitTurn();
        try {
            DefinitionEntry wanted =
                    wanted(project, change.apply(created()), latest.functions(), latest.release());
            Set<String> before = definitions.view().suspended().keySet();
            long tick = admitHeldToContracts(wanted, project, options.definitionMillis());
            for (Suspension suspended : definitions.view().suspended().values()) {
                if (!before.contains(suspended.table())) {
                    throw suspended.asException();
                }
            }
            return tick;
        } finally {
            definitionLock.unlock();
        }
    }

    /** Waits until nobody else changes definitions. */
    private void awaitTurn() {
        try {
            if (definitionLock.tryLock(options.definitionMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TidemillException(ErrorCode.QUERY_CANCELLED, "interrupted", e);
        }
        throw new TidemillException(ErrorCode.NOT_READY, "other definitions are being changed")
                .withHint("send the statement again after a moment; nothing was done");
    }

    /** Rows of a new table are held to its contract from the first one on. */
    private long admitHeldToContracts(DefinitionEntry wanted, Project of, long appliedMillisMax) {
        ingest.useChecks(ProjectDefinitions.checks(of, CreatedTables.of(wanted)));
        try {
            return admit(wanted, appliedMillisMax);
        } finally {
            Project inForce = latest == wanted ? of : project;
            ingest.useChecks(ProjectDefinitions.checks(inForce, created()));
        }
    }

    private long admit(DefinitionEntry wanted, long appliedMillisMax) {
        definitions.requireApplicable(wanted);
        try {
            Admission admission =
                    Admission.of(wanted, 1, Long.MIN_VALUE, Admission.Timing.of("definitions"));
            queue.put(admission);
            return awaitApplied(admission, wanted, appliedMillisMax);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TidemillException(ErrorCode.SHUTTING_DOWN, "interrupted", e);
        }
    }

    /**
     * Waits through interrupts: what was queued takes effect, and a table under its drop must not
     * be written again before it has.
     */
    private long awaitApplied(Admission admission, DefinitionEntry wanted, long appliedMillisMax) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    long tick = Ingest.awaitSealed(admission);
                    latest = wanted;
                    if (!publisher.await(tick, appliedMillisMax)) {
                        throw new TidemillException(
                                        ErrorCode.NOT_READY,
                                        "the tables are still built: tick " + tick)
                                .withHint("what was asked for is on disk and takes effect then");
                    }
                    return tick;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void useContracts(Project loaded) {
        ingest.useChecks(ProjectDefinitions.checks(loaded, created()));
        history.useRetentions(ProjectDefinitions.retentions(loaded));
        counters.measureLatencyOf(ProjectDefinitions.promisedLatencies(loaded));
        if (!options.runsSources()) {
            ingest.takeTimeFrom(EventClock.of(loaded));
        }
        definitionProblem = null;
    }

    private void startSources(Project loaded, Map<String, byte[]> positions) {
        SourceFactory factory = new SourceFactory(definitions::input, pacer, options.cycles());
        for (SourceDefinition definition : loaded.sources()) {
            if (isRun(definition)) {
                sources.add(
                        new SourceRunner(
                                supervisor.add(
                                        "source",
                                        definition.name(),
                                        () -> supervisor.bounds().sources()),
                                position -> factory.open(definition, position),
                                ingest,
                                positions.get(definition.name())));
            }
        }
        sources.forEach(SourceRunner::start);
    }

    /**
     * Reads the project again and makes what changed take effect at a tick; keeps the old on error.
     */
    private void reload() {
        try {
            Project loaded = ProjectLoader.load(projectFolder);
            RunningFiles read = RunningFiles.read(projectFolder);
            definitionLock.lock();
            try {
                DefinitionEntry wanted = wantedOfFolder(loaded, read);
                if (!wanted.equals(latest)) {
                    long ignored = takeOver(wanted, loaded, Long.MAX_VALUE);
                }
                useProject(loaded, read);
            } finally {
                definitionLock.unlock();
            }
        } catch (TidemillException e) {
            definitionProblem = (e.place() == null ? "" : e.place() + ": ") + e.message();
            LOG.warn("the changed definitions are not used: {}", definitionProblem);
        } catch (RuntimeException e) {
            definitionProblem = String.valueOf(e.getMessage());
            LOG.error("the changed definitions are not used", e);
        }
    }

    /** The notices of a new action have a way to go from its first tick on. */
    private long takeOver(DefinitionEntry wanted, Project loaded, long appliedMillisMax) {
        Map<String, Deliverer.Route> former =
                ProjectDefinitions.routes(project, options.localUrl());
        Map<String, Deliverer.Route> both = new HashMap<>(former);
        both.putAll(ProjectDefinitions.routes(loaded, options.localUrl()));
        actions.useRoutes(both);
        access.comes(loaded);
        try {
            return admitHeldToContracts(wanted, loaded, appliedMillisMax);
        } catch (RuntimeException e) {
            actions.useRoutes(former);
            if (!latest.equals(wanted)) {
                access.settled();
            }
            throw e;
        }
    }

    /** What is not in the journal of definitions that are in force. */
    private void useProject(Project loaded, RunningFiles read) {
        actions.useRoutes(ProjectDefinitions.routes(loaded, options.localUrl()));
        usedSince = Long.MAX_VALUE;
        access.replaces(definitions.view());
        project = loaded;
        usedSince = publisher.tick();
        access.settled();
        files = read;
        useContracts(loaded);
    }

    /** Plans definitions, takes them over and goes back to former ones. */
    public DefinitionDesk definitionDesk() {
        return desk;
    }

    /** Whether there is a jar of functions in files that does not run as it is. */
    boolean bringsJars(DefinitionFiles brought) {
        Set<DefinitionEntry.FunctionJar> running =
                Set.copyOf(definitions.view().definitions().functions());
        return brought.paths().stream()
                .filter(DefinitionFiles::isJar)
                .anyMatch(
                        path ->
                                !running.contains(
                                        new DefinitionEntry.FunctionJar(
                                                path, FunctionStore.hash(brought.bytes(path)))));
    }

    /** Tries definitions out beside those that run. */
    public PreviewDesk previewDesk() {
        return previews;
    }

    /** Whether what is saved in the project's folder is taken over by itself. */
    public boolean watchesDefinitions() {
        return options.watchesDefinitions();
    }

    /** Erases people, and knows the receipts of those who were. */
    public ForgetDesk forgetting() {
        return forgetting;
    }

    /** The mill as the desk of erasures uses it. */
    private final class Forgetting implements ForgetDoor {
        @Override
        public Project project() {
            return project;
        }

        @Override
        public ProjectCatalog catalog() {
            return Tidemill.this.catalog();
        }

        @Override
        public DefinitionsInForce.View definitions() {
            return definitions.view();
        }

        @Override
        public PublishedTick pin() {
            return Tidemill.this.pin();
        }

        @Override
        public long erase(List<ErasureEntry> entries) throws InterruptedException {
            long tick = 0;
            for (Admission admission : ingest.admitErasures(entries)) {
                tick = Ingest.awaitSealed(admission);
            }
            if (!publisher.await(tick, ForgetDesk.COMPLETE_MAX.toMillis())) {
                throw new TidemillException(
                                ErrorCode.NOT_READY, "live tables are still built: tick " + tick)
                        .withHint("the erasure is on disk and takes effect then");
            }
            return tick;
        }

        @Override
        public void turnPage() throws InterruptedException {
            journal.rollAtNextCommit();
            checkpointer.ask();
            long ignored = Ingest.awaitSealed(ingest.admitOwn(List.of(), "forget"));
        }

        @Override
        public long checkpointTick() {
            return checkpointer.lastTick();
        }

        @Override
        public Set<String> historyOnDisk() {
            return history.tablesOnDisk();
        }

        @Override
        public Set<String> historyOfCheckpoint() {
            return history.checkpointed().stream()
                    .map(HistoryMark::store)
                    .collect(Collectors.toSet());
        }

        @Override
        public KnownBackups backups() {
            return backups.known();
        }

        @Override
        public ReleaseStore releases() {
            return releases;
        }
    }

    /** The mill as the desk of definitions uses it. */
    private final class Door implements DefinitionDoor {
        @Override
        public RunningDefinitions running() {
            Map<String, Long> rows = new HashMap<>();
            Set<String> cut = new HashSet<>();
            try (PublishedTick published = pin()) {
                for (String name : published.snapshot().tables()) {
                    TableSnapshot table = published.snapshot().table(name);
                    rows.put(name, table.rows());
                    if (table.completeFrom() != null) {
                        cut.add(name);
                    }
                }
            }
            return new RunningDefinitions(
                    project,
                    files.hash(),
                    files.texts().tests(),
                    definitions.view(),
                    rows,
                    cut,
                    stateKeeper.report().ownedBytes(),
                    options.localUrl());
        }

        @Override
        public DefinitionFiles files() {
            RunningFiles now = files;
            if (now.hash().isEmpty()) {
                throw new TidemillException(
                                ErrorCode.BODY_TOO_LARGE,
                                "the definitions in force are more than can be kept")
                        .withHint("the log of the mill's start says why");
            }
            Map<String, byte[]> all = new HashMap<>();
            now.texts().paths().forEach(path -> all.put(path, now.texts().bytes(path)));
            latest.functions().forEach(jar -> all.put(jar.file(), functions.bytes(jar)));
            return DefinitionFiles.of(all);
        }

        @Override
        public String sealedRelease() {
            return latest.release();
        }

        @Override
        public String publishedRelease() {
            try (PublishedTick published = pin()) {
                return published.definitions().definitions().release();
            }
        }

        @Override
        public Status status() {
            return Tidemill.this.status();
        }

        @Override
        public <T> T inTurn(Supplier<T> work) {
            awaitTurn();
            try {
                return work.get();
            } finally {
                definitionLock.unlock();
            }
        }

        @Override
        public long take(Path folder, DefinitionFiles next, boolean keepsRows) {
            Project loaded = ProjectLoader.load(folder, projectFolder);
            CreatedTables others = keepsRows ? createdOrLeft() : created();
            DefinitionEntry wanted =
                    wanted(
                            loaded,
                            others.withoutPreviewsOf(next.withoutTests().hash()),
                            functions.keep(folder),
                            next.hash());
            try {
                return takeOver(wanted, loaded, options.definitionMillis());
            } finally {
                if (latest.equals(wanted)) {
                    useProject(loaded, RunningFiles.of(next));
                }
            }
        }

        @Override
        public long changeCreated(UnaryOperator<CreatedTables> change) {
            return Tidemill.this.changeCreated(change);
        }

        @Override
        public Batch query(QueryableTick tick, String sql) {
            return store.queryTrusted(tick, sql, queryLimits).rows();
        }

        @Override
        public QueryableTick newest() {
            return queryable();
        }

        /** With all tables that hold rows: those of the new files go before them. */
        private CreatedTables createdOrLeft() {
            CreatedTables all = created();
            for (InputTable table : latest.inputs()) {
                boolean known = latest.created().contains(table.name());
                if (!known && !SystemTables.isSystem(table.name())) {
                    all = all.with(table);
                }
            }
            return all;
        }
    }

    private DefinitionEntry currentDefinitions() {
        return definitions.view().definitions();
    }

    private Map<String, Schema> inputSchemas() {
        Map<String, Schema> schemas = new HashMap<>();
        definitions.view().inputs().forEach((name, input) -> schemas.put(name, input.schema()));
        return schemas;
    }

    private QueryableTick queryable() {
        return new QueryableTick(pin());
    }

    /** A failed journal or a broken engine: what is on disk or in memory is no longer certain. */
    private void fail(Throwable e) {
        TidemillException reason = StopReason.of(e);
        boolean first = failure.compareAndSet(null, reason);
        running = false;
        queue.close(reason);
        receipts.stop(reason);
        publisher.stop(reason);
        actions.stop();
        predictors.stop();
        LOG.error(first ? "the mill stops" : "another thread of the mill ends", e);
    }

    /**
     * Why the mill stopped by itself, JOURNAL_FAILED or ENGINE_FAILED; empty while all is well.
     * Nothing is taken any more then; what was published before can still be read.
     */
    public Optional<TidemillException> failure() {
        return Optional.ofNullable(failure.get());
    }

    public boolean isRunning() {
        return running;
    }

    /** Whether the mill serves: recovered, running, and its replays past their first load. */
    public boolean isReady() {
        return running && publisher.tick() > 0;
    }

    public Project project() {
        return project;
    }

    /** Turns for parsing what {@link #append} is given, so that ticks have a processor. */
    public ParseTurns parseTurns() {
        return parseTurns;
    }

    /** A table that rows may be written to; throws UNKNOWN_TABLE, TABLE_NOT_WRITABLE. */
    public InputTable input(String table) {
        return ingest.writable(table);
    }

    /**
     * Throws UNKNOWN_TABLE, TABLE_SUSPENDED or TABLE_BUILDING unless a table of this name, of any
     * kind, runs.
     */
    public void requireTable(String table) {
        Suspension suspended = definitions.view().suspended().get(table);
        if (suspended != null) {
            throw suspended.asException();
        }
        TableBuild building = definitions.view().building().get(table);
        if (building != null && !building.replaces()) {
            throw building.asException();
        }
        if (!definitions.tableNames().contains(table)) {
            throw new TidemillException(ErrorCode.UNKNOWN_TABLE, "there is no table " + table);
        }
    }

    /**
     * Appends rows to an event table, or upserts or deletes them in a keyed one. Returns once they
     * are on disk; they are readable when {@link #await} for the answer's tick returns.
     */
    public IngestResult append(String table, ParsedRows rows, AppendOptions how)
            throws InterruptedException {
        return append(table, rows, how, Principal.LOCAL);
    }

    IngestResult append(String table, ParsedRows rows, AppendOptions how, Principal principal)
            throws InterruptedException {
        IngestResult result = ingest.append(table, rows, how);
        if (!result.duplicate()) {
            works.wrote(principal, result.accepted(), rows.rows().bytes());
        }
        return result;
    }

    /** Waits until a tick can be read; false when the time ran out. */
    public boolean await(long tick, long timeoutMillis) throws InterruptedException {
        return publisher.await(tick, timeoutMillis);
    }

    /** The newest tick, to be read and closed. */
    public PublishedTick pin() {
        return publisher.pin();
    }

    /** The row with this key, as texts, in the newest tick; a batch of one row or none. */
    public Batch lookup(String table, String... key) {
        try (PublishedTick published = pin()) {
            if (!published.snapshot().tables().contains(table)) {
                requireTable(table);
            }
            lookedUp(table, Principal.LOCAL);
            var snapshot = published.snapshot().table(table);
            return snapshot.lookup(KeyText.parse(snapshot, List.of(key)));
        }
    }

    /**
     * The rows of the newest tick that a secondary index finds by the values of its first columns,
     * as texts; at most so many of them, in no particular order.
     *
     * @throws TidemillException UNKNOWN_TABLE, UNKNOWN_INDEX; INVALID_REQUEST when the values do
     *     not fit; RESULT_TOO_LARGE when there are more than {@link IndexLookup#ROWS_MAX}
     */
    public Batch lookupByIndex(String table, String index, long limit, String... values) {
        try (PublishedTick published = pin()) {
            if (!published.snapshot().tables().contains(table)) {
                requireTable(table);
            }
            lookedUp(table, Principal.LOCAL);
            var found = IndexLookup.rows(published.snapshot().table(table), index, List.of(values));
            return Viewport.rows(found, Viewport.Order.NONE, 0, limit);
        }
    }

    /** Where feature views are read, and joined with labels. */
    public FeatureDesk features() {
        return features;
    }

    /**
     * A feature view, as {@code view@2}; without a version its newest one.
     *
     * @throws TidemillException UNKNOWN_FEATURE_VIEW
     */
    public FeatureView features(String view) {
        return features.view(view);
    }

    /** The names of the predictors. */
    public List<String> predictors() {
        return predictors.names();
    }

    /**
     * A predictor, to be asked how it does.
     *
     * @throws TidemillException UNKNOWN_PREDICTOR
     */
    public Predictor predictor(String name) {
        return predictors.predictor(name, publishedTicks);
    }

    /** The recent changes of every table. */
    public ChangeFeed changes() {
        return feed;
    }

    /**
     * The mill as somebody may use it, whose calls the audit log is told; this handle itself is an
     * administrator's.
     */
    public Session as(Principal principal) {
        return new Session(this, principal, CallAudit.of(audit, () -> true, principal.name()));
    }

    /** The same behind a door that tells the audit log itself of what comes through it. */
    public Session behindDoor(Principal principal) {
        return new Session(this, principal, CallAudit.byDoor());
    }

    /** Who may come in, by the accounts of the data folder. */
    public Authenticator authenticator() {
        return authenticator;
    }

    /** Who did what, as the doors tell it that let somebody in. */
    public AuditLog audit() {
        return audit;
    }

    /** Whether somebody has to say who they are: there are accounts, or policies. */
    public boolean asksWho() {
        return access.hasPolicies() || authenticator.hasAccounts();
    }

    /** What somebody may see and do now. */
    Sight sight(Principal principal) {
        return access.sight(published(), principal);
    }

    /** The definitions of the newest tick; those of a tick that is computed are not seen yet. */
    private DefinitionsInForce.View published() {
        DefinitionsInForce.View newest = publisher.definitions();
        return newest == null ? definitions.view() : newest;
    }

    /** The same, after waiting while definitions are on their way. */
    Sight awaitSight(Principal principal, long timeoutMillis) throws InterruptedException {
        awaitSettled(principal, timeoutMillis);
        return sight(principal);
    }

    /** Throws FORBIDDEN unless somebody may write to a table by one of the privileges. */
    void requireWrite(Principal principal, Set<Privilege> privileges, String table) {
        access.requireWrite(published(), principal, privileges, table);
    }

    /** Waits while definitions are on their way, for those whom their policies may restrict. */
    void awaitSettled(Principal principal, long timeoutMillis) throws InterruptedException {
        if (!principal.isAdministrator()) {
            access.awaitSettled(timeoutMillis);
        }
    }

    /** Whether a sight is by the policies and definitions of now. */
    boolean isOfNow(Sight sight) {
        return sight.isOf(access.over(published()));
    }

    /** Whether somebody restricted may be told by a sight what has changed after a tick. */
    boolean mayFollow(Sight sight, long afterTick) {
        // In this order: a sight of now is one of a time that has begun already.
        return isOfNow(sight) && afterTick >= seenSince();
    }

    /** The first tick of which all is seen as the definitions and policies of now say. */
    private long seenSince() {
        return Math.max(usedSince, publisher.definedSince());
    }

    /** The newest tick as somebody may see it, to be closed. */
    SeenTick seen(Principal principal) {
        PublishedTick published = pin();
        try {
            // After the pin: what is published is seen by policies of then or later.
            Sight sight = access.sight(published.definitions(), principal);
            return new SeenTick(published, sight, this::requireTable);
        } catch (RuntimeException | Error e) {
            published.close();
            throw e;
        }
    }

    private TransactionDesk transactionDesk() {
        return transactions;
    }

    /** The mill as transactions need it. */
    private final class SeenTransactions implements TransactionTables {
        @Override
        public PinnedTables readable(PublishedTick tick, Sight sight) {
            return new QueryableTick(
                    tick, new AuditTable(audit, sight.seesAllActs() ? null : userOf(sight)));
        }

        private String userOf(Sight sight) {
            return sight.principal().name();
        }

        @Override
        public QueryResult query(PinnedTables tick, String sql, QueryMode mode, Asker asker) {
            return store.query(tick, sql, mode, queryLimits, asker.caller(), asker.cancellation());
        }

        @Override
        public QueryResult query(String sql, QueryMode mode, Asker asker, Principal principal) {
            return answer(sql, mode, asker, principal);
        }

        @Override
        public <T> T export(PinnedTables tick, String sql, Asker asker, RowsReader<T> reader) {
            return exports.export(tick, sql, asker, reader);
        }

        @Override
        public QueryResult carryOut(Statement statement, Asker asker, Principal principal)
                throws InterruptedException {
            return statements.carryOut(statement, asker, principal);
        }

        @Override
        public long seenSince() {
            return Tidemill.this.seenSince();
        }
    }

    private SeenTicks seenBy(Principal principal) {
        return new SeenByPrincipal(
                publisher,
                tick -> access.sight(tick.definitions(), principal),
                sight -> new AuditTable(audit, sight.seesAllActs() ? null : principal.name()),
                this::seenSince);
    }

    private final class FeatureSights implements FeatureGate {
        @Override
        public Sight sight(DefinitionsInForce.View view, Principal principal) {
            return access.sight(view, principal);
        }

        @Override
        public SeenTicks ticks(Principal principal) {
            return seenBy(principal);
        }
    }

    /** What somebody may see of the newest tick, as PostgreSQL's clients are told it. */
    ListedProject listed(Principal principal) {
        PublishedTick published = pin();
        Sight sight;
        PinnedTables seen;
        try {
            sight = access.sight(published.definitions(), principal);
            AuditTable acts = new AuditTable(audit, principal.name());
            seen = sight.of(new QueryableTick(published, acts));
        } catch (RuntimeException | Error e) {
            published.close();
            throw e;
        }
        try (seen) {
            return ProjectListing.of(published.definitions(), catalog(), seen, sight);
        }
    }

    /** The columns of all tables that run. */
    Map<String, Schema> schemas() {
        Map<String, Schema> schemas = inputSchemas();
        definitions.view().liveTables().forEach((name, t) -> schemas.put(name, t.schema()));
        return schemas;
    }

    /** Runs one SELECT over the newest tick. */
    public QueryResult query(String sql) {
        return calls.around(
                What.statement("query", sql), () -> query(sql, Principal.LOCAL), Told::of);
    }

    QueryResult query(String sql, Principal principal) {
        try {
            return answer(
                    sql,
                    QueryMode.ANSWER,
                    new Asker(principal.caller(), new Cancellation()),
                    principal);
        } catch (TidemillException e) {
            throw explained(sql, principal, e);
        }
    }

    private QueryResult answer(String sql, QueryMode mode, Asker asker, Principal principal) {
        AsOf asked = AsOf.of(sql);
        SeenTicks seen = seenBy(principal);
        if (asked.tick().isEmpty()) {
            return store.query(
                    seen::newest, sql, mode, queryLimits, asker.caller(), asker.cancellation());
        }
        try (PinnedTables tick = seen.at(asked.tick().getAsLong())) {
            return store.query(
                    tick, asked.sql(), mode, queryLimits, asker.caller(), asker.cancellation());
        }
    }

    /**
     * What the rows of one SELECT would be, and its parameters {@code $1}, {@code $2} and so on.
     */
    QueryShape describe(String sql, Asker asker, Principal principal) {
        try {
            return QueryShape.of(answer(sql, QueryMode.DESCRIBE, asker, principal));
        } catch (TidemillException e) {
            throw explained(sql, principal, e);
        }
    }

    /**
     * Streams the answer of one SELECT at one tick, of whatever length, to a reader on this thread.
     *
     * @throws TidemillException whatever is wrong with the query; QUERY_CANCELLED when it is
     *     cancelled, takes longer than the project allows, or the reader fails
     */
    public <T> T export(String sql, Asker asker, RowsReader<T> reader) {
        return calls.exporting(sql, reader, told -> export(sql, asker, Principal.LOCAL, told));
    }

    <T> T export(String sql, Asker asker, Principal principal, RowsReader<T> reader) {
        try {
            return exports.export(sql, asker, seenBy(principal), reader);
        } catch (TidemillException e) {
            throw explained(sql, principal, e);
        }
    }

    /** Writes the answer of one SELECT at one tick into a Parquet file, to be sent and closed. */
    public ParquetFile exportParquet(String sql, Asker asker) {
        return calls.around(
                What.statement("export", sql),
                () -> exportParquet(sql, asker, Principal.LOCAL),
                Told::of);
    }

    ParquetFile exportParquet(String sql, Asker asker, Principal principal) {
        return export(sql, asker, principal, exports::parquet);
    }

    /** The ad-hoc queries that run, wait and were slow; and to cancel one. */
    public QueryActivity queries() {
        return store.activity();
    }

    /** Whether ad-hoc queries are answered. */
    public StoreHealth queryHealth() {
        return store.health();
    }

    /**
     * Carries out one statement: a query, a change of rows or of tables, or a question about them.
     * What changes something is on disk and readable when this returns, with one row that says what
     * was done.
     *
     * @throws TidemillException for whatever is wrong with it; nothing was done then
     */
    public QueryResult execute(String sql) throws InterruptedException {
        return execute(sql, Asker.local());
    }

    /**
     * Carries out one statement on somebody's behalf. Their queries wait for their turn among their
     * own, and stop when they cancel them.
     *
     * @throws TidemillException for whatever is wrong with it; nothing was done then
     */
    public QueryResult execute(String sql, Asker asker) throws InterruptedException {
        return calls.around(
                What.statement("execute", sql),
                () -> execute(sql, asker, Principal.LOCAL),
                Told::of);
    }

    QueryResult execute(String sql, Asker asker, Principal principal) throws InterruptedException {
        try {
            return statements.execute(sql, asker, principal);
        } catch (TidemillException e) {
            throw explained(sql, principal, e);
        }
    }

    /**
     * Begins a transaction at the newest tick, to be closed.
     *
     * @see Transaction
     */
    public Transaction begin(TransactionOptions how) {
        return begin(how, Principal.LOCAL);
    }

    Transaction begin(TransactionOptions how, Principal principal) {
        return transactions.begin(principal, how);
    }

    /**
     * Carries out one statement with parameters, in a transaction of its own when it writes.
     *
     * @param parameters as {@link Transaction} has them
     * @throws TidemillException for whatever is wrong with it; nothing was done then
     */
    public StatementResult execute(String sql, List<? extends @Nullable Object> parameters)
            throws InterruptedException {
        return calls.around(
                What.statement("execute", sql),
                () -> execute(sql, parameters, Asker.local(), Principal.LOCAL),
                StatementResult::told);
    }

    StatementResult execute(
            String sql,
            List<? extends @Nullable Object> parameters,
            Asker asker,
            Principal principal)
            throws InterruptedException {
        try {
            return transactions.execute(sql, parameters, asker, principal);
        } catch (TidemillException e) {
            throw explained(sql, principal, e);
        }
    }

    StatementShape describe(String sql, List<? extends @Nullable Type> types, Principal principal)
            throws InterruptedException {
        try {
            return transactions.describe(sql, types, principal);
        } catch (TidemillException e) {
            throw explained(sql, principal, e);
        }
    }

    /** Why a statement of a transaction failed. */
    TidemillException explainedTo(String sql, Principal principal, TidemillException e) {
        return explained(sql, principal, e);
    }

    /** What failed in a table may tell of its rows: policies know nothing of that. */
    private TidemillException explained(String sql, Principal principal, TidemillException e) {
        Sight sight = sight(principal);
        return sight.isRestricted()
                ? sight.explained(e, definitions.view().liveTables().keySet())
                : explained(sql, e);
    }

    /** A table that does not run is unknown to whoever plans a query; this says why. */
    private TidemillException explained(String sql, TidemillException e) {
        if (e.errorCode() == ErrorCode.UNKNOWN_FUNCTION) {
            return hinted(e);
        }
        Map<String, Suspension> suspended = definitions.view().suspended();
        if (e.errorCode() != ErrorCode.UNKNOWN_TABLE) {
            return e;
        }
        for (TableBuild each : definitions.view().building().values()) {
            String name = each.table().name();
            if (!each.replaces() && e.message().contains(name) && sql.contains(name)) {
                return each.asException();
            }
        }
        for (Suspension each : suspended.values()) {
            if (e.message().contains(each.table()) && sql.contains(each.table())) {
                return each.asException();
            }
        }
        return e;
    }

    /** Queries are answered without the project's own functions; this says where they are. */
    private TidemillException hinted(TidemillException e) {
        Catalog catalog = definitions.view().catalog();
        for (String word : e.message().split("[^A-Za-z0-9_]+", -1)) {
            String name = word.toLowerCase(Locale.ROOT);
            if (e.hint() == null && catalog.function(name).isPresent()) {
                return e.withHint(
                        name
                                + " is one of the project's Java functions, which only live tables"
                                + " can call: query a live table that calls it");
            }
        }
        return e;
    }

    /** Compares every live table with its batch answer at one tick. */
    public Verification verify() {
        try (QueryableTick tick = queryable()) {
            return new Verifier(store).verify(tick);
        }
    }

    public ReaderCounters readers() {
        return readers;
    }

    void lookedUp(String table, Principal principal) {
        readers.lookedUp();
        counters.uses().lookedUp(table);
        works.lookedUp(principal);
    }

    /** How a table has been used since this was opened. */
    public TableUse use(String table) {
        return counters.uses().of(table, store.activity().queriesOf(table));
    }

    /** Counts what users do beside queries. */
    UserWorks works() {
        return works;
    }

    public TableCounters counters() {
        return counters;
    }

    public Status status() {
        TidemillException failed = failure.get();
        return reporter.report(
                failed != null ? "failed" : running ? "running" : "stopping",
                failed == null ? null : failed.errorCode().code() + " " + failed.message(),
                definitionProblem());
    }

    /** Why what is defined is not what runs; null when it is. */
    private @Nullable String definitionProblem() {
        String problem = definitionProblem;
        Set<String> previews = definitions.view().definitions().previewNames();
        Set<String> suspended = new LinkedHashSet<>(definitions.view().suspended().keySet());
        suspended.removeAll(previews);
        Set<String> notReplaced = new LinkedHashSet<>(definitions.view().notReplaced().keySet());
        notReplaced.removeAll(previews);
        if (problem != null || (suspended.isEmpty() && notReplaced.isEmpty())) {
            return problem;
        }
        return suspended.isEmpty()
                ? "not replaced: " + String.join(", ", notReplaced)
                : "suspended: " + String.join(", ", suspended);
    }

    /** Has a suspended table tried again, and waits for the tick that does. */
    private void retry(String table) {
        try {
            long tick = Ingest.awaitSealed(ingest.admitRetry(new RetryEntry(table)));
            if (!publisher.await(tick, options.definitionMillis())) {
                throw new TidemillException(
                        ErrorCode.NOT_READY, table + " is still built: tick " + tick);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TidemillException(ErrorCode.SHUTTING_DOWN, "interrupted", e);
        }
    }

    /** What is run and may fail: how it is, and to have it tried again. */
    public Supervisor supervisor() {
        return supervisor;
    }

    /** What each live table and each user has cost since this was opened. */
    public Costs costs() {
        return costs.report();
    }

    private LineageView lineageView() {
        Map<String, Long> rows = new HashMap<>();
        status().tables().forEach(table -> rows.put(table.name(), table.rows()));
        return new LineageView(catalog(), rows, definitions.view().suspended().keySet());
    }

    /** What is defined now, with what depends on what. */
    public ProjectCatalog catalog() {
        return catalogs.of(project, definitions.view());
    }

    /** A recent tick's path; empty when it is too old or not published yet. */
    public Optional<TickTrace> trace(long tick) {
        return traces.find(tick);
    }

    /** Rows in quarantine, newest first. */
    public List<QuarantinedRow> quarantined(@Nullable String table, long limit) {
        try (PublishedTick published = pin()) {
            return QuarantineDesk.list(published, table, limit);
        }
    }

    /** How many rows are in quarantine. */
    public long quarantinedTotal(@Nullable String table) {
        try (PublishedTick published = pin()) {
            return QuarantineDesk.count(published, table);
        }
    }

    /** Takes quarantined rows through their contract once more. */
    public IngestResult retryQuarantined(List<Long> ids) throws InterruptedException {
        try (PublishedTick published = pin()) {
            return new QuarantineDesk(ingest, definitions).retry(published, ids);
        }
    }

    /** Takes all of a table's quarantined rows through their contract once more. */
    public IngestResult retryQuarantined(String table) throws InterruptedException {
        try (PublishedTick published = pin()) {
            return new QuarantineDesk(ingest, definitions)
                    .retry(published, QuarantineDesk.ids(published, table));
        }
    }

    /** Says what becomes of actions, pauses and silences them, and tries them on what was. */
    public ActionDesk actionDesk() {
        return actionDesk;
    }

    /** Takes backups while the mill runs. */
    public BackupDesk backups() {
        return backups;
    }

    /** Asks for a checkpoint at the next tick, whenever the last one was; does not wait for it. */
    public void askForCheckpoint() {
        checkpointer.ask();
    }

    /** How checkpoints go. */
    public CheckpointMeter checkpoints() {
        return checkpointer.meter();
    }

    /** Bytes of pages that only readers, checkpoints and the like still see; nearly exact. */
    public long pinnedBytes() {
        return checkpointer.space().pinnedBytes();
    }

    /** The project's replay clock, to pause it or change its speed. */
    public ReplayPacer pacer() {
        return pacer;
    }

    /** Stops taking rows, seals and publishes what was taken, and takes a last checkpoint. */
    @Override
    public void close() {
        running = false;
        try {
            if (lineage != null) {
                lineage.close();
            }
            if (watcher != null) {
                watcher.close();
            }
            if (latencies != null) {
                latencies.close();
            }
            desk.close();
            forgetting.close();
            skew.close();
            backups.close();
            stateRoom.close();
            sources.forEach(SourceRunner::close);
            actions.close();
            predictors.close();
            transactions.close();
            queue.close(
                    new TidemillException(ErrorCode.SHUTTING_DOWN, "the mill is shutting down"));
            committerThread.join(STOP_MILLIS);
            engineThread.join(STOP_MILLIS);
            TidemillException end =
                    new TidemillException(ErrorCode.SHUTTING_DOWN, "the mill is shutting down");
            publisher.stop(end);
            receipts.stop(end);
            if (!engineThread.isAlive()) {
                engine.circuit().stopBuilding();
            }
            history.close();
            store.close();
            if (failure.get() == null && !engineThread.isAlive()) {
                checkpointer.atEnd(engine.tracker(), actions::pendingNotices, journal);
            }
            if (!engineThread.isAlive()) {
                engine.circuit().close();
            }
            journal.close();
        } catch (IOException e) {
            LOG.warn("closing: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            checkpointer.close();
            audit.close();
            data.close();
        }
    }
}
