package dev.tidemill.node.statement;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.engine.circuit.NodeReport;
import dev.tidemill.node.access.AccessKeeper;
import dev.tidemill.node.access.Principal;
import dev.tidemill.node.access.Scope;
import dev.tidemill.node.access.Sight;
import dev.tidemill.node.costs.Creators;
import dev.tidemill.node.definition.CreatedTables;
import dev.tidemill.node.definition.DefinitionsInForce;
import dev.tidemill.node.definition.PlannedTable;
import dev.tidemill.node.ingest.Ingest;
import dev.tidemill.node.tick.PublishedTick;
import dev.tidemill.node.tick.TickPublisher;
import dev.tidemill.node.transaction.StatementResult;
import dev.tidemill.node.transaction.TransactionDesk;
import dev.tidemill.sql.statement.ParameterText;
import dev.tidemill.sql.statement.Statement;
import dev.tidemill.sql.statement.StatementReader;
import dev.tidemill.store.QueryMode;
import dev.tidemill.store.QueryResult;
import dev.tidemill.store.admission.Asker;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Carries out one statement of SQL, whatever door it came by. Queries go to the query store; what
 * changes something is done one at a time, and is on disk and readable when the answer is given.
 *
 * <p>Safe for all threads.
 */
public final class StatementRunner {
    private static final long PUBLISH_MILLIS_MAX = 60_000;

    private final DefinitionsInForce definitions;
    private final TickPublisher publisher;
    private final Queries queries;
    private final Function<String, List<NodeReport>> circuit;
    private final Definitions tables;
    private final Supplier<TransactionDesk> transactions;
    private final AccessKeeper access;
    private final Creators creators;
    private final Object one = new Object();

    /** Answers queries. */
    @FunctionalInterface
    public interface Queries {
        QueryResult answer(String sql, QueryMode mode, Asker asker, Principal principal);
    }

    /**
     * @param queries answers a query
     * @param circuit the running nodes of a live table
     * @param change puts other created tables in force and returns the tick of it
     * @param access says who may do what
     * @param transactions carry out changes of rows
     * @param creators remembers who makes tables
     */
    public StatementRunner(
            DefinitionsInForce definitions,
            Ingest ingest,
            TickPublisher publisher,
            Queries queries,
            Function<String, List<NodeReport>> circuit,
            Function<UnaryOperator<CreatedTables>, Long> change,
            AccessKeeper access,
            Supplier<TransactionDesk> transactions,
            Creators creators) {
        this.definitions = definitions;
        this.publisher = publisher;
        this.queries = queries;
        this.circuit = circuit;
        this.tables =
                new Definitions(
                        definitions,
                        ingest,
                        change::apply,
                        publisher,
                        () -> transactions.get().awaitSealed());
        this.transactions = transactions;
        this.access = access;
        this.creators = creators;
    }

    /**
     * Does what the text says and answers with rows: those of a query, or one that tells what was
     * done.
     *
     * @param principal on whose behalf
     * @throws TidemillException for whatever is wrong with it, FORBIDDEN when the principal may not
     *     do it; nothing was done then
     */
    public QueryResult execute(String sql, Asker asker, Principal principal)
            throws InterruptedException {
        DefinitionsInForce.View view = definitions.view();
        Sight sight = access.sight(view, principal);
        if (StatementReader.isQuery(sql)) {
            sight.require(Scope.READ);
            return queries.answer(sql, QueryMode.ANSWER, asker, principal);
        }
        if (StatementReader.isWrite(sql)) {
            return written(sql, asker, principal);
        }
        ParameterText text = ParameterText.of(sql);
        return carryOut(
                AllowedStatements.read(view, sight, text, List.of(), publisher.nowMicros()),
                asker,
                principal);
    }

    /** Carries out what is neither a query nor a change of rows, and may be by the principal. */
    public QueryResult carryOut(Statement statement, Asker asker, Principal principal)
            throws InterruptedException {
        Sight sight = access.sight(definitions.view(), principal);
        return switch (statement) {
            case Statement.Query query ->
                    queries.answer(query.sql(), QueryMode.ANSWER, asker, principal);
            case Statement.ExplainQuery query ->
                    queries.answer(
                            query.sql(),
                            QueryMode.explaining(query.analyze(), query.json()),
                            asker,
                            principal);
            case Statement.Explain explain -> explain(explain, sight);
            case Statement.Show show -> show(show, asker, principal);
            case Statement.CreateTable create ->
                    defined(
                            "CREATE TABLE",
                            () -> made(create.name(), principal, tables.create(create, sight)));
            case Statement.CreateLiveTable create ->
                    defined(
                            "CREATE LIVE TABLE",
                            () -> made(create.name(), principal, tables.create(create, sight)));
            case Statement.DropTable drop -> defined("DROP TABLE", () -> tables.drop(drop, sight));
            case Statement.CreateIndex create ->
                    defined("CREATE INDEX", () -> tables.create(create, sight));
            case Statement.DropIndex drop -> defined("DROP INDEX", () -> tables.drop(drop, sight));
            case Statement.Write _, Statement.Unbound _ ->
                    throw new IllegalArgumentException("a change of rows");
        };
    }

