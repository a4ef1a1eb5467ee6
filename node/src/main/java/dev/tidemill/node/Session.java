package dev.tidemill.node;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.catalog.ProjectCatalog;
import dev.tidemill.connectors.format.ParsedRows;
import dev.tidemill.definitions.ProjectLimits;
import dev.tidemill.definitions.feature.FeatureViewDefinition;
import dev.tidemill.definitions.policy.Privilege;
import dev.tidemill.definitions.release.DefinitionFiles;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.engine.circuit.TableSnapshot;
import dev.tidemill.node.access.Principal;
import dev.tidemill.node.access.Scope;
import dev.tidemill.node.access.Sight;
import dev.tidemill.node.action.ActionDesk;
import dev.tidemill.node.audit.AuditLog;
import dev.tidemill.node.audit.CallAudit;
import dev.tidemill.node.audit.CallAudit.Told;
import dev.tidemill.node.audit.CallAudit.What;
import dev.tidemill.node.backup.BackupDesk;
import dev.tidemill.node.catalog.SeenProject;
import dev.tidemill.node.costs.Costs;
import dev.tidemill.node.feature.FeatureDesk;
import dev.tidemill.node.feature.FeatureView;
import dev.tidemill.node.feature.TrainingLabels;
import dev.tidemill.node.forget.ForgetDesk;
import dev.tidemill.node.ingest.AppendOptions;
import dev.tidemill.node.ingest.IngestResult;
import dev.tidemill.node.ingest.QuarantinedRow;
import dev.tidemill.node.pgcatalog.relation.ListedProject;
import dev.tidemill.node.plan.DefinitionDesk;
import dev.tidemill.node.plan.PreviewDesk;
import dev.tidemill.node.predict.ModelRegistry;
import dev.tidemill.node.predict.Predictor;
import dev.tidemill.node.predict.PredictorMonitor;
import dev.tidemill.node.predict.PredictorStatus;
import dev.tidemill.node.read.ReaderCounters;
import dev.tidemill.node.read.SeenTick;
import dev.tidemill.node.read.TableChanges;
import dev.tidemill.node.read.Verification;
import dev.tidemill.node.read.Viewport;
import dev.tidemill.node.status.SeenStatus;
import dev.tidemill.node.status.Status;
import dev.tidemill.node.supervise.Supervisor;
import dev.tidemill.node.tick.ParseTurns;
import dev.tidemill.node.trace.TableUse;
import dev.tidemill.node.trace.TickTrace;
import dev.tidemill.node.transaction.AuditedTransaction;
import dev.tidemill.node.transaction.StatementResult;
import dev.tidemill.node.transaction.StatementShape;
import dev.tidemill.node.transaction.Transaction;
import dev.tidemill.node.transaction.TransactionOptions;
import dev.tidemill.store.ParquetFile;
import dev.tidemill.store.QueryResult;
import dev.tidemill.store.QueryShape;
import dev.tidemill.store.RowsReader;
import dev.tidemill.store.activity.ActiveQuery;
import dev.tidemill.store.activity.QueryActivity;
import dev.tidemill.store.admission.Asker;
import dev.tidemill.store.admission.Cancellation;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The mill as one principal may use it. What the principal may not do, or see, is refused with
 * FORBIDDEN; tables are seen by the policies in force at the time of each call.
 *
 * <pre>{@code
 * Session ann = mill.as(Principal.user("ann", Set.of(Scope.READ)));
 * ann.query("SELECT * FROM orders");
 * }</pre>
 *
 * <p>The audit log is told of each call that reads, changes or opens something, with its door
 * {@code java}; behind a door of its own, such as HTTP, that tells it. All methods are safe for all
 * threads.
 */
public final class Session {
    /** How long a statement waits while definitions are on their way. */
    private static final long SETTLE_MILLIS_MAX = 5_000;

    /** What a tick may take until its rows can be read. */
    private static final long READABLE_MILLIS_MAX = 30_000;

    private final Tidemill mill;
    private final Principal principal;
    private final CallAudit calls;

    /**
     * @param calls is told of what is done
     */
    Session(Tidemill mill, Principal principal, CallAudit calls) {
        this.mill = requireNonNull(mill, "mill");
        this.principal = requireNonNull(principal, "principal");
        this.calls = requireNonNull(calls, "calls");
    }

