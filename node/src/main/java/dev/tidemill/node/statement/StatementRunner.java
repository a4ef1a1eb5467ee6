package dev.tidemill.node.statement;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.engine.circuit.NodeReport;
import dev.tidemill.node.definition.CreatedTables;
import dev.tidemill.node.definition.DefinitionsInForce;
import dev.tidemill.node.definition.PlannedTable;
import dev.tidemill.node.ingest.Ingest;
import dev.tidemill.node.tick.PublishedTick;
import dev.tidemill.node.tick.TickPublisher;
import dev.tidemill.sql.statement.Statement;
import dev.tidemill.sql.statement.StatementReader;
import dev.tidemill.store.QueryMode;
import dev.tidemill.store.QueryResult;
import dev.tidemill.store.admission.Asker;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
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
    private final LongSupplier lastSealed;
    private final Queries queries;
    private final Function<String, List<NodeReport>> circuit;
    private final Definitions tables;
    private final Writes writes;
    private final Object one = new Object();

    /** Answers queries. */
    @FunctionalInterface
    public interface Queries {
        QueryResult answer(String sql, QueryMode mode, Asker asker);
    }

    /**
     * @param lastSealed the newest tick that is on disk
     * @param queries answers a query
     * @param circuit the running nodes of a live table
     * @param change puts other created tables in force and returns the tick of it
     */
    public StatementRunner(
            DefinitionsInForce definitions,
            Ingest ingest,
            TickPublisher publisher,
            LongSupplier lastSealed,
            Queries queries,
            Function<String, List<NodeReport>> circuit,
            Function<UnaryOperator<CreatedTables>, Long> change) {
        this.definitions = definitions;
        this.publisher = publisher;
        this.lastSealed = lastSealed;
        this.queries = queries;
        this.circuit = circuit;
        this.tables = new Definitions(definitions, ingest, change::apply);
        this.writes = new Writes(ingest);
    }

    /**
     * Does what the text says and answers with rows: those of a query, or one that tells what was
     * done.
     *
     * @throws TidemillException for whatever is wrong with it; nothing was done then
     */
    public QueryResult execute(String sql, Asker asker) throws InterruptedException {
        Statement statement =
                new StatementReader(definitions.view().wantedCatalog())
                        .read(sql, publisher.nowMicros());
        return switch (statement) {
            case Statement.Query query -> queries.answer(query.sql(), QueryMode.ANSWER, asker);
            case Statement.ExplainQuery query ->
                    queries.answer(
                            query.sql(),
                            QueryMode.explaining(query.analyze(), query.json()),
                            asker);
            case Statement.Explain explain -> explain(explain);
            case Statement.Show show -> show(show, asker);
            case Statement.CreateTable create ->
                    defined("CREATE TABLE", () -> tables.create(create));
            case Statement.CreateLiveTable create ->
                    defined("CREATE LIVE TABLE", () -> tables.create(create));
            case Statement.DropTable drop -> defined("DROP TABLE", () -> tables.drop(drop));
            case Statement.CreateIndex create ->
                    defined("CREATE INDEX", () -> tables.create(create));
            case Statement.DropIndex drop -> defined("DROP INDEX", () -> tables.drop(drop));
            case Statement.Insert insert ->
                    written(
                            "INSERT",
                            sql,
                            (read, at) -> writes.insert((Statement.Insert) read, at));
            case Statement.Update update ->
                    written(
                            "UPDATE",
                            sql,
                            (read, at) -> writes.update((Statement.Update) read, at));
            case Statement.Delete delete ->
                    written(
                            "DELETE",
                            sql,
                            (read, at) -> writes.delete((Statement.Delete) read, at));
        };
    }

    /** A change of the definitions. */
    @FunctionalInterface
    private interface Definition {
        Definitions.Outcome apply();
    }

    private QueryResult defined(String what, Definition definition) throws InterruptedException {
        Answer answer = new Answer();
        synchronized (one) {
            Definitions.Outcome outcome = definition.apply();
            long tick = outcome.changed() ? outcome.tick() : publisher.tick();
            await(tick);
            return answer.done(
                    outcome.changed() ? what : what + " (nothing to do)",
                    0,
                    tick,
                    publisher.nowMicros());
        }
    }

    /** A change of rows. */
    @FunctionalInterface
    private interface Write {
        Writes.Outcome apply(Statement statement, PublishedTick at) throws InterruptedException;
    }

    /** Reads what was acknowledged before the statement began, whoever wrote it. */
    private QueryResult written(String what, String sql, Write write) throws InterruptedException {
        Answer answer = new Answer();
        synchronized (one) {
            await(lastSealed.getAsLong());
            Writes.Outcome outcome;
            try (PublishedTick at = publisher.pin()) {
                // Of that tick: tables may have other columns in the next.
                StatementReader reader = new StatementReader(at.definitions().catalog());
                outcome = write.apply(reader.read(sql, at.nowMicros()), at);
            }
            long tick = outcome.rows() == 0 ? publisher.tick() : outcome.tick();
            await(tick);
            return answer.done(what, outcome.rows(), tick, publisher.nowMicros());
        }
    }

    private void await(long tick) throws InterruptedException {
        if (!publisher.await(tick, PUBLISH_MILLIS_MAX)) {
            throw new TidemillException(
                            ErrorCode.NOT_READY, "tick " + tick + " is not published yet")
                    .withHint("what was written is on disk and will be readable");
        }
    }

    private QueryResult explain(Statement.Explain explain) {
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
            return answer.rows(
                    Explanation.of(live.plan(), circuit.apply(table)), at.tick(), at.nowMicros());
        }
    }

    private QueryResult show(Statement.Show show, Asker asker) {
        if (show.subject() == Statement.Show.Subject.ERRORS) {
            String all = "SELECT * FROM tidemill.errors";
            return queries.answer(
                    show.table() == null
                            ? all
                            : all + " WHERE table_name = '" + show.table().replace("'", "''") + "'",
                    QueryMode.ANSWER,
                    asker);
        }
        Answer answer = new Answer();
        try (PublishedTick at = publisher.pin()) {
            Inventory inventory = new Inventory(definitions.view(), at.snapshot());
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