    /** A change of the definitions. */
    @FunctionalInterface
    private interface Definition {
        Definitions.Outcome apply() throws InterruptedException;
    }

    /** Whoever makes a table is charged with what it costs. */
    private Definitions.Outcome made(String table, Principal by, Definitions.Outcome outcome) {
        if (outcome.changed()) {
            creators.made(table, by, definitions.view().definitions().created());
        }
        return outcome;
    }

    private QueryResult defined(String what, Definition definition) throws InterruptedException {
        Answer answer = new Answer();
        synchronized (one) {
            Definitions.Outcome outcome = definition.apply();
            long tick = outcome.changed() ? outcome.tick() : publisher.tick();
            await(tick);
            return answer.done(
                    outcome.changed() ? what : what + StatementResult.IDLE,
                    0,
                    tick,
                    publisher.nowMicros());
        }
    }

    /** Reads what was acknowledged before the statement began, whoever wrote it. */
    private QueryResult written(String sql, Asker asker, Principal principal)
            throws InterruptedException {
        Answer answer = new Answer();
        TransactionDesk desk = transactions.get();
        desk.awaitSealed();
        StatementResult done = desk.written(sql, List.of(), asker.cancellation(), principal);
        QueryResult rows = done.rows();
        return rows != null
                ? new QueryResult(
                        done.tick(),
                        rows.nowMicros(),
                        rows.schema(),
                        rows.batches(),
                        rows.rowCount(),
                        rows.truncated(),
                        rows.elapsedNanos())
                : answer.done(done.kind().word(), done.count(), done.tick(), publisher.nowMicros());
    }

    private void await(long tick) throws InterruptedException {
        if (!publisher.await(tick, PUBLISH_MILLIS_MAX)) {
            throw new TidemillException(
                            ErrorCode.NOT_READY, "tick " + tick + " is not published yet")
                    .withHint("what was written is on disk and will be readable");
        }
    }

    /** How much runs of a table tells of all its rows. */
    private QueryResult explain(Statement.Explain explain, Sight sight) {
        Answer answer = new Answer();
        String table = explain.table();
        try (PublishedTick at = publisher.pin()) {
            if (table == null) {
                Plan plan = java.util.Objects.requireNonNull(explain.plan());
                return answer.rows(Explanation.of(plan, List.of()), at.tick(), at.nowMicros());
            }
            PlannedTable live = definitions.view().liveTables().get(table);
            if (live == null) {
                throw new TidemillException(
                        ErrorCode.UNKNOWN_TABLE, "there is no live table " + table);
            }
            List<NodeReport> running =
                    sight.seesWhole(table, live.schema()) ? circuit.apply(table) : List.of();
            return answer.rows(Explanation.of(live.plan(), running), at.tick(), at.nowMicros());
        }
    }

    private QueryResult show(Statement.Show show, Asker asker, Principal principal) {
        if (show.subject() == Statement.Show.Subject.ERRORS) {
            String all = "SELECT * FROM tidemill.errors";
            return queries.answer(
                    show.table() == null
                            ? all
                            : all + " WHERE table_name = '" + show.table().replace("'", "''") + "'",
                    QueryMode.ANSWER,
                    asker,
                    principal);
        }
        Answer answer = new Answer();
        try (PublishedTick at = publisher.pin()) {
            DefinitionsInForce.View view = definitions.view();
            Inventory inventory = new Inventory(view, at.snapshot(), access.sight(view, principal));
            String table = Optional.ofNullable(show.table()).orElse("");
            return answer.rows(
                    switch (show.subject()) {
                        case TABLES, ERRORS -> inventory.tables(false);
                        case LIVE_TABLES -> inventory.tables(true);
                        case COLUMNS -> inventory.columns(table);
                        case CREATE_TABLE -> inventory.create(table);
                        case INDEXES -> inventory.indexes(table);
                    },
                    at.tick(),
                    at.nowMicros());
        }
    }
}