    public Principal principal() {
        return principal;
    }

    /** What the principal may see and do now. */
    public Sight sight() {
        return mill.sight(principal);
    }

    /**
     * The same, after waiting while definitions are on their way.
     *
     * @throws TidemillException NOT_READY when they are still on their way after the time
     */
    public Sight awaitSight(long timeoutMillis) throws InterruptedException {
        return mill.awaitSight(principal, timeoutMillis);
    }

    /** Whether a sight is still by the policies and the definitions in force. */
    public boolean isOfNow(Sight sight) {
        return mill.isOfNow(sight);
    }

    /** Whether the mill runs. */
    public boolean isRunning() {
        return mill.isRunning();
    }

    /** Bounds of the project. */
    public ProjectLimits limits() {
        return mill.project().limits();
    }

    /** Counts who reads. */
    public ReaderCounters readers() {
        return mill.readers();
    }

    /** The newest tick as it may be seen, to be closed. */
    public SeenTick pin() {
        return calls.around(What.of("pin", ""), this::pinned, tick -> new Told(-1, tick.tick()));
    }

    private SeenTick pinned() {
        sight().require(Scope.READ);
        return mill.seen(principal);
    }

    /** Throws unless the principal may read a table, and it runs. */
    public void requireTable(String table) {
        Sight sight = sight();
        sight.require(Scope.READ);
        sight.require(Privilege.SELECT, table);
        try {
            mill.requireTable(table);
        } catch (TidemillException e) {
            throw sight.isRestricted() ? withoutReason(table, e) : e;
        }
    }

    /** What a table failed with may tell of its rows. */
    private static TidemillException withoutReason(String table, TidemillException e) {
        return new TidemillException(
                e.errorCode(),
                e.errorCode() == ErrorCode.UNKNOWN_TABLE
                        ? "there is no table " + table
                        : "the table " + table + " does not run");
    }

    /** The row with this key, as texts, in the newest tick; a batch of one row or none. */
    public Batch lookup(String table, String... key) {
        return calls.counting(
                What.of("lookup", table),
                () -> {
                    try (SeenTick tick = pinned()) {
                        Batch found = tick.lookup(table, List.of(key));
                        lookedUp(table);
                        return found;
                    }
                },
                Batch::size);
    }

    /** Counts that a row of a table was looked for. */
    public void lookedUp(String table) {
        mill.lookedUp(table, principal);
    }

    /** Counts that somebody begins to follow a table. */
    public void subscribed(String table) {
        mill.readers().subscribed();
        mill.counters().uses().subscribed(table);
    }

    /** Counts rows of a table's snapshot that were given to a subscription. */
    public void followed(long rows) {
        mill.works().followed(principal, rows);
    }

    /** How the tables that the principal sees as they are have been used. */
    public Map<String, TableUse> uses() {
        Sight sight = sight();
        sight.require(Scope.READ);
        Map<String, TableUse> uses = new HashMap<>();
        mill.schemas()
                .forEach(
                        (table, schema) -> {
                            if (sight.seesWhole(table, schema)) {
                                uses.put(table, mill.use(table));
                            }
                        });
        return uses;
    }

    /** Rows that an index finds, as {@link Tidemill#lookupByIndex} does. */
    public Batch lookupByIndex(String table, String index, long limit, String... values) {
        return calls.counting(
                What.of("lookup", table),
                () -> {
                    try (SeenTick tick = pinned()) {
                        TableSnapshot found = tick.found(table, index, List.of(values));
                        lookedUp(table);
                        return Viewport.rows(found, Viewport.Order.NONE, 0, limit);
                    }
                },
                Batch::size);
    }

    /**
     * The changes of a table after a tick as they may be seen, waiting for the first one; empty
     * when none came within the time, null when the tick is older than what is kept. For somebody
     * restricted it is null too when definitions or policies have changed since the tick, as those
     * of now do not know what the changes held then.
     *
     * @param sight by which the reader saw the table before; when it is not {@linkplain #isOfNow of
     *     now} afterwards, the answer is not to be used, and the reader begins again
     */
    public @Nullable List<TableChanges> poll(
            String table, long afterTick, long timeoutMillis, Sight sight)
            throws InterruptedException {
        return calls.around(
                        What.of("poll", table),
                        () -> Optional.ofNullable(polled(table, afterTick, timeoutMillis, sight)),
                        changes -> told(changes.orElse(List.of())))
                .orElse(null);
    }

