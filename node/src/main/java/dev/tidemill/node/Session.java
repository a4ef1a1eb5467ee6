package dev.tidemill.node;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Schema;
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
import dev.tidemill.node.audit.AuditLog;
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
import dev.tidemill.node.plan.DefinitionDesk;
import dev.tidemill.node.plan.PreviewDesk;
import dev.tidemill.node.predict.Predictor;
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
import dev.tidemill.node.trace.TickTrace;
import dev.tidemill.store.ParquetFile;
import dev.tidemill.store.QueryResult;
import dev.tidemill.store.RowsReader;
import dev.tidemill.store.activity.ActiveQuery;
import dev.tidemill.store.activity.QueryActivity;
import dev.tidemill.store.admission.Asker;
import dev.tidemill.store.admission.Cancellation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 * <p>All methods are safe for all threads.
 */
public final class Session {
    private final Tidemill mill;
    private final Principal principal;

    Session(Tidemill mill, Principal principal) {
        this.mill = requireNonNull(mill, "mill");
        this.principal = requireNonNull(principal, "principal");
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
        mill.readers().lookedUp();
        try (SeenTick tick = pin()) {
            return tick.lookup(table, List.of(key));
        }
    }

    /** Rows that an index finds, as {@link Tidemill#lookupByIndex} does. */
    public Batch lookupByIndex(String table, String index, long limit, String... values) {
        mill.readers().lookedUp();
        try (SeenTick tick = pin()) {
            TableSnapshot found = tick.found(table, index, List.of(values));
            return Viewport.rows(found, Viewport.Order.NONE, 0, limit);
        }
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
        boolean isOpen = !sight.isRestricted();
        if (!isOpen && !mill.mayFollow(sight, afterTick)) {
            return null;
        }
        List<TableChanges> changes = mill.changes().poll(table, afterTick, timeoutMillis);
        if (isOpen) {
            return mill.awaitSight(principal, timeoutMillis).isRestricted() ? null : changes;
        }
        if (changes == null || !mill.mayFollow(sight, afterTick)) {
            return null;
        }
        return changes.stream()
                .map(tick -> new TableChanges(tick.tick(), sight.changes(table, tick.changes())))
                .toList();
    }

    /** Runs one SELECT over the newest tick. */
    public QueryResult query(String sql) {
        sight().require(Scope.READ);
        return mill.query(sql, principal);
    }

    /** Carries out one statement, which waits for its turn among the principal's own. */
    public QueryResult execute(String sql, Cancellation cancellation) throws InterruptedException {
        return mill.execute(sql, new Asker(principal.caller(), cancellation), principal);
    }

    /** Streams the answer of one SELECT, as {@link Tidemill#export} does. */
    public <T> T export(String sql, Cancellation cancellation, RowsReader<T> reader) {
        sight().require(Scope.READ);
        return mill.export(sql, new Asker(principal.caller(), cancellation), principal, reader);
    }

    /** Writes the answer of one SELECT into a Parquet file, to be sent and closed. */
    public ParquetFile exportParquet(String sql, Cancellation cancellation) {
        sight().require(Scope.READ);
        return mill.exportParquet(sql, new Asker(principal.caller(), cancellation), principal);
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
        Sight sight = sight();
        sight.require(Scope.WRITE);
        if (!sight.may(Privilege.DELETE, table)) {
            sight.require(Privilege.INSERT, table);
        }
        return mill.input(table);
    }

    /** Appends, upserts or deletes rows, as {@link Tidemill#append} does. */
    public IngestResult append(String table, ParsedRows rows, AppendOptions how)
            throws InterruptedException {
        Sight sight = sight();
        sight.require(Scope.WRITE);
        boolean deletes = how.op() == InputChange.Op.DELETE;
        sight.require(deletes ? Privilege.DELETE : Privilege.INSERT, table);
        return mill.append(table, rows, how);
    }

    /** The mill at this moment, as it may be seen. */
    public Status status() {
        Sight sight = sight();
        sight.require(Scope.READ);
        return SeenStatus.of(mill.status(), sight, mill.schemas());
    }

    /** What is defined now, as it may be seen. */
    public ProjectCatalog catalog() {
        Sight sight = sight();
        sight.require(Scope.READ);
        return SeenProject.of(mill.catalog(), sight, mill.schemas());
    }

    /** The files that define the tables, by their names. */
    public Map<String, String> definitionFiles() {
        return dev.tidemill.node.definition.ProjectDefinitions.files(mill.project());
    }

    /** A recent tick's path; empty when it is too old or not published yet. */
    public Optional<TickTrace> trace(long tick) {
        requireUnrestricted(Scope.READ, "the trace of a tick");
        return mill.trace(tick);
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

    /** Rows in quarantine, newest first; of one table, when its rows are seen as they are. */
    public List<QuarantinedRow> quarantined(@Nullable String table, long limit) {
        requireQuarantine(Scope.READ, table);
        return mill.quarantined(table, limit);
    }

    /** How many rows are in quarantine. */
    public long quarantinedTotal(@Nullable String table) {
        requireQuarantine(Scope.READ, table);
        return mill.quarantinedTotal(table);
    }

    /** Takes quarantined rows through their contract once more. */
    public IngestResult retryQuarantined(List<Long> ids) throws InterruptedException {
        requireUnrestricted(Scope.WRITE, "retrying rows of any table");
        return mill.retryQuarantined(ids);
    }

    /** Takes all of a table's quarantined rows through their contract once more. */
    public IngestResult retryQuarantined(String table) throws InterruptedException {
        requireQuarantine(Scope.WRITE, table);
        sight().require(Privilege.INSERT, table);
        return mill.retryQuarantined(table);
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
        boolean own =
                queries().active().stream()
                        .filter(query -> query.id() == id)
                        .map(ActiveQuery::caller)
                        .anyMatch(caller -> seesQueriesOf(caller.name()));
        return own && mill.queries().cancel(id);
    }

    /** What is defined, and would be. */
    public DefinitionDesk definitionDesk(Scope scope) {
        requireUnrestricted(scope, "what is defined as a whole");
        return mill.definitionDesk();
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
        requireUnrestricted(scope, "what is previewed as a whole");
        return mill.previewDesk();
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
        sight().require(Scope.ADMIN);
        return mill.backups();
    }

    /** Erases people, for an administrator. */
    public ForgetDesk forgetting() {
        sight().require(Scope.ADMIN);
        return mill.forgetting();
    }

    /** What is tried again when it fails, for who sees all. */
    public Supervisor supervisor() {
        requireUnrestricted(Scope.READ, "what the mill runs");
        return mill.supervisor();
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

    /** What is foretold of a row, for who sees all: its features are columns of the table. */
    public Predictor.Foretold predict(String predictor, Map<String, String> values)
            throws InterruptedException {
        requireUnrestricted(Scope.WRITE, "what is foretold");
        return mill.predictor(predictor).predict(values);
    }

    /** What tables and users have cost, for who sees all. */
    public Costs costs() {
        requireUnrestricted(Scope.READ, "what others have cost");
        return mill.costs();
    }

    /** Who did what. */
    public AuditLog audit() {
        sight().require(Scope.ADMIN);
        return mill.audit();
    }

    /** Compares every live table with its batch answer at one tick. */
    public Verification verify() {
        sight().require(Scope.ADMIN);
        return mill.verify();
    }
}