    /** Who waits and is given nothing has seen nothing. */
    private static Told told(List<TableChanges> changes) {
        return changes.isEmpty()
                ? Told.NOT_AT_ALL
                : new Told(
                        changes.stream().mapToLong(tick -> tick.changes().size()).sum(),
                        changes.getLast().tick());
    }

    private @Nullable List<TableChanges> polled(
            String table, long afterTick, long timeoutMillis, Sight sight)
            throws InterruptedException {
        boolean isOpen = !sight.isRestricted();
        if (!isOpen && !mill.mayFollow(sight, afterTick)) {
            return null;
        }
        List<TableChanges> changes = mill.changes().poll(table, afterTick, timeoutMillis);
        if (isOpen) {
            return mill.awaitSight(principal, timeoutMillis).isRestricted()
                    ? null
                    : counted(changes);
        }
        if (changes == null || !mill.mayFollow(sight, afterTick)) {
            return null;
        }
        return counted(
                changes.stream()
                        .map(
                                tick ->
                                        new TableChanges(
                                                tick.tick(), sight.changes(table, tick.changes())))
                        .toList());
    }

    private @Nullable List<TableChanges> counted(@Nullable List<TableChanges> changes) {
        if (changes != null && !changes.isEmpty()) {
            followed(changes.stream().mapToLong(tick -> tick.changes().size()).sum());
        }
        return changes;
    }

    /** Runs one SELECT over the newest tick. */
    public QueryResult query(String sql) {
        return calls.around(
                What.statement("query", sql),
                () -> {
                    sight().require(Scope.READ);
                    return mill.query(sql, principal);
                },
                Told::of);
    }

    /**
     * What the rows of one SELECT would be, and its parameters; it is not run, and nobody is told
     * of it but those who see the queries that run.
     */
    public QueryShape describe(String sql, Cancellation cancellation) {
        sight().require(Scope.READ);
        return mill.describe(sql, new Asker(principal.caller(), cancellation), principal);
    }

    /** Columns of a table, as the principal sees them; empty when there is none for it. */
    public Optional<Schema> columns(String table) {
        Sight sight = sight();
        Optional<Schema> schema = Optional.ofNullable(mill.schemas().get(table));
        return sight.may(Privilege.SELECT, table)
                ? schema.map(whole -> sight.columns(table, whole))
                : schema.filter(_ -> sight.may(Privilege.INSERT, table));
    }

    /** Carries out one statement, which waits for its turn among the principal's own. */
    public QueryResult execute(String sql, Cancellation cancellation) throws InterruptedException {
        return calls.around(
                What.statement("execute", sql),
                () -> {
                    mill.awaitSettled(principal, SETTLE_MILLIS_MAX);
                    return mill.execute(
                            sql, new Asker(principal.caller(), cancellation), principal);
                },
                Told::of);
    }

    /**
     * Begins a transaction at the newest tick, to be closed. What is done in it is told to the
     * audit log statement by statement, and its commit.
     *
     * @throws TidemillException FORBIDDEN; TOO_MANY_TRANSACTIONS; NOT_READY while definitions are
     *     on their way
     */
    public Transaction begin(TransactionOptions how) throws InterruptedException {
        mill.awaitSettled(principal, SETTLE_MILLIS_MAX);
        return new AuditedTransaction(
                mill.begin(how, principal), calls, (sql, e) -> mill.explainedTo(sql, principal, e));
    }

    /**
     * Carries out one statement with parameters, in a transaction of its own when it writes, which
     * is begun again while other transactions go before it.
     *
     * @param parameters as {@link Transaction} has them
     */
    public StatementResult execute(
            String sql, List<? extends @Nullable Object> parameters, Cancellation cancellation)
            throws InterruptedException {
        return calls.around(
                What.statement("execute", sql),
                () -> {
                    mill.awaitSettled(principal, SETTLE_MILLIS_MAX);
                    return mill.execute(
                            sql,
                            parameters,
                            new Asker(principal.caller(), cancellation),
                            principal);
                },
                StatementResult::told);
    }

    /**
     * What a statement is, without carrying it out: the types of its parameters, and the columns of
     * its rows.
     *
     * @param types of parameters by their numbers; null, or beyond the end, for those to find
     */
    public StatementShape describe(String sql, List<? extends @Nullable Type> types)
            throws InterruptedException {
        return calls.around(
                What.statement("describe", sql),
                () -> {
                    mill.awaitSettled(principal, SETTLE_MILLIS_MAX);
                    return mill.describe(sql, types, principal);
                });
    }

    /** Streams the answer of one SELECT, as {@link Tidemill#export} does. */
    public <T> T export(String sql, Cancellation cancellation, RowsReader<T> reader) {
        Asker asker = new Asker(principal.caller(), cancellation);
        return calls.exporting(
                sql,
                reader,
                told -> {
                    sight().require(Scope.READ);
                    return mill.export(sql, asker, principal, told);
                });
    }

    /** Writes the answer of one SELECT into a Parquet file, to be sent and closed. */
    public ParquetFile exportParquet(String sql, Cancellation cancellation) {
        Asker asker = new Asker(principal.caller(), cancellation);
        return calls.around(
                What.statement("export", sql),
                () -> {
                    sight().require(Scope.READ);
                    return mill.exportParquet(sql, asker, principal);
                },
                Told::of);
    }

    /** The feature views that are there for the principal. */
    public List<FeatureViewDefinition> features() {
        return mill.features().views(principal);
    }

    /** A feature view to read from, as {@link FeatureDesk#view(String, Principal)} gives it. */
    public FeatureView features(String view) {
        return mill.features().view(view, principal);
    }

    /** Streams a training set, for who sees all: see {@link FeatureDesk#trainingSet}. */
    public <T> T trainingSet(
            FeatureViewDefinition view,
            TrainingLabels labels,
            Cancellation cancellation,
            RowsReader<T> reader) {
        return mill.features()
                .trainingSet(view, labels, new FeatureDesk.Reader(principal, cancellation), reader);
    }

    /** Writes a training set into a Parquet file, to be sent and closed. */
    public ParquetFile trainingFile(
            FeatureViewDefinition view, TrainingLabels labels, Cancellation cancellation) {
        return mill.features()
                .trainingFile(view, labels, new FeatureDesk.Reader(principal, cancellation));
    }

    /** A table that the principal may write rows to; for what, is checked when it does. */
    public InputTable input(String table) {
        principal.require(Scope.WRITE);
        mill.requireWrite(principal, EnumSet.of(Privilege.INSERT, Privilege.DELETE), table);
        return mill.input(table);
    }

    /** Appends, upserts or deletes rows, as {@link Tidemill#append} does. */
    public IngestResult append(String table, ParsedRows rows, AppendOptions how)
            throws InterruptedException {
        boolean deletes = how.op() == InputChange.Op.DELETE;
        return calls.around(
                What.of(deletes ? "delete" : "append", table),
                () -> {
                    principal.require(Scope.WRITE);
                    Privilege needed = deletes ? Privilege.DELETE : Privilege.INSERT;
                    mill.requireWrite(principal, Set.of(needed), table);
                    return mill.append(table, rows, how, principal);
                },
                Told::of);
    }

    /**
     * Waits until what a tick has brought can be read, for {@value #READABLE_MILLIS_MAX} ms at
     * most.
     *
     * @return whether it can; otherwise it is on disk, and will be readable
     */
    public boolean awaitReadable(long tick) throws InterruptedException {
        return mill.await(tick, READABLE_MILLIS_MAX);
    }

    /** The mill at this moment, as it may be seen. */
    public Status status() {
        return calls.around(
                What.of("status", ""),
                () -> {
                    Sight sight = sight();
                    sight.require(Scope.READ);
                    return SeenStatus.of(mill.status(), sight, mill.schemas());
                });
    }

    /** What is defined now, as it may be seen. */
    public ProjectCatalog catalog() {
        return calls.around(
                What.of("catalog", ""),
                () -> {
                    Sight sight = sight();
                    sight.require(Scope.READ);
                    return SeenProject.of(mill.catalog(), sight, mill.schemas());
                });
    }

    /** What is defined now and may be seen, as the catalog of PostgreSQL's clients lists it. */
    public ListedProject listedProject() {
        return calls.around(
                What.of("catalog", ""),
                () -> {
                    sight().require(Scope.READ);
                    return mill.listed(principal);
                });
    }

    /** The files that define the tables, by their names. */
    public Map<String, String> definitionFiles() {
        return dev.tidemill.node.definition.ProjectDefinitions.files(mill.project());
    }

    /** A recent tick's path; empty when it is too old or not published yet. */
    public Optional<TickTrace> trace(long tick) {
        return calls.around(
                What.of("trace", Long.toString(tick)),
                () -> {
                    requireUnrestricted(Scope.READ, "the trace of a tick");
                    return mill.trace(tick);
                });
    }

    /** Throws FORBIDDEN unless the principal has a scope, and sees all. */
    public void requireUnrestricted(Scope scope, String what) {
        Sight sight = sight();
        sight.require(scope);
        sight.requireUnrestricted(what);
    }

    /** Throws FORBIDDEN unless the rows that a table refused may be seen and taken up. */
    private void requireQuarantine(Scope scope, @Nullable String table) {
        Sight sight = sight();
        sight.require(scope);
        if (table == null) {
            sight.requireUnrestricted("the quarantine of all tables");
        } else if (sight.isRestricted()) {
            Schema schema = mill.schemas().get(table);
            sight.require(Privilege.SELECT, table);
            if (schema == null) {
                // What was hidden of a table that is gone cannot be told any more.
                sight.requireUnrestricted("the quarantine of a table that does not run");
            } else {
                sight.requireWhole(List.of(new Sight.TableColumns(table, schema)));
            }
        }
    }

    private static What quarantine(String name, @Nullable String table) {
        return What.of(name, table == null ? "" : table);
    }

    /** Rows in quarantine, newest first; of one table, when its rows are seen as they are. */
    public List<QuarantinedRow> quarantined(@Nullable String table, long limit) {
        return calls.counting(
                quarantine("quarantined", table),
                () -> {
                    requireQuarantine(Scope.READ, table);
                    return mill.quarantined(table, limit);
                },
                List::size);
    }

    /** How many rows are in quarantine. */
    public long quarantinedTotal(@Nullable String table) {
        requireQuarantine(Scope.READ, table);
        return mill.quarantinedTotal(table);
    }

    /** Takes quarantined rows through their contract once more. */
    public IngestResult retryQuarantined(List<Long> ids) throws InterruptedException {
        return calls.around(
                What.of("retry", ""),
                () -> {
                    requireUnrestricted(Scope.WRITE, "retrying rows of any table");
                    return mill.retryQuarantined(ids);
                },
                Told::of);
    }

    /** Takes all of a table's quarantined rows through their contract once more. */
    public IngestResult retryQuarantined(String table) throws InterruptedException {
        return calls.around(
                What.of("retry", table),
                () -> {
                    requireQuarantine(Scope.WRITE, table);
                    sight().require(Privilege.INSERT, table);
                    return mill.retryQuarantined(table);
                },
                Told::of);
    }

    /** The ad-hoc queries; those of others are for administrators: {@link #seesQueriesOf}. */
    public QueryActivity queries() {
        sight().require(Scope.READ);
        return mill.queries();
    }

    /** Whether the principal may see and cancel the queries of a caller. */
    public boolean seesQueriesOf(String caller) {
        return principal.isAdministrator() || principal.name().equals(caller);
    }

    /** Cancels a query that the principal may see; false when there is none. */
    public boolean cancel(long id) {
        return calls.around(
                What.of("cancel", Long.toString(id)), () -> owns(id) && mill.queries().cancel(id));
    }

    private boolean owns(long id) {
        return queries().active().stream()
                .filter(query -> query.id() == id)
                .map(ActiveQuery::caller)
                .anyMatch(caller -> seesQueriesOf(caller.name()));
    }

    /** What is defined, and would be. */
    public DefinitionDesk definitionDesk(Scope scope) {
        return calls.around(
                What.of("definitions", ""),
                () -> {
                    requireUnrestricted(scope, "what is defined as a whole");
                    return mill.definitionDesk();
                });
    }

    /**
     * Throws FORBIDDEN when definitions bring jars that do not run, and the principal is no
     * administrator: their code may do whatever the mill's own may.
     */
    public void requireJars(DefinitionFiles files) {
        if (!principal.isAdministrator() && mill.bringsJars(files)) {
            throw new TidemillException(
                            ErrorCode.FORBIDDEN,
                            "%s may not bring jars of functions: it needs the scope %s"
                                    .formatted(principal.name(), Scope.ADMIN.word()))
                    .withHint("an administrator takes them over first");
        }
    }

    /** Definitions that run beside those in force. */
    public PreviewDesk previewDesk(Scope scope) {
        return calls.around(
                What.of("previews", ""),
                () -> {
                    requireUnrestricted(scope, "what is previewed as a whole");
                    return mill.previewDesk();
                });
    }

    /** Turns for parsing what {@link #append} is given. */
    public ParseTurns parseTurns() {
        return mill.parseTurns();
    }

    /** Whether what is saved in the project's folder is taken over by itself. */
    public boolean watchesDefinitions() {
        return mill.watchesDefinitions();
    }

    /** Takes backups while the mill runs. */
    public BackupDesk backups() {
        return calls.around(
                What.of("backups", ""),
                () -> {
                    sight().require(Scope.ADMIN);
                    return mill.backups();
                });
    }

    /** Erases people, for an administrator. */
    public ForgetDesk forgetting() {
        return calls.around(
                What.of("forgetting", ""),
                () -> {
                    sight().require(Scope.ADMIN);
                    return mill.forgetting();
                });
    }

    /**
     * How actions stand, and what is said of them, for who sees all; saying it is for {@code
     * scope}.
     */
    public ActionDesk actionDesk(Scope scope) {
        requireUnrestricted(scope, "what actions tell");
        return mill.actionDesk();
    }

    /** What is tried again when it fails, for who sees all. */
    public Supervisor supervisor() {
        return calls.around(
                What.of("supervisor", ""),
                () -> {
                    requireUnrestricted(Scope.READ, "what the mill runs");
                    return mill.supervisor();
                });
    }

    /** The names of the predictors, for who sees all. */
    public List<String> predictors() {
        requireUnrestricted(Scope.READ, "what is foretold");
        return mill.predictors();
    }

    /** How a predictor does, which tells of all rows, for who sees all. */
    public PredictorStatus predictor(String name) {
        requireUnrestricted(Scope.READ, "what is foretold");
        return mill.predictor(name).status();
    }

    /** A predictor's models; what becomes of them is for {@code scope}. */
    public ModelRegistry models(String predictor, Scope scope) {
        requireUnrestricted(scope, "what is foretold");
        return mill.predictor(predictor).models();
    }

    /** How a predictor does in parts, which tells of all rows, for who sees all. */
    public PredictorMonitor predictorMonitor(String name) {
        requireUnrestricted(Scope.READ, "what is foretold");
        return mill.predictor(name).monitor();
    }

    /** What is foretold of a row, for who sees all: its features are columns of the table. */
    public Predictor.Foretold predict(String predictor, Map<String, String> values)
            throws InterruptedException {
        requireUnrestricted(Scope.WRITE, "what is foretold");
        return mill.predictor(predictor).predict(values);
    }

    /** What tables and users have cost, for who sees all. */
    public Costs costs() {
        return calls.around(
                What.of("costs", ""),
                () -> {
                    requireUnrestricted(Scope.READ, "what others have cost");
                    return mill.costs();
                });
    }

    /** Who did what. */
    public AuditLog audit() {
        return calls.around(
                What.of("audit", ""),
                () -> {
                    sight().require(Scope.AUDIT);
                    return mill.audit();
                });
    }

    /** Compares every live table with its batch answer at one tick. */
    public Verification verify() {
        return calls.around(
                What.of("verify", ""),
                () -> {
                    sight().require(Scope.ADMIN);
                    return mill.verify();
                });
    }
}
